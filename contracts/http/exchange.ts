import type { BuiltRequest } from '../../spec/index.ts';

/** A request as it goes over the wire, its path below the provider's base URL. */
export type Request = BuiltRequest & {
  /** Whether the path is below the origin instead. */
  readonly fromOrigin?: boolean;
};

/** A complete response. */
export interface Response {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The length of the whole body in characters, if `body` is only its beginning. */
  readonly cutFrom?: number;
  /** The body as JSON; undefined if it is none. */
  readonly json: unknown;
  /** Whether the body is UTF-8. */
  readonly utf8: boolean;
  /** Whether a byte order mark came before the body. */
  readonly bom: boolean;
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

// Longer than what reports show, which cut off the end: a secret may be cut in half there.
const mostEvidence = 25_000;
const mostParsed = 2_000;

/** An exchange to keep as evidence: without the parsed body, and what reports do not show of a long one. */
export function asEvidence(exchange: Exchange): Exchange {
  const { response } = exchange;
  const { length } = response?.body ?? '';
  if (response === undefined || length <= mostParsed) return exchange;
  if (length <= mostEvidence) return { ...exchange, response: { ...response, json: undefined } };
  // A slice of a string would keep the whole string in memory.
  const body = Buffer.from(response.body.slice(0, mostEvidence)).toString();
  return { ...exchange, response: { ...response, body, json: undefined, cutFrom: length } };
}

/** The beginning of the note of an exchange that is part of a race. */
export const atOneMoment = 'at the same moment';

/** The status of an exchange, or why it has none. */
export function statusOf({ response, failure }: Exchange): number | string | undefined {
  return response?.status ?? failure;
}
