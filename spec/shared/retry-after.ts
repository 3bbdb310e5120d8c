/**
 * Returns how many milliseconds a response asks to wait before the next request: a 429, or a 503 with
 * Retry-After, which holds seconds or a date (RFC 9110, 10.2.3). Anything else counts as no Retry-After.
 * Returns undefined where it asks for no pause.
 * @param now the time in milliseconds since 1970, where the response has no Date of its own
 * @param least the shortest pause in milliseconds
 */
export function retryDelay(
  { status, headers }: { status: number; headers: Readonly<Record<string, string>> },
  now: number,
  least = 0,
): number | undefined {
  if (status !== 429 && status !== 503) return undefined;
  const written = headers['retry-after']?.trim() ?? '';
  const until = httpDate(written);
  // The provider's clock may differ from ours.
  const from = httpDate(headers.date ?? '') ?? now;
  const asked = /^\d+$/.test(written) ? Number(written) * 1_000 : until && until - from;
  if (asked === undefined) return status === 429 ? Math.max(1_000, least) : undefined;
  return Math.max(asked, least);
}

// The three forms of RFC 9110 begin with the name of a day; Date.parse alone takes `-1` for a date.
function httpDate(text: string): number | undefined {
  const ms = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
