import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  // Where the mock serves it; below `dist` the paths are those of the URLs.
  base: '/_mock/',
  build: {
    outDir: here('dist/_mock'),
    emptyOutDir: true,
    target: 'es2023',
    // A source map would be larger than the page.
    sourcemap: false,
    // Says which file loads which, for the test that weighs them.
    manifest: true,
    // For the licences of all that the package bundles.
    license: { fileName: '.vite/licences.json' },
    rolldownOptions: {
      input: [here('index.html'), here('documentation.html')],
      // How long a plugin takes is nobody's concern who installs this.
      checks: { pluginTimings: false },
    },
    // The policy of the page allows no inline scripts.
    modulePreload: { polyfill: false },
  },
});
