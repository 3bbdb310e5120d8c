import { isObject } from '../../../spec/shared/json.ts';
import type { ForwardedResponse } from '../../http/forward.ts';
import { isAnswer } from '../data/sent.ts';
import { contract } from '../data/session.ts';
import { storedSignal } from '../data/stored-signal.ts';

/** What came of the last replay. */
interface Replayed {
  /** The exchange that was replayed, and the start of the mock that it was of. */
  readonly seq: number;
  readonly instance: string | undefined;
  readonly response: ForwardedResponse;
}

const last = storedSignal<Replayed | undefined>(
  'replayed',
  undefined,
  (value) => isObject(value) && typeof value.seq === 'number' && isAnswer(value.response),
);

/** The response to the last replay, if that was of this exchange. */
export function replayedOf(seq: number): ForwardedResponse | undefined {
  const isThis = last.value?.seq === seq && last.value.instance === contract.value?.instance;
  return isThis ? last.value?.response : undefined;
}

/** Keeps the response to a replay of an exchange. */
export function keepReplayed(seq: number, response: ForwardedResponse): void {
  last.value = { seq, instance: contract.value?.instance, response };
}
