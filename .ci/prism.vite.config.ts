import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const library = here('../mocks/prism/library.ts');
const requires = {
  require: createRequire(library),
  requireOfPrism: createRequire(import.meta.resolve('@stoplight/prism-http')),
};

/** What Prism imports, and how much of it the bundle has. */
const narrowed: Record<string, string> = {
  // Its proxy and its reader of Postman collections are larger than all the rest.
  '@stoplight/prism-http': `
    export { UNPROCESSABLE_ENTITY } from '@stoplight/prism-http/dist/mocker/errors.js';
    export { ProblemJsonError } from '@stoplight/prism-http/dist/types.js';`,
  // Of seventy languages, the one that it generates values in.
  '@faker-js/faker': `export { faker } from '@faker-js/faker/locale/en';`,
  // For a Node.js without a URL of its own; it warns that it is outdated.
  'whatwg-url': 'export default globalThis;',
};

/** Brings what is used of Prism into one file, so that nobody has to install the whole of it. */
const prism: Plugin = {
  name: 'prism',
  enforce: 'pre',
  resolveId: (name) => (name in narrowed ? `\0${name}` : undefined),
  load: (id) => narrowed[id.slice(1)],
  transform(code, id) {
    // It says nowhere that it is CommonJS, where `this` is `exports`.
    if (id.includes('/uri-template-lite/')) return code.replaceAll('this.URI', 'exports.URI');
    if (id !== library) return undefined;
    return code
      .replaceAll(/^const require(OfPrism)? = .*;$/gm, '')
      .replaceAll(/\b(require|requireOfPrism)\(\s*'([^']+)',?\s*\)/g, (_, how, name) => {
        const file = requires[how as keyof typeof requires].resolve(name);
        return `require(${JSON.stringify(file)})`;
      });
  },
};

export default defineConfig({
  plugins: [prism],
  // The package depends on it in any case.
  ssr: { noExternal: true, external: ['ajv'] },
  // The modules that Node.js takes from the sources.
  resolve: { mainFields: ['main'] },
  build: {
    ssr: library,
    outDir: here('../dist/mocks/prism'),
    emptyOutDir: false,
    target: 'node22',
    // Whoever meets it in a stack trace can read it.
    minify: false,
    license: { fileName: 'licences.json' },
    rolldownOptions: {
      output: { entryFileNames: 'library.js', codeSplitting: false, comments: false },
      // How long a plugin takes is nobody's concern who installs this.
      checks: { pluginTimings: false },
    },
  },
});
