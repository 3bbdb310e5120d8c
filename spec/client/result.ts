import type { OtherProblem, Problem } from './problem.ts';

/** What a call resolves with: the body that the contract documents, or why there is none. */
export type Result<Body> =
  | { data: Body; error?: never; response: Response }
  | { data?: never; error: Problem; response: Response };

/** What is received of a response: the text of a success, or an error, parsed if it is JSON. */
interface Received {
  readonly data?: string | undefined;
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * Makes the result of a call. A success without JSON, and an error that is no problem details, becomes a
 * {@link Problem} that says so, with the status of the response.
 */
export function resultOf({ data = '', error = '', response }: Received) {
  const body = response.ok ? parse(data) : error;
  if (response.ok && body !== undefined) return { data: body, response };
  return { error: problemOf(response.ok ? data : error, response), response };
}

const shown = 200;

function problemOf(body: unknown, { ok, status, statusText }: Response): Problem {
  const members: Partial<OtherProblem> = isObject(body) ? body : {};
  const { type, title, detail } = members;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const beginning = text.length > shown ? `${text.slice(0, shown)}…` : text;
  const why =
    text === '' ? 'without a body.' : `${ok ? 'but not in JSON' : 'with this body'}: ${beginning}`;
  return {
    ...members,
    type: textOr(type, 'about:blank'),
    title: textOr(title, statusText || `Status ${status}`),
    status,
    detail: textOr(detail, `The API responded with ${status}, ${why}`),
  };
}

// An error may have members of these names and any other type.
function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise;
}

// Typed as any, since what the response holds is only known to the contract.
function parse(text: string) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
