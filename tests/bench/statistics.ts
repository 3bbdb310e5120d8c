/** The middle of some figures; the mean of the two in the middle when there is an even number. */
export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? upper) + upper) / 2 : upper;
}

/**
 * How many times the one is the other: the median over rounds of the two in the same round, which
 * what else the machine does disturbs alike.
 */
export function ratio(these: readonly number[], those: readonly number[]): number {
  return median(these.map((figure, round) => figure / (those[round] ?? Number.NaN)));
}
