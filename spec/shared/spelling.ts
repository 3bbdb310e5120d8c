/**
 * Returns the number of typos (a letter too many, missing, wrong, or two swapped) between two words: 0,
 * 1, 2, or 3 for any more. Libraries such as fastest-levenshtein count a swap as two typos.
 */
export function distance(a: string, b: string): number {
  // Only cells near the diagonal are computed, so that many long names cost little.
  const limit = 2;
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row: number[] = [i];
    let best = i;
    for (let j = Math.max(1, i - limit); j <= Math.min(b.length, i + limit); j++) {
      const same = a[i - 1] === b[j - 1];
      let cell = Math.min(
        (above[j - 1] ?? limit) + (same ? 0 : 1),
        (above[j] ?? limit) + 1,
        (row[j - 1] ?? limit) + 1,
      );
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cell = Math.min(cell, (before[j - 2] ?? limit) + 1);
      }
      row[j] = cell;
      best = Math.min(best, cell);
    }
    if (best > limit) return limit + 1;
    before = above;
    above = row;
  }
  return Math.min(above[b.length] ?? limit + 1, limit + 1);
}
