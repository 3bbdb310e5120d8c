import { type E, type IHttpResponse, NOT_ACCEPTABLE, ProblemJsonError } from './library.ts';
import type { Response } from './types.ts';

/** The Accept of a request without weights that are no numbers, which would rule a media type out. */
export function readableAccept(accept: string | undefined): string | undefined {
  return accept?.replace(/(\/[^,;]*);\s*q=(?![01])[^,;]*/gi, '$1');
}

/** The refusal of a request whose Accept takes no response. */
export function notAcceptable(accept: string | undefined): E.Left<Error> {
  const detail = `Unable to find content for ${accept}`;
  return { _tag: 'Left', left: ProblemJsonError.fromTemplate(NOT_ACCEPTABLE, detail) };
}

/** Whether Prism found a response with a range of all types, but its own type is ruled out. */
export function isRuledOut(
  { statusCode, headers = {} }: IHttpResponse,
  declared: Response | undefined,
): boolean {
  const isTyped = Object.keys(headers).some((name) => /^content-type$/i.test(name));
  return !isTyped && statusCode !== 204 && (declared?.contents ?? []).length > 0;
}
