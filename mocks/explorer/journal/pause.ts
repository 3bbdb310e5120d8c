import { computed, signal } from '@preact/signals';
import type { JournalEntry } from '../../journal/journal.ts';
import { journal } from '../data/journal-store.ts';
import { storedSignal } from '../data/stored-signal.ts';

/** The number of the last exchange that is listed while the list is paused; -1 while it is live. */
const pausedAt = storedSignal('journal-paused', -1, Number.isInteger);

// What the journal forgets meanwhile stays in a paused list; a reload loses it.
const kept = signal<readonly JournalEntry[] | undefined>(undefined);

/** The exchanges to list: all, or those from before the pause. */
export const listed = computed(() =>
  pausedAt.value < 0
    ? journal.value
    : (kept.value ?? journal.value.filter(({ seq }) => seq <= pausedAt.value)),
);

/** How many exchanges came since the list was paused; undefined while it is live. */
export const newSincePause = computed(() =>
  pausedAt.value < 0 ? undefined : journal.value.filter(({ seq }) => seq > pausedAt.value).length,
);

/** Pauses the list, or lets it go on. */
export function setPaused(isPaused: boolean): void {
  kept.value = isPaused ? journal.value : undefined;
  pausedAt.value = isPaused ? (journal.value.at(-1)?.seq ?? 0) : -1;
}
