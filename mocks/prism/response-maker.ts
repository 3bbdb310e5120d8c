import type { PrismOptions } from './engine.ts';
import { logger, type Preferences } from './exchange.ts';
import { E, type IHttpResponse, prismMocker, schemaFaker } from './library.ts';
import type { Diagnostics } from './schema-check.ts';
import type { Input, Resource } from './types.ts';

/** Makes a response as Prism does. */
export type ResponseMaker = (
  resource: Resource,
  input: { readonly data: Input; readonly validations: Diagnostics },
  preferences: Preferences,
) => E.Either<Error, IHttpResponse>;

/**
 * Returns what makes the responses of a document.
 * @param options what holds unless a request prefers otherwise
 */
export function responseMaker(document: object, options: PrismOptions): ResponseMaker {
  const { dynamic = false, ignoreExamples = false, seed, fillProperties } = options;
  const defaults = { dynamic, ignoreExamples, ...(seed !== undefined && { seed }) };
  const settings = Object.entries({
    ...('x-json-schema-faker' in document && Object(document['x-json-schema-faker'])),
    ...(fillProperties !== undefined && { fillProperties }),
  })
    // Prism stops at a locale: the generator that it comes with has none to choose.
    .filter(([name]) => name !== 'locale')
    .map(([name, value]) => [inCamelCase(name), value] as const);
  return (resource, input, preferences) => {
    const chosen = { ...defaults, ...preferences };
    // Prism writes the Accept of the request into the configuration that it is given.
    const make = (dynamic: boolean) =>
      prismMocker.default({ resource, input, config: { ...chosen, dynamic } })(logger);
    if (!chosen.dynamic) return make(false);
    try {
      for (const [name, value] of settings) schemaFaker.option(name, value);
      const generated = make(true);
      // Where nothing can be generated, an example is better than nothing, unless the client insists.
      return E.isLeft(generated) && !preferences.dynamic ? make(false) : generated;
    } finally {
      // All mocks of the process share the generator; a seed would stay, too.
      prismMocker.resetJSONSchemaGenerator();
    }
  };
}

function inCamelCase(name: string): string {
  return name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
