import { signal } from '@preact/signals';
import type { JournalEntry } from '../../journal/journal.ts';

const capacity = 1_000;

/** The latest exchanges of all accounts, oldest first. */
export const journal = signal<readonly JournalEntry[]>([]);

let pending: JournalEntry[] = [];

// What arrived since the journal was asked for; undefined while nothing is loaded.
let arrived: JournalEntry[] | undefined;

/** Says that the journal is about to be loaded: what arrives from now on comes after it. */
export function beginJournal(): void {
  pending = [];
  arrived = [];
}

/** Takes a journal that was loaded. */
export function takeJournal(loaded: readonly JournalEntry[]): void {
  const later = arrived ?? [];
  arrived = undefined;
  journal.value = loaded;
  pending = later;
  flush();
}

/** Adds an exchange; exchanges that arrive within one frame are shown together. */
export function addExchange(exchange: JournalEntry): void {
  if (arrived !== undefined) {
    arrived.push(exchange);
    return;
  }
  if (pending.length === 0) requestAnimationFrame(flush);
  pending.push(exchange);
}

function flush(): void {
  const last = journal.value.at(-1)?.seq ?? 0;
  // Exchanges loaded after the stream was opened arrive twice.
  const added = pending.filter(({ seq }) => seq > last);
  pending = [];
  journal.value = [...journal.value, ...added].slice(-capacity);
}
