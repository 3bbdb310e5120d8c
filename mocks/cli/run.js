// JavaScript, so that no types need stripping before what was stripped and compiled before can be
// taken from the cache: loading is most of the start.
import { enableCompileCache } from 'node:module';

enableCompileCache();
await import('./bin.ts');
