import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { tameRedoc } from './build/patch-redoc.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  // Where the mock serves it; below `dist` the paths are those of the URLs.
  base: '/_mock/',
  plugins: [tameRedoc()],
  build: {
    outDir: here('dist/_mock'),
    emptyOutDir: true,
    target: 'es2023',
    // A source map would be larger than the page.
    sourcemap: false,
    // Says which file loads which, for the test that weighs them.
    manifest: true,
    // How long our plugin takes is nobody's concern who installs this.
    rolldownOptions: { checks: { pluginTimings: false } },
    // Only the documentation is larger, and that is loaded when it is asked for.
    chunkSizeWarningLimit: 1_200,
    // The policy of the page allows no inline scripts.
    modulePreload: { polyfill: false },
  },
});
