import { computed } from '@preact/signals';
import { createRedaction } from '../../../spec/shared/redaction.ts';
import { decodePercent } from '../../../spec/shared/text.ts';
import type { RequestDraft } from './drafts.ts';
import { contract } from './session.ts';

// What the mock itself would mask.
const redaction = computed(() => createRedaction(contract.value?.document));

/** A draft without the headers and the parts of its query that carry a secret. */
export function withoutSecrets(draft: RequestDraft): RequestDraft {
  const query = draft.query
    .split('&')
    .filter((part) => !isSecretName(decodePercent(part.split('=')[0] ?? '')))
    .join('&');
  return { ...draft, query, headers: draft.headers.filter(([name]) => !isSecretName(name)) };
}

/** The text of a body with its secrets masked. */
export function maskedBody(body: string): string {
  return redaction.value.bodyText(body);
}

/** Whether a header or a parameter carries a token by its name. */
export function isSecretName(name: string): boolean {
  const lower = name.trim().toLowerCase();
  if (lower === contract.value?.account.name.toLowerCase()) return true;
  return (
    redaction.value.isSecret(lower, true) && !/^(page|next|continuation)[-_]?token$/.test(lower)
  );
}
