import { parseInexact } from '../../spec/shared/json.ts';
import {
  type JSONSchema,
  mergeAllOf,
  O,
  stripReadOnlyProperties,
  stripWriteOnlyProperties,
  ValidationContext,
} from './library.ts';
import { type Check, type Diagnostics, error, type Surroundings } from './schema-check.ts';
import type { Content } from './types.ts';

/**
 * Makes the check of a body.
 *
 * @param coerce whether texts in it are converted to the types that the schema asks for
 * @throws Error naming the place and the reason when its schema does not compile
 */
export function bodyCheck(
  { mediaType, schema }: Content,
  context: ValidationContext,
  around: Surroundings,
  coerce = false,
): Check {
  if (!schema) return () => [];
  const options = { context, place: 'body', coerce };
  return around.compiler.check(() => prepared(schema, context), options, {
    ...around,
    where: `${around.where} of ${mediaType}`,
  });
}

/**
 * Checks JSON by its text, too: an integer must be what its digits say.
 *
 * @param text undefined where only the value is known
 */
export function checkJson(check: Check, body: unknown, text: string | undefined): Diagnostics {
  const found = check(body);
  if (found.length > 0 || text === undefined) return found;
  const inexact = parseInexact(text);
  const wrong = inexact === undefined ? [] : check(inexact).filter(({ code }) => code === 'type');
  return wrong.length > 0 || !/\d[eE]\+?\d{3}|\d{309}/.test(text)
    ? wrong
    : infinite(body, ['body']);
}

function infinite(value: unknown, path: string[]): Diagnostics {
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) {
    const name = path.slice(1).join('.');
    return [error(path, 'inexact', ({ parameters }) => parameters.infinite(name))];
  }
  if (typeof value !== 'object' || value === null) return [];
  // The first one is enough.
  for (const [key, child] of Object.entries(value)) {
    const found = infinite(child, [...path, key]);
    if (found.length > 0) return found;
  }
  return [];
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
