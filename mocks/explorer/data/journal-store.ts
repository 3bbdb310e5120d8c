import { signal } from '@preact/signals';
import type { JournalEntry } from '../../journal/journal.ts';

const most = 1_000;

/** The last exchanges of all accounts, oldest first. */
export const journal = signal<readonly JournalEntry[]>([]);

let waiting: JournalEntry[] = [];

/** Enters an exchange; what comes within one frame is shown together. */
export function enter(exchange: JournalEntry): void {
  if (waiting.length === 0) requestAnimationFrame(showWaiting);
  waiting.push(exchange);
}

function showWaiting(): void {
  const last = journal.value.at(-1)?.seq ?? 0;
  // What was loaded while the stream was open already has come twice.
  const news = waiting.filter((one) => one.seq > last);
  waiting = [];
  journal.value = [...journal.value, ...news].slice(-most);
}
