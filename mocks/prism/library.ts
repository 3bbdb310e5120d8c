import { createRequire } from 'node:module';
import type { JSONSchema } from '@stoplight/prism-http';
import type * as callbacks from '@stoplight/prism-http/dist/mocker/callback/callbacks.js';
import type mocker from '@stoplight/prism-http/dist/mocker/index.js';
import type addAjvFormats from 'ajv-formats';

// All that is imported of Prism. Much of it is from within its packages, which no version promises to
// keep: their versions are exact ones, and a new one is looked through from here.

export { createLogger, type IPrismDiagnostic } from '@stoplight/prism-core';
export {
  createInstance,
  getHttpOperationsFromSpec,
  type IHttpOperationConfig,
  type IHttpRequest,
  type IHttpResponse,
  type JSONSchema,
  NOT_ACCEPTABLE,
  NOT_FOUND,
  type PrismHttpComponents,
  ProblemJsonError,
  resetJSONSchemaGenerator,
} from '@stoplight/prism-http';
export {
  stripReadOnlyProperties,
  stripWriteOnlyProperties,
} from '@stoplight/prism-http/dist/utils/filterRequiredProperties.js';
export * as deserializers from '@stoplight/prism-http/dist/validator/deserializers/index.js';
export type { deserializeFn } from '@stoplight/prism-http/dist/validator/deserializers/types.js';
export { validateOutput, validateSecurity } from '@stoplight/prism-http/dist/validator/index.js';
export { findOperationResponse } from '@stoplight/prism-http/dist/validator/utils/spec.js';
export {
  decodeUriEntities,
  deserializeFormBody,
  findContentByMediaTypeOrFirst,
  parseMultipartFormDataParams,
  splitUriParams,
} from '@stoplight/prism-http/dist/validator/validators/body.js';
export {
  compareDateTime,
  date_time,
} from '@stoplight/prism-http/dist/validator/validators/dateTime.js';
export { parseMIMEHeader } from '@stoplight/prism-http/dist/validator/validators/headers.js';
export { ValidationContext } from '@stoplight/prism-http/dist/validator/validators/types.js';
export { convertAjvErrors } from '@stoplight/prism-http/dist/validator/validators/utils.js';
export { getHttpConfigFromRequest } from '@stoplight/prism-http-server/dist/getHttpConfigFromRequest.js';

// Required, since Vite takes the default of a CommonJS module for something else than Node.js does: in
// Vitest, a package that is linked goes through Vite.
const require = createRequire(import.meta.url);

/** Prism's mocker: negotiates, and makes answers. */
export const prismMocker: typeof mocker = require('@stoplight/prism-http/dist/mocker/index.js');

/** What sends Prism's callbacks. */
export const { runCallback }: typeof callbacks =
  require('@stoplight/prism-http/dist/mocker/callback/callbacks.js');

// The copies of libraries that Prism itself has: other versions would come to other verdicts.
const requireOfPrism = createRequire(import.meta.resolve('@stoplight/prism-http'));

/** What Prism prepares schemas with. */
export const mergeAllOf: (schema: JSONSchema, options: object) => JSONSchema = requireOfPrism(
  '@stoplight/json-schema-merge-allof',
);

/** What gives Prism's Ajv its formats. */
export const addFormats: typeof addAjvFormats.default = requireOfPrism('ajv-formats');
