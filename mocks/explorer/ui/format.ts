import { texts } from '../data/texts.ts';

/** The time of day of an ISO timestamp. */
export function timeOf(timestamp: string): string {
  return new Date(timestamp).toLocaleTimeString(texts.value.common.locale);
}

/** A duration in milliseconds, with a decimal below 10. */
export function durationOf(ms: number): string {
  return `${decimal(ms, ms < 10 ? 1 : 0)} ${texts.value.common.units.ms}`;
}

/** A size in bytes, kB or MB. */
export function sizeInWords(bytes: number): string {
  const { units } = texts.value.common;
  if (bytes < 1_000) return `${bytes} ${units.bytes}`;
  return bytes < 1_000_000
    ? `${decimal(bytes / 1_000, 1)} ${units.kilobytes}`
    : `${decimal(bytes / 1e6, 1)} ${units.megabytes}`;
}

function decimal(value: number, digits: number): string {
  return value.toLocaleString(texts.value.common.locale, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}
