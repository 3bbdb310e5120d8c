/**
 * Shortens a text of more than `most` UTF-16 units to its first `keep`, plus `end`; never cuts a
 * surrogate pair in half.
 */
export function cutText(text: string, most: number, end = '…', keep = most): string {
  if (text.length <= most) return text;
  return `${text.slice(0, keep).replace(/[\ud800-\udbff]$/, '')}${end}`;
}

/** Escapes a text for use in a regular expression. */
export function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Decodes percent-encoding; returns the text unchanged if it cannot be decoded. */
export function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
