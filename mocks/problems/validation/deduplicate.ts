import { formatPointer } from '../../../spec/index.ts';
import type { MistakeDraft, MistakeKind } from './mistake.ts';

// How much a mistake says about a value: of two about one scalar the stronger one is the mistake.
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

/** One entry a mistake: of several about one value the one that says most. */
export function deduplicate(drafts: readonly MistakeDraft[]): MistakeDraft[] {
  const places = Map.groupBy(drafts, ({ at }) => at);
  return [...places.values()].flatMap((group) => {
    const strongest = group.reduce((least, one) => Math.min(least, strengthOf(one)), Infinity);
    const kept: MistakeDraft[] = [];
    for (const draft of group) {
      if (isSuperseded(draft, strongest) || isFieldSent(draft, places)) continue;
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
  // What has the wrong type is no value yet that could be repeated, too small or of a wrong form.
  if (strongest === 0 && draft.kind === 'duplicate-item') return true;
  if (strength <= strongest || strength === Infinity) return false;
  return strongest === 0 || typeof draft.value !== 'object';
}

// No field is missing where it is there and has a mistake of its own.
function isFieldSent(
  { at, fields }: MistakeDraft,
  places: ReadonlyMap<string, readonly MistakeDraft[]>,
): boolean {
  return (fields ?? []).some((name) =>
    places.get(at + formatPointer([name]))?.some((one) => strengthOf(one) < Infinity),
  );
}

// A mistake about the name of a field says nothing about its value.
function strengthOf(draft: MistakeDraft): number {
  return draft.value === undefined ? Infinity : (strengths[draft.kind] ?? Infinity);
}

function isStricter(draft: MistakeDraft, than: MistakeDraft | undefined): boolean {
  if (typeof draft.limit !== 'number' || typeof than?.limit !== 'number') return false;
  return draft.kind === 'too-small' ? draft.limit > than.limit : draft.limit < than.limit;
}
