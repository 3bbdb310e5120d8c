import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';
import own from '../../vitest.config.ts';

const bundle = fileURLToPath(new URL('../../dist/mocks/prism/library.js', import.meta.url));

/** Tests of the mock on what the package has of Prism, in place of Prism's own packages. */
export default mergeConfig(
  defineConfig({
    plugins: [
      {
        name: 'bundle',
        enforce: 'pre',
        resolveId: (name, from) =>
          name === './library.ts' && from?.includes('/mocks/prism/') ? bundle : undefined,
      },
    ],
  }),
  own,
);
