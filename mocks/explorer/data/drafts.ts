import { signal } from '@preact/signals';
import { isObject } from '../../../spec/shared/json.ts';
import { navigate } from './router.ts';
import type { Target } from './session.ts';
import { isListOf, isMapOf, isOptionalString, isString, storedSignal } from './stored-signal.ts';

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
  /** Whether to leave out the header that asks the mock for the page's language. */
  readonly anyLanguage?: boolean;
  /** Whether values in it may be masked: it comes from the journal or a link. */
  readonly isMasked?: boolean;
  /** The target that the link named which this came from, until it is sent. */
  readonly linkedTo?: Target | undefined;
}

type Drafts = Readonly<Record<string, RequestDraft>>;

// A large file would fill the storage of the tab, and so lose all other drafts.
const longestBody = 200_000;

const stored = storedSignal<Drafts>('drafts', {}, isMapOf(isDraft));

/** The edited requests by operation; they outlive a change of view, and a reload unless their body is large. */
export const drafts = signal(stored.value);

/** Counts the times that a draft was replaced as a whole: an editor then takes its text. */
export const replacements = signal(0);

/** Whether a value of unknown origin is a draft. */
export function isDraft(value: unknown): value is RequestDraft {
  if (!isObject(value)) return false;
  const { operation, path, query, headers, prefer, body, withToken } = value;
  const isPair = (one: unknown) => isListOf(isString)(one) && (one as unknown[]).length === 2;
  return (
    [operation, query, prefer].every(isString) &&
    isOptionalString(body) &&
    isMapOf(isString)(path) &&
    isListOf(isPair)(headers) &&
    typeof withToken === 'boolean'
  );
}

/** Stores a draft. */
export function saveDraft(draft: RequestDraft): void {
  drafts.value = { ...drafts.value, [draft.operation]: draft };
  const isKept = ([, { body = '' }]: [string, RequestDraft]) => body.length <= longestBody;
  stored.value = Object.fromEntries(Object.entries(drafts.value).filter(isKept));
}

/** Stores a draft in place of what was edited before. */
export function replaceDraft(draft: RequestDraft): void {
  saveDraft(draft);
  replacements.value++;
}

/** Opens a draft in the view Try. */
export function openInTry(draft: RequestDraft): void {
  replaceDraft(draft);
  navigate('try', draft.operation);
}
