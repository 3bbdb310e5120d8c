import { cutText } from '../../spec/index.ts';

/**
 * Escapes control characters, marks of writing direction and lone surrogates as in JSON, such as
 * `\u001b`; line breaks and tabs stay. A provider can then neither control the terminal nor break XML.
 */
export function visible(text: string): string {
  return text.replace(unseen, escapeUnit);
}

/** Escapes a text as {@link visible} does, with all white space as single spaces. */
export function oneLine(text: string): string {
  return visible(text.replace(/\s+/gu, ' ').trim());
}

/**
 * Cuts a text to `most` characters, with a note of how many it has.
 * @param total how many it had, if `text` is only its beginning
 */
export function cut(text: string, most: number, total?: number): string {
  const note = `… (${total ?? text.length} characters in total)`;
  return total !== undefined && text.length <= most ? text + note : cutText(text, most, note);
}

/** Counts something: `1 promise`, `2 promises`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Formats milliseconds: `12 ms`, `3.4 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

// Control characters, lone surrogates, marks of writing direction, and what XML 1.0 does not allow.
const unseen = /[\p{Cc}\p{Cs}\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu;

function escapeUnit(unit: string): string {
  if (unit === '\n' || unit === '\t') return unit;
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
