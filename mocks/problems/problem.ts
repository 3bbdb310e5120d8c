import type { SourceReference } from '../../spec/index.ts';
import type { Reading } from './readings.ts';
import { englishRefusals, type RefusalTexts } from './texts/english.ts';
import { type Message, render, type Text } from './texts/message.ts';

const statuses = {
  'malformed-json': 400,
  'bad-url': 400,
  unauthorized: 401,
  'token-scheme': 401,
  'unknown-path': 404,
  'missing-resource': 404,
  'missing-response': 404,
  'method-not-allowed': 405,
  'not-acceptable': 406,
  uniqueness: 409,
  immutable: 409,
  'stored-state': 409,
  referenced: 409,
  'identity-taken': 409,
  'body-too-large': 413,
  'unsupported-media-type': 415,
  'invalid-request': 422,
  'invalid-preference': 422,
  unanswerable: 422,
  'unreadable-request': 400,
  'simulated-fault': 503,
  'internal-error': 500,
  'upstream-failed': 502,
  'store-unavailable': 503,
  'control-refused': 403,
  'unknown-control-path': 404,
  'forgotten-state': 409,
  'invalid-control-request': 422,
} as const;

/** The stable code of a kind of refusal. */
export type ProblemCode = keyof typeof statuses;

/** A kind of refusal. */
export interface ProblemKind {
  readonly status: number;
  readonly title: string;
  readonly means: string;
}

/** Returns every kind of refusal by its stable code, in a language. */
export function problemKindsIn({
  problems,
}: RefusalTexts): Readonly<Record<ProblemCode, ProblemKind>> {
  const kinds = Object.entries(statuses).map(([code, status]) => [
    code,
    { status, ...problems[code as ProblemCode] },
  ]);
  return Object.fromEntries(kinds);
}

/** Every kind of refusal by its stable code, in English; `GET /_mock/problems` returns this catalogue. */
export const problemKinds: Readonly<Record<ProblemCode, ProblemKind>> =
  problemKindsIn(englishRefusals);

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
  readonly switch?: ProblemSwitch | undefined;
  readonly source?: ProblemSource | undefined;
}

/** The switch that a refusal depends on: other positions of it accept the request. */
export interface ProblemSwitch {
  /** As a user sets it, such as `D13.lists`. */
  readonly key: string;
  /** Where it is; the request is refused there. */
  readonly position: string;
  /** Where it is in the strict mock. */
  readonly default: string;
  /** The positions in which the mock accepts what it refuses here. */
  readonly acceptedIn: readonly string[];
}

/** A part of a refusal whose texts are rendered when the response is made. */
export type Unrendered<Part extends Conflict | ProblemError> = {
  readonly [Key in keyof Part]: Key extends 'message'
    ? Text
    : Key extends 'expected' | 'hint'
      ? Text | undefined
      : Part[Key];
};

/** A mistake in a request, with how more lenient providers read it. */
export type RequestError = Unrendered<ProblemError> & {
  readonly readings?: readonly Reading[] | undefined;
};

/** The extension members (RFC 9457) of a problem. */
export interface ProblemExtras {
  readonly rule?: string | undefined;
  readonly conflicts?: readonly Conflict[];
  readonly errors?: readonly ProblemError[];
  readonly hint?: string | undefined;
  readonly doubt?: string | undefined;
  readonly switch?: ProblemSwitch | undefined;
  readonly source?: ProblemSource | undefined;
}

/** The extension members of a refusal. */
export interface RefusalExtras extends Pick<ProblemExtras, 'rule' | 'doubt' | 'switch' | 'source'> {
  readonly conflicts?: readonly Unrendered<Conflict>[];
  readonly errors?: readonly RequestError[];
  /** How other providers take the request, if no entry of `errors` says it. */
  readonly readings?: readonly Reading[] | undefined;
  readonly hint?: Text | undefined;
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
  readonly detail: Message;
  readonly extras: RefusalExtras;

  constructor(
    code: ProblemCode,
    detail: Message,
    extras: RefusalExtras = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    // Skip the stack trace: refusals are expected responses, thousands a second.
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super();
    Error.stackTraceLimit = limit;
    this.code = code;
    this.status = statuses[code];
    this.headers = headers;
    this.detail = detail;
    this.extras = extras;
  }

  /** The detail in English, made when somebody reads it. */
  override get message(): string {
    return render(this.detail, englishRefusals);
  }

  /**
   * Returns the body of the response in a language; `type` is a path where this server explains the kind.
   * @param status the status, if it is not that of the kind
   */
  problem(texts: RefusalTexts, status: number = this.status): Problem {
    const { rule, conflicts, errors, hint, doubt, switch: other, source } = this.extras;
    return {
      type: `/_mock/problems/${this.code}`,
      title: texts.problems[this.code].title,
      status,
      detail: render(this.detail, texts),
      rule,
      conflicts: conflicts?.map((one) => ({ ...one, message: render(one.message, texts) })),
      errors: errors?.map((one) => renderError(one, texts)),
      hint: renderOptional(hint, texts),
      doubt,
      switch: other,
      source,
    };
  }
}

/** Renders the texts of a mistake in a language. */
export function renderError(error: RequestError, texts: RefusalTexts): ProblemError {
  const { in: place, pointer, kind, received, doubt, switch: other, source } = error;
  return {
    in: place,
    pointer,
    kind,
    message: render(error.message, texts),
    expected: renderOptional(error.expected, texts),
    received,
    hint: renderOptional(error.hint, texts),
    doubt,
    switch: other,
    source,
  };
}

function renderOptional(text: Text | undefined, texts: RefusalTexts): string | undefined {
  return text === undefined ? undefined : render(text, texts);
}

/** The refusal that an unexpected error becomes. */
export function internalError(error: unknown): Refusal {
  const why = error instanceof Error ? error.message : String(error);
  return new Refusal('internal-error', ({ server }) => server.failed(why));
}
