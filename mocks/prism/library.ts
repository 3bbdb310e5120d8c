import { createRequire } from 'node:module';
import type { JSONSchema, PrismHttpComponents } from '@stoplight/prism-http';
import type * as callbacks from '@stoplight/prism-http/dist/mocker/callback/callbacks.js';
import type * as generators from '@stoplight/prism-http/dist/mocker/generator/JSONSchema.js';
import type mocker from '@stoplight/prism-http/dist/mocker/index.js';
import type * as preferences from '@stoplight/prism-http-server/dist/getHttpConfigFromRequest.js';
import type * as serializer from '@stoplight/prism-http-server/dist/serialize.js';
import type addAjvFormats from 'ajv-formats';

// All that is imported of Prism, and of fp-ts, whose types its functions take and return. Much of it is
// from within Prism's packages, which no version promises to keep: their versions are exact ones, and a
// new one is looked through from here. The built package has this file and all that it imports as one
// file; .ci/prism.vite.config.ts makes it, and reads the calls of `require` and `requireOfPrism`.

export { createLogger, factory, type IPrismDiagnostic } from '@stoplight/prism-core';
export type {
  IHttpOperationConfig,
  IHttpRequest,
  IHttpResponse,
  JSONSchema,
  PrismHttpComponents,
} from '@stoplight/prism-http';
export { NOT_ACCEPTABLE, NOT_FOUND, VIOLATIONS } from '@stoplight/prism-http/dist/mocker/errors.js';
export { ProblemJsonError } from '@stoplight/prism-http/dist/types.js';
export {
  stripReadOnlyProperties,
  stripWriteOnlyProperties,
} from '@stoplight/prism-http/dist/utils/filterRequiredProperties.js';
export { validateOutput, validateSecurity } from '@stoplight/prism-http/dist/validator/index.js';
export { findOperationResponse } from '@stoplight/prism-http/dist/validator/utils/spec.js';
export { findContentByMediaTypeOrFirst } from '@stoplight/prism-http/dist/validator/validators/body.js';
export {
  compareDateTime,
  date_time,
} from '@stoplight/prism-http/dist/validator/validators/dateTime.js';
export { ValidationContext } from '@stoplight/prism-http/dist/validator/validators/types.js';
export { convertAjvErrors } from '@stoplight/prism-http/dist/validator/validators/utils.js';
export { isNonEmpty } from 'fp-ts/lib/Array.js';
export * as E from 'fp-ts/lib/Either.js';
export * as O from 'fp-ts/lib/Option.js';

// Required, since Vite takes the default of a CommonJS module for something else than Node.js does: in
// Vitest, a package that is linked goes through Vite.
const require = createRequire(import.meta.url);

/** Prism's mocker: negotiates, and makes answers. */
export const prismMocker: typeof mocker = require('@stoplight/prism-http/dist/mocker/index.js');

/** What makes values for Prism's mocker. */
export const generator: typeof generators =
  require('@stoplight/prism-http/dist/mocker/generator/JSONSchema.js');

/** What sends Prism's callbacks. */
export const { runCallback }: typeof callbacks =
  require('@stoplight/prism-http/dist/mocker/callback/callbacks.js');

/** Reads what a request prefers. Loads the whole of Prism when it is first called. */
export const getHttpConfigFromRequest: typeof preferences.getHttpConfigFromRequest = (request) => {
  const loaded: typeof preferences =
    require('@stoplight/prism-http-server/dist/getHttpConfigFromRequest.js');
  return loaded.getHttpConfigFromRequest(request);
};

/** Writes a body as Prism's server does, if it can. Loads a writer of XML when it is first called. */
export const serialize: typeof serializer.serialize = (body, contentType) => {
  const loaded: typeof serializer = require('@stoplight/prism-http-server/dist/serialize.js');
  return loaded.serialize(body, contentType);
};

// The copies of libraries that Prism itself has: other versions would come to other verdicts.
const requireOfPrism = createRequire(import.meta.resolve('@stoplight/prism-http'));

/** What Prism generates responses with; its options are those of the whole process. */
export const {
  JSONSchemaFaker: schemaFaker,
}: {
  JSONSchemaFaker: { option(name: string, value: unknown): void };
} = requireOfPrism('json-schema-faker');

/** What Prism prepares schemas with. */
export const mergeAllOf: (schema: JSONSchema, options: object) => JSONSchema = requireOfPrism(
  '@stoplight/json-schema-merge-allof',
);

/** What gives Prism's Ajv its formats. */
export const addFormats: typeof addAjvFormats.default = requireOfPrism('ajv-formats');

/** Reads the references of a document into the part of it that Prism takes. */
export const {
  bundleTarget,
}: {
  bundleTarget(options: { document: object; path: string; cloneDocument: boolean }): unknown;
} = requireOfPrism('@stoplight/json');

/** Reads Prism's operations from a document of OpenAPI 3. */
export const {
  transformOas3Operations,
}: {
  transformOas3Operations(
    document: object,
  ): Parameters<PrismHttpComponents['route']>[0]['resources'];
} = requireOfPrism('@stoplight/http-spec/oas3/operation');
