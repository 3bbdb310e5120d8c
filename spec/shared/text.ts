/**
 * Cuts a text that is longer than `most` UTF-16 units: its first `keep`, or one fewer where that
 * would be half a surrogate pair, and then `end`.
 */
export function cutText(text: string, most: number, end = '…', keep = most): string {
  if (text.length <= most) return text;
  return `${text.slice(0, keep).replace(/[\ud800-\udbff]$/, '')}${end}`;
}
