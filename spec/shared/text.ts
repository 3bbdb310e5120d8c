/**
 * Shortens a text of more than `most` UTF-16 units to its first `keep`, plus `end`; never cuts a
 * surrogate pair in half.
 */
export function cutText(text: string, most: number, end = '…', keep = most): string {
  if (text.length <= most) return text;
  return `${text.slice(0, keep).replace(/[\ud800-\udbff]$/, '')}${end}`;
}

/** Decodes percent-encoded text; returns it as is if it is malformed. */
export function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
