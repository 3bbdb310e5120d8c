/**
 * Shortens a text of more than `most` UTF-16 units to its first `keep`, plus `end`; never cuts a
 * surrogate pair in half.
 */
export function cutText(text: string, most: number, end = '…', keep = most): string {
  if (text.length <= most) return text;
  return `${text.slice(0, keep).replace(/[\ud800-\udbff]$/, '')}${end}`;
}
