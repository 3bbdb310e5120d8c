import type { BuiltRequest } from '../../spec/index.ts';

/** A request as it goes over the wire, its path below the provider's base URL. */
export type Request = BuiltRequest;

/** A complete response. */
export interface Response {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The body as JSON; undefined if it is none. */
  readonly json: unknown;
  /** Whether the body is UTF-8. */
  readonly utf8: boolean;
}

/** A request and its response. */
export interface Exchange {
  readonly request: Request;
  /** Undefined if there was none; `failure` then says why. */
  readonly response: Response | undefined;
  readonly failure: string | undefined;
  /** Milliseconds from sending the request to the end of the response. */
  readonly ms: number;
  /** The purpose of the request, in a few words. */
  readonly note: string;
}

/** The beginning of the note of an exchange that is part of a race. */
export const atOneMoment = 'at the same moment';

/** The status of an exchange, or why it has none. */
export function statusOf({ response, failure }: Exchange): number | string | undefined {
  return response?.status ?? failure;
}
