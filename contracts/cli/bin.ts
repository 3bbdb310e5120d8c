#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// A short run mostly loads modules; the cache spares compiling them again.
enableCompileCache();
await import('./main.ts');
