import { signal } from '@preact/signals';
import { isObject, ownValue } from '../../../spec/shared/json.ts';
import type { RelayedResponse } from './control-client.ts';
import { isDraft, type RequestDraft } from './drafts.ts';
import type { HeaderMap } from './recorded-message.ts';
import { withoutSecrets } from './secret-headers.ts';
import type { Target } from './session.ts';
import {
  isLike,
  isListOf,
  isMapOf,
  isOptionalString,
  isString,
  storedSignal,
} from './stored-signal.ts';

/** A request that was sent from Try, with its answer; without a token of the provider. */
export interface SentRecord {
  readonly id: string;
  /** When the answer came, in milliseconds since 1970. */
  readonly time: number;
  readonly operation: string;
  readonly target: Target;
  /** The base URL that it was sent to. */
  readonly base: string;
  /** The draft that it was. */
  readonly draft: RequestDraft;
  /** The headers that were sent, except the one that carries the token. */
  readonly headers: HeaderMap;
  /** Whether it carried a token. */
  readonly hadToken: boolean;
  /** The token of the mock, which names the account; undefined for the provider's. */
  readonly token: string | undefined;
  readonly answer: RelayedResponse;
  /** The instance of the mock that forwarded it: another one has another journal. */
  readonly instance: string | undefined;
  /** The characters of the answer's body where it was too large to be kept over a reload. */
  readonly dropped?: number;
  /** The `id` of what was sent to the other target at the same time. */
  readonly pair?: string;
}

const most = 50;
// Of each body, and of all bodies together: a browser keeps some 5 MB a tab.
const longestBody = 200_000;
const longestBodies = 1_500_000;

const stored = storedSignal<readonly SentRecord[]>('sent', [], isListOf(isRecord));

/** What was sent in this tab, newest first. */
export const sent = signal(stored.value);

/** The id of what is shown for each operation, where it is not the last that was sent. */
export const reopened = storedSignal<Readonly<Record<string, string>>>(
  'reopened',
  {},
  isMapOf(isString),
);

/** Keeps what was sent. */
export function addSent(...added: readonly SentRecord[]): void {
  sent.value = [...added, ...sent.value].slice(0, most);
  stored.value = bounded(sent.value);
  show(undefined, added[0]?.operation ?? '');
}

/** Forgets what was sent. */
export function clearSent(): void {
  sent.value = stored.value = [];
  reopened.value = {};
}

/** Shows an earlier answer of an operation, or the last one again. */
export function show(id: string | undefined, operation: string): void {
  const { [operation]: _, ...others } = reopened.value;
  reopened.value = id === undefined ? others : { ...others, [operation]: id };
}

/** What was sent under an id; undefined where it is forgotten. */
export function sentOf(id: string | undefined): SentRecord | undefined {
  return id === undefined ? undefined : sent.value.find((one) => one.id === id);
}

/** What to show for an operation: what was opened again, or the last that was sent. */
export function shownFor(operation: string): SentRecord | undefined {
  return (
    sentOf(ownValue(reopened.value, operation)) ??
    sent.value.find((one) => one.operation === operation)
  );
}

/** A draft as it is kept and shared: what carries a token of the provider is left out. */
export function keptDraft(
  { linkedTo: _, isMasked: __, ...draft }: RequestDraft,
  target: Target,
): RequestDraft {
  return target === 'provider' ? withoutSecrets(draft) : draft;
}

function isRecord(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { draft, headers, token, answer } = value;
  return (
    isLike({ id: '', operation: '', target: '', base: '', time: 0, hadToken: false })(value) &&
    [token, value.pair].every(isOptionalString) &&
    isDraft(draft) &&
    isMapOf(isString)(headers) &&
    isAnswer(answer)
  );
}

/** Whether a value of unknown origin is an answer, or says why there was none. */
export function isAnswer(value: unknown): boolean {
  if (!isLike({ ms: 0 })(value) || !isObject(value)) return false;
  const { fault, turned, headers } = value;
  return (
    (isLike({ failure: '' })(value) ||
      (isLike({ status: 0, body: '' })(value) && isMapOf(isString)(headers))) &&
    (turned === undefined || isListOf(isString)(turned)) &&
    (fault === undefined || isObject(fault))
  );
}

function bounded(all: readonly SentRecord[]): SentRecord[] {
  let left = longestBodies;
  return all.map((one) => {
    const body = 'body' in one.answer ? one.answer.body : '';
    const length = body.length + (one.draft.body?.length ?? 0);
    if (length <= longestBody && length <= left) {
      left -= length;
      return one;
    }
    const draft = { ...one.draft, body: undefined };
    const answer = 'body' in one.answer ? { ...one.answer, body: '' } : one.answer;
    return { ...one, draft, answer, dropped: body.length };
  });
}
