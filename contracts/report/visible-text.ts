import { cutText } from '../../spec/index.ts';

/**
 * Text of a provider as it can be put into a report: what is invisible is spelt out.
 *
 * Control characters, signs that turn the direction of writing, and halves of a surrogate pair are
 * written as in JSON, such as `\u001b`; line breaks and tabs stay. A provider thus can't steer the
 * terminal, nor make an XML file that no parser takes.
 */
export function visible(text: string): string {
  return text.replace(unseen, escapeUnit);
}

/** The same in one line: every run of white space becomes one space. */
export function oneLine(text: string): string {
  return visible(text.replace(/\s+/gu, ' ').trim());
}

/** The first `most` characters, and a note of how many there were where some were left out. */
export function cut(text: string, most: number): string {
  return cutText(text, most, `… (${text.length} characters in all)`);
}

/** `1 promise`, `2 promises`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Milliseconds for people: `12 ms`, `3.4 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

// Cc without tab and line feed; Cs: halves of a pair; the signs that turn the direction of writing;
// and what XML 1.0 does not allow besides.
const unseen = /[\p{Cc}\p{Cs}\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu;

function escapeUnit(unit: string): string {
  if (unit === '\n' || unit === '\t') return unit;
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
