import { signal } from '@preact/signals';
import { ownValue } from '../../../spec/shared/json.ts';
import type { OperationView } from '../../control/contract-view.ts';
import { forwardRequest, messageOf } from '../data/control-client.ts';
import { type RequestDraft, saveDraft } from '../data/drafts.ts';
import { addSent, keptDraft, type SentRecord } from '../data/sent.ts';
import { contract, type Target } from '../data/session.ts';
import { texts } from '../data/texts.ts';
import { tokenObstacle } from '../data/token-obstacle.ts';
import { withToken } from '../export/exported-request.ts';
import { maskedFields } from '../export/masked-text.ts';
import { toExportedRequest, tokenFor } from './draft.ts';

/** The requests under way, by operation: they go on while another operation or view is shown. */
export const sending = signal<Readonly<Record<string, AbortController>>>({});

/** Why the last request of an operation could not be sent. */
export const failures = signal<Readonly<Record<string, string>>>({});

/** Sends a draft to targets at the same time, and keeps the answers. */
export async function sendDraft(
  draft: RequestDraft,
  operation: OperationView,
  targets: readonly Target[],
): Promise<void> {
  const { id } = operation;
  ownValue(sending.value, id)?.abort();
  const abort = new AbortController();
  sending.value = { ...sending.value, [id]: abort };
  failures.value = { ...failures.value, [id]: '' };
  try {
    const all = await Promise.all(targets.map((to) => sendTo(draft, operation, to, abort.signal)));
    addSent(...all.map((one, i) => withPair(one, all[1 - i])));
    if (draft.linkedTo !== undefined) saveDraft({ ...draft, linkedTo: undefined });
  } catch (error) {
    if (!abort.signal.aborted) failures.value = { ...failures.value, [id]: messageOf(error) };
  }
  if (ownValue(sending.value, id) === abort) cancel(id);
}

/** Stops waiting for the answer of an operation. */
export function cancel(operation: string): void {
  const abort = ownValue(sending.value, operation);
  const { [operation]: _, ...others } = sending.value;
  abort?.abort();
  sending.value = others;
}

async function sendTo(
  draft: RequestDraft,
  operation: OperationView,
  to: Target,
  signal: AbortSignal,
): Promise<SentRecord> {
  const request = toExportedRequest(draft, operation, to);
  const hadToken = request.tokenHeader !== undefined;
  const obstacle = hadToken ? tokenObstacle(tokenFor(to)) : undefined;
  if (obstacle !== undefined) throw new Error(obstacle);
  // The server would take the mask for the value.
  const masked = draft.isMasked ? maskedFields(request) : [];
  if (masked.length > 0) throw new Error(texts.value.try.masked(masked.join(', ')));
  const answer = await forwardRequest(to, withToken(request, tokenFor(to)), signal);
  const time = Date.now();
  const kept = keptDraft(draft, to);
  return {
    id: `${to} ${time} ${operation.id}`,
    operation: operation.id,
    target: to,
    time,
    base: request.base,
    draft: kept,
    headers: toExportedRequest(kept, operation, to).headers,
    hadToken,
    token: hadToken ? request.token : undefined,
    answer,
    instance: contract.value?.instance,
  };
}

function withPair(one: SentRecord, other: SentRecord | undefined): SentRecord {
  return other === undefined ? one : { ...one, pair: other.id };
}
