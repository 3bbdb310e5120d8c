#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Loading is most of the start, and of loading most is compiling what was compiled before.
enableCompileCache();
await import('./main.ts');
