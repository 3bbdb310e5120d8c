import type { SourceReference } from '../../spec/index.ts';

/** Every kind of refusal by its stable code; `GET /_mock/problems` returns this catalogue. */
export const problemKinds = {
  'malformed-json': {
    status: 400,
    title: 'The body is not JSON',
    means: 'Content-Type says application/json, but the body cannot be read as JSON in UTF-8.',
  },
  'bad-url': {
    status: 400,
    title: 'The URL cannot be read',
    means: 'The path has an invalid escape sequence.',
  },
  unauthorized: {
    status: 401,
    title: 'The request carries no token',
    means: 'The contract requires a token that names the account.',
  },
  'token-scheme': {
    status: 401,
    title: 'A scheme goes before the token',
    means: 'The contract names no scheme, so the header has the token alone.',
  },
  'unknown-path': {
    status: 404,
    title: 'The contract has no such path',
    means: 'No path of the contract matches the path of the request.',
  },
  'missing-resource': {
    status: 404,
    title: 'There is no such resource',
    means: 'The contract has the path, but this account has no such resource.',
  },
  'missing-response': {
    status: 404,
    title: 'The contract has no such response',
    means: 'Prefer, or a parameter such as __code, names a response that is not documented.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'The path has no such method',
    means: 'The contract has the path, but not with this method; Allow lists its methods.',
  },
  'not-acceptable': {
    status: 406,
    title: 'The response has no such media type',
    means: 'Accept rules out every media type of the responses of the operation.',
  },
  uniqueness: {
    status: 409,
    title: 'A uniqueness rule is broken',
    means: 'The request claims something that belongs to another resource of the account.',
  },
  immutable: {
    status: 409,
    title: 'A field that cannot change was changed',
    means: 'An edit may repeat the value of this field, but not change it.',
  },
  'stored-state': {
    status: 409,
    title: 'What is stored does not allow this',
    means: 'The resource exists, but the operation is not for one that is stored like this.',
  },
  referenced: {
    status: 409,
    title: 'The resource is in use',
    means: 'Another resource of the account names this one, so it cannot be deleted.',
  },
  'identity-taken': {
    status: 409,
    title: 'The identity is taken',
    means: 'The request adds a resource under an identity that the account already has.',
  },
  'body-too-large': {
    status: 413,
    title: 'The body is too large',
    means: 'The body has more bytes than the mock accepts.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The body has the wrong media type',
    means: 'Content-Type is missing, or is none that the operation accepts.',
  },
  'invalid-request': {
    status: 422,
    title: 'The request is not as documented',
    means: 'The body or a parameter breaks the documented shape; errors lists every mistake.',
  },
  'invalid-preference': {
    status: 422,
    title: 'The preference cannot be read',
    means: 'Prefer, or a parameter such as __code, has a value of the wrong form.',
  },
  unanswerable: {
    status: 422,
    title: 'The contract does not describe a response',
    means: 'The document has neither an example nor a schema to make a response from.',
  },
  'unreadable-request': {
    status: 400,
    title: 'The request cannot be read',
    means: 'The request is not HTTP as the server understands it.',
  },
  'simulated-fault': {
    status: 503,
    title: 'A fault was set on the mock',
    means: 'The mock was told to fail with this status; nothing is wrong with the request.',
  },
  'internal-error': {
    status: 500,
    title: 'The mock failed',
    means: 'The mock has a mistake of its own; nothing is wrong with the request.',
  },
  'upstream-failed': {
    status: 502,
    title: 'The upstream server sent no response that can be passed on',
    means:
      'The contract has no such path or method, and the server of --upstream cannot be reached, or its response cannot be sent by HTTP/2.',
  },
  'store-unavailable': {
    status: 503,
    title: 'The store of the mock does not answer',
    means:
      'The mock keeps accounts in a database (--store), which is down, full or too slow; Retry-After says when to try again.',
  },
  'control-refused': {
    status: 403,
    title: 'The control API refuses this request',
    means:
      'It asks for the control token if one is set; without one it serves only its own host and origin.',
  },
  'unknown-control-path': {
    status: 404,
    title: 'The control API has no such path',
    means: 'GET /_mock/openapi.yaml describes every path of the control API.',
  },
  'forgotten-state': {
    status: 409,
    title: 'The state is too old',
    means:
      'The mock remembers the last 1,000 changes of all accounts, or of each with --store, and fewer if they are large; older ones cannot be undone.',
  },
  'invalid-control-request': {
    status: 422,
    title: 'The control request is not as documented',
    means: 'GET /_mock/openapi.yaml describes what each path of the control API accepts.',
  },
} as const satisfies Record<string, { status: number; title: string; means: string }>;

/** The stable code of a kind of refusal. */
export type ProblemCode = keyof typeof problemKinds;

/** The place in the documentation that a refusal cites. */
export interface ProblemSource extends Omit<SourceReference, 'silence'> {
  /** The title of the page. */
  readonly title?: string | undefined;
}

/** A value that already belongs to another resource. */
export interface Conflict {
  readonly rule: string;
  readonly pointer: string;
  readonly value: unknown;
  readonly owner: unknown;
  readonly message: string;
}

/** One mistake in a request. */
export interface ProblemError {
  readonly in: string;
  readonly pointer: string;
  readonly message: string;
  readonly kind?: string | undefined;
  readonly expected?: string | undefined;
  readonly received?: string | undefined;
  readonly hint?: string | undefined;
  readonly doubt?: string | undefined;
  readonly source?: ProblemSource | undefined;
}

/** The extension members (RFC 9457) of a problem. */
export interface ProblemExtras {
  readonly rule?: string | undefined;
  readonly conflicts?: readonly Conflict[];
  readonly errors?: readonly ProblemError[];
  readonly hint?: string | undefined;
  readonly doubt?: string | undefined;
  readonly source?: ProblemSource | undefined;
}

/** A body of `application/problem+json` (RFC 9457). */
export interface Problem extends ProblemExtras {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
}

/** The refusal of a request, which is sent as problem details (RFC 9457). */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: ProblemCode;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  private readonly extras: ProblemExtras;

  constructor(
    code: ProblemCode,
    detail: string,
    extras: ProblemExtras = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    // Skip the stack trace: refusals are expected responses, thousands a second.
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(detail);
    Error.stackTraceLimit = limit;
    this.code = code;
    this.status = problemKinds[code].status;
    this.headers = headers;
    this.extras = extras;
  }

  /** Returns the body of the response; `type` is a path where this server explains the kind. */
  problem(): Problem {
    return {
      type: `/_mock/problems/${this.code}`,
      title: problemKinds[this.code].title,
      status: this.status,
      detail: this.message,
      ...this.extras,
    };
  }
}

/** The refusal that an unexpected error becomes. */
export function internalError(error: unknown): Refusal {
  const why = error instanceof Error ? error.message : String(error);
  const detail = `The mock failed: ${sentence(why)} This is a mistake of the mock; please report it with the request.`;
  return new Refusal('internal-error', detail);
}

/** Adds a full stop to a text that lacks one. */
export function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** What a message adds if it names only the first of several entries of a list: where the rest are. */
export function andMore(entries: readonly unknown[], list: 'conflicts' | 'errors'): string {
  return entries.length > 1 ? ` (and ${entries.length - 1} more, see ${list})` : '';
}
