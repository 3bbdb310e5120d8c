// Plain JavaScript: nothing needs type stripping before the compile cache is enabled.
import { enableCompileCache } from 'node:module';

enableCompileCache();
await import('./bin.ts');
