import type { JournalEntry } from '../../journal/journal.ts';

/** Which exchanges are looked at; '' does not limit. */
export interface ExchangeFilter {
  readonly account: string;
  readonly operation: string;
  /** A status such as '409', a class such as '4XX', or '0' for dropped connections. */
  readonly status: string;
  /** Words that all have to occur: in method, URL, bodies, or what the refusal names. */
  readonly text: string;
}

// The texts are made once an exchange: bodies are large, and each letter typed searches them all.
const texts = new WeakMap<JournalEntry, string>();

/** Whether a filter lets an exchange through, but for its text. */
export function passes(
  exchange: JournalEntry,
  { account, operation, status }: ExchangeFilter,
): boolean {
  const answered = String(exchange.response.status);
  return (
    (account === '' || exchange.account === account) &&
    (operation === '' || (exchange.operation ?? 'none') === operation) &&
    (status === '' || (status.endsWith('XX') ? answered[0] === status[0] : answered === status))
  );
}

/** Whether every word of a text occurs in an exchange. */
export function mentions(exchange: JournalEntry, text: string): boolean {
  const words = text.toLowerCase().split(/\s+/);
  const whole = textOf(exchange);
  return words.every((word) => whole.includes(word));
}

/**
 * Searches exchanges for a text, a few milliseconds at a time, so that the page stays lively.
 * @returns those that mention it; undefined once `stopped` says that nobody waits for them
 */
export async function search(
  exchanges: readonly JournalEntry[],
  text: string,
  stopped: () => boolean,
): Promise<JournalEntry[] | undefined> {
  const found: JournalEntry[] = [];
  let until = performance.now() + 8;
  for (const exchange of exchanges) {
    if (performance.now() > until) {
      await new Promise((resolve) => setTimeout(resolve));
      until = performance.now() + 8;
    }
    if (stopped()) return undefined;
    if (mentions(exchange, text)) found.push(exchange);
  }
  return found;
}

function textOf(exchange: JournalEntry): string {
  let text = texts.get(exchange);
  if (text === undefined) {
    const { seq, account, operation, request, response, problem, rule, doubt } = exchange;
    const words = [seq, request.method, request.url, response.status, account, operation];
    const bodies = [request.body, response.body].map((body) =>
      body === undefined ? '' : JSON.stringify(body),
    );
    text = [...words, problem, rule, doubt, ...bodies].join(' ').toLowerCase();
    texts.set(exchange, text);
  }
  return text;
}
