/** A count with its noun, such as `1 item` or `1,200 items`. */
export function countOf(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/** The time of day of an ISO timestamp. */
export function timeOf(timestamp: string): string {
  return new Date(timestamp).toLocaleTimeString('en-GB');
}

/** A duration in milliseconds, with a decimal below 10. */
export function durationOf(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}
