import type { Classification } from './classify.ts';
import { isObject, type JsonObject, writeJson } from './json.ts';

/** What is expected of a request: the mock's status, and what a tolerant verifier demands. */
export interface Expectation {
  readonly mock: number;
  readonly verifier: 'accepted' | 'refused' | 'open';
  /** For `open`: whether the response to an accepted request must repeat what was sent. */
  readonly repeats?: boolean;
  /** Fields of items that the response to an accepted request shows: of its item, or of one of its list. */
  readonly shows?: readonly JsonObject[];
  /** Fields of items that it does not show. */
  readonly omits?: readonly JsonObject[];
}

/** Says in a few words what is expected: a status of the mock, less of a provider. */
export function describeExpectation(
  { mock, verifier }: Expectation,
  to: 'mock' | 'provider',
): string {
  if (to === 'mock') return String(mock);
  return {
    accepted: 'accepted (2xx)',
    refused: 'refused (4xx)',
    open: 'open: accepted or refused',
  }[verifier];
}

/**
 * Judges a provider's response to a step of a case. Returns what is wrong, in a sentence about
 * `subject`, such as `POST /things`; undefined where nothing is.
 */
export function violationOf(
  subject: string,
  { verifier }: Expectation,
  outcome: Exclude<Classification, 'fault'>,
  status: number | undefined,
): string | undefined {
  if (verifier === 'open' || verifier === outcome) return undefined;
  return `${subject} was ${outcome} (${status}), but must be ${verifier}.`;
}

/**
 * Judges the item, or the list of items, in the response to an accepted request by `shows` and `omits`.
 * Returns what is wrong, in a sentence about `subject`; undefined where nothing is.
 */
export function shownViolation(
  subject: string,
  { shows = [], omits = [] }: Pick<Expectation, 'shows' | 'omits'>,
  item: unknown,
): string | undefined {
  const shown = [item].flat().filter(isObject);
  const isShown = (fields: JsonObject) => shown.some((one) => hasFields(one, fields));
  const missing = shows.find((fields) => !isShown(fields));
  if (missing !== undefined) return `${subject} does not show ${writeJson(missing)}, but must.`;
  const wrong = omits.find(isShown);
  return wrong && `${subject} shows ${writeJson(wrong)}, but must not.`;
}

function hasFields(item: JsonObject, fields: JsonObject): boolean {
  return Object.entries(fields).every(
    ([name, value]) => writeJson(item[name] ?? null) === writeJson(value),
  );
}
