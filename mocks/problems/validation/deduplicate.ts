import { formatPointer } from '../../../spec/index.ts';
import type { MistakeDraft, MistakeKind } from './mistake.ts';

// Of two mistakes about one scalar, the one with the lower number is reported.
const strengths: Partial<Record<MistakeKind, number>> = {
  'wrong-type': 0,
  'null-value': 0,
  'look-alike': 1,
  'not-allowed': 1,
  'too-small': 2,
  'too-large': 2,
  'wrong-form': 3,
  invalid: 4,
};

/** Keeps one entry for each mistake: of several about one value, the one that says most. */
export function deduplicate(drafts: readonly MistakeDraft[]): MistakeDraft[] {
  const byPlace = Map.groupBy(drafts, ({ at }) => at);
  return [...byPlace.values()].flatMap((group) => {
    const strongest = group.reduce((least, one) => Math.min(least, strengthOf(one)), Infinity);
    const kept: MistakeDraft[] = [];
    for (const draft of group) {
      if (isSuperseded(draft, strongest) || isFieldSent(draft, byPlace)) continue;
      const { kind, detail } = draft;
      const same = kept.findIndex((one) => one.kind === kind && one.detail === detail);
      if (same < 0) kept.push(draft);
      else if (isStricter(draft, kept[same])) kept[same] = draft;
    }
    return kept;
  });
}

function isSuperseded(draft: MistakeDraft, strongest: number): boolean {
  const strength = strengthOf(draft);
  // A value of the wrong type cannot be a duplicate, too small or of a wrong form as well.
  if (strongest === 0 && draft.kind === 'duplicate-item') return true;
  if (strength <= strongest || strength === Infinity) return false;
  return strongest === 0 || typeof draft.value !== 'object';
}

// A field that has a mistake of its own is not missing.
function isFieldSent(
  { at, fields }: MistakeDraft,
  byPlace: ReadonlyMap<string, readonly MistakeDraft[]>,
): boolean {
  return (fields ?? []).some((name) =>
    byPlace.get(at + formatPointer([name]))?.some((one) => strengthOf(one) < Infinity),
  );
}

// A mistake in the name of a field says nothing about its value.
function strengthOf(draft: MistakeDraft): number {
  return draft.value === undefined ? Infinity : (strengths[draft.kind] ?? Infinity);
}

function isStricter(draft: MistakeDraft, than: MistakeDraft | undefined): boolean {
  if (typeof draft.limit !== 'number' || typeof than?.limit !== 'number') return false;
  return draft.kind === 'too-small' ? draft.limit > than.limit : draft.limit < than.limit;
}
