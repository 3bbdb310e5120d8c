import type { BuiltRequest } from '../../spec/index.ts';

/** A request as it goes over the wire, its path below the provider's base URL. */
export type Request = BuiltRequest;

/** What came back. */
export interface Response {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The body read as JSON; undefined where it is none. */
  readonly json: unknown;
  /** Whether the body is UTF-8. */
  readonly utf8: boolean;
}

/** One request and what came of it. */
export interface Exchange {
  readonly request: Request;
  /** Undefined when there was no answer; `failure` then says why. */
  readonly response: Response | undefined;
  readonly failure: string | undefined;
  /** Milliseconds from sending to the whole answer. */
  readonly ms: number;
  /** What the step was for, in a few words. */
  readonly note: string;
}

/** How the note of an exchange begins that was sent together with those beside it. */
export const atOneMoment = 'at the same moment';
