import { createRequire } from 'node:module';

// A good part of what Prism loads is for work that most runs of a mock never do: generated answers
// (faker), Postman collections, and requests of its own (a proxy's, callbacks). Each such module is
// stood in for until the first call. Imported before Prism, for its effect.

const prism = createRequire(import.meta.resolve('@stoplight/prism-http'));

/**
 * Stands in for a module of Prism until one of its functions is called or one of its values is read.
 * @param functions its exports that are functions
 * @param values its other exports, such as classes
 */
function postpone(specifier: string, functions: string[], values: string[] = []): void {
  const file = prism.resolve(specifier);
  let loaded: Record<string, unknown> | undefined;
  const real = (): Record<string, unknown> => {
    if (loaded === undefined) {
      Reflect.deleteProperty(prism.cache, file);
      loaded = prism(file) as Record<string, unknown>;
    }
    return loaded;
  };
  const exports = { __esModule: true };
  for (const name of functions) {
    const value = (...given: unknown[]) =>
      Reflect.apply(real()[name] as () => unknown, null, given);
    Object.defineProperty(exports, name, { value, enumerable: true });
  }
  for (const name of values) {
    Object.defineProperty(exports, name, { get: () => real()[name], enumerable: true });
  }
  const stand = Object.create(prism('node:module').prototype);
  prism.cache[file] = Object.assign(stand, { id: file, filename: file, loaded: true, exports });
}

postpone(
  './mocker/generator/JSONSchema.js',
  ['generate', 'generateStatic', 'resetGenerator', 'sortSchemaAlphabetically'],
  ['GeneratorError', 'SchemaTooComplexGeneratorError'],
);
postpone('./forwarder/index.js', ['default', 'serializeBody']);
postpone('./mocker/callback/callbacks.js', ['runCallback']);
postpone('@stoplight/http-spec/postman/operation', [
  'transformPostmanCollectionOperation',
  'transformPostmanCollectionOperations',
]);
