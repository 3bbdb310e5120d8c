import { signal } from '@preact/signals';
import { navigate } from './router.ts';

/** A request being edited. */
export interface RequestDraft {
  /** The id of the operation. */
  readonly operation: string;
  /** The values of the path parameters. */
  readonly path: Readonly<Record<string, string>>;
  /** The query without its `?`. */
  readonly query: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly prefer: string;
  /** The text of the body; undefined sends none. */
  readonly body: string | undefined;
  readonly withToken: boolean;
}

/** The edited requests by operation; they outlive a change of view. */
export const drafts = signal<Readonly<Record<string, RequestDraft>>>({});

/** Stores a draft. */
export function saveDraft(draft: RequestDraft): void {
  drafts.value = { ...drafts.value, [draft.operation]: draft };
}

/** Opens a draft in the view Try. */
export function openInTry(draft: RequestDraft): void {
  saveDraft(draft);
  navigate('try', draft.operation);
}
