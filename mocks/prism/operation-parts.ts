import type { Preferences } from './exchange.ts';
import { E, type IHttpResponse, type JSONSchema, NOT_FOUND, ProblemJsonError } from './library.ts';
import type { Diagnostics } from './schema-check.ts';
import type { Resource, Response } from './types.ts';

const nothing: JSONSchema = { type: 'null' };

/** The response with a trifle for each body: Prism chooses alike, and has nothing to make. */
export function withoutBodies(response: Response): Response {
  return {
    ...response,
    contents: response.contents?.map((content) => ({
      ...content,
      examples: content.examples?.slice(0, 1).map(({ id, key }) => ({ id, key, value: null })),
      schema: content.schema && nothing,
    })),
  };
}

/** The preferences of what is made the same at each request, whatever the options say. */
export function fixed(code?: number): Preferences {
  return { dynamic: false, ...(code !== undefined && { code }) };
}

/** The headers whose presence is all that an operation's security asks for; undefined if it asks for more. */
export function securityKeys({ security = [] }: Resource): string[] | undefined {
  if (security.length === 0) return [];
  const names = security.map((schemes) =>
    schemes.map((scheme) =>
      scheme.type === 'apiKey' && scheme.in === 'header' ? scheme.name.toLowerCase() : undefined,
    ),
  );
  return names.find(
    (all): all is string[] => all.length > 0 && all.every((name) => name !== undefined),
  );
}

/** The status of an error of Prism. */
export function statusOf(error: Error): number | undefined {
  return error instanceof ProblemJsonError ? error.status : undefined;
}

/** The error for a response that the document does not have. */
export function notFound(detail: string): E.Either<Error, IHttpResponse> {
  return E.left(ProblemJsonError.fromTemplate(NOT_FOUND, detail));
}

/** The headers of a 401 that say how to authenticate. */
export function challenge(validations: Diagnostics): Record<string, string> {
  const schemes = validations.find(({ code }) => code === 401)?.tags ?? [];
  return schemes.length > 0 ? { 'www-authenticate': schemes.join(',') } : {};
}
