import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import {
  decodeUriEntities,
  deserializeFormBody,
  type JSONSchema,
  mergeAllOf,
  parseMIMEHeader,
  parseMultipartFormDataParams,
  splitUriParams,
  stripReadOnlyProperties,
  stripWriteOnlyProperties,
  ValidationContext,
} from './library.ts';
import { type Check, type Diagnostics, error, type Surroundings } from './schema-check.ts';
import type { Content } from './types.ts';

const multipart = 'multipart/form-data';

/** The media types whose bodies are read as the fields of a form. */
export const formTypes = ['application/x-www-form-urlencoded', multipart];

/**
 * Makes the check of a body.
 *
 * @throws Error naming the place and the reason when its schema does not compile
 */
export function bodyCheck(
  { mediaType, schema }: Content,
  context: ValidationContext,
  around: Surroundings,
): Check {
  if (!schema) return () => [];
  const options = { context, place: 'body', coerce: false };
  return around.compiler.check(() => prepared(schema, context), options, {
    ...around,
    where: `${around.where} of ${mediaType}`,
  });
}

/**
 * Makes the check of a form, which converts the text of its fields to the types of the schema.
 *
 * @throws Error naming the place and the reason when its schema does not compile
 */
export function formCheck(
  { mediaType, schema, encodings = [] }: Content,
  around: Surroundings,
): (body: unknown, contentType: string) => Diagnostics {
  if (!schema) return () => [];
  const own = prepared(schema, ValidationContext.Input);
  const options = { context: ValidationContext.Input, place: 'body', coerce: true };
  const check = around.compiler.check(() => own, options, around);
  return (body, contentType) => {
    if (typeof body !== 'string') {
      return [{ code: '422', message: 'Target is not a string', severity: 0 }];
    }
    try {
      const [boundary] = parseMIMEHeader(contentType);
      const sent =
        mediaType === multipart
          ? parseMultipartFormDataParams(body, boundary)
          : splitUriParams(body);
      if (E.isLeft(sent)) return sent.left;
      const reserved = encodings.filter(
        ({ property, allowReserved }) =>
          !allowReserved && /[/?#[\]@!$&'()*+,;=]/.test(sent.right[property] ?? ''),
      );
      if (reserved.length > 0) {
        const message = 'Reserved characters used in request body';
        return reserved.map(({ property }) => ({ path: ['body', property], message, severity: 0 }));
      }
      const decoded = decodeUriEntities(sent.right, mediaType);
      const fields = deserializeFormBody(own, encodings, decoded);
      return E.isLeft(fields) ? fields.left : check(fields.right);
    } catch (thrown) {
      return [error(['body'], 'format', `The form cannot be read: ${String(thrown)}`)];
    }
  };
}

/** The schema as Prism prepares it for requests or responses. */
function prepared(schema: JSONSchema, context: ValidationContext): JSONSchema {
  let merged = schema;
  try {
    merged = mergeAllOf(schema, { deep: true, ignoreAdditionalProperties: true });
  } catch {
    // Prism, too, takes the schema as it is then.
  }
  const strip =
    context === ValidationContext.Input ? stripReadOnlyProperties : stripWriteOnlyProperties;
  return O.getOrElse(() => merged)(strip(merged));
}
