/**
 * Returns how many milliseconds a response asks to wait before the next request: a 429, or a 503 with
 * Retry-After, which holds seconds or a date. Returns undefined where it asks for no pause.
 * @param now the time in milliseconds since 1970
 * @param least the shortest pause in milliseconds
 */
export function retryDelay(
  { status, headers }: { status: number; headers: Readonly<Record<string, string>> },
  now: number,
  least = 0,
): number | undefined {
  const written = headers['retry-after']?.trim();
  if (status !== 429 && (status !== 503 || written === undefined)) return undefined;
  const isSeconds = /^\d+$/.test(written ?? '');
  const ms = isSeconds ? Number(written) * 1_000 : Date.parse(written ?? '') - now;
  return Number.isNaN(ms) ? 1_000 : Math.max(ms, least);
}
