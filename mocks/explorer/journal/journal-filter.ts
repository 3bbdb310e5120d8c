import type { JournalEntry } from '../../journal/journal.ts';
import { nameOfAccount } from '../data/account-names.ts';
import { containsWords } from '../data/search.ts';
import { isOrVariesFrom } from '../data/session.ts';
import { isLike, storedSignal } from '../data/stored-signal.ts';

/** Limits the listed exchanges; an empty field limits nothing. */
export interface ExchangeFilter {
  readonly account: string;
  /** The id of an operation, which means its variants, too, or `none` for requests outside the contract. */
  readonly operation: string;
  /** A status such as `409`, a class such as `4XX`, `0` for dropped connections, or `fault` for what came of one. */
  readonly status: string;
  /** Words that must all occur in the URL, the bodies or the refusal. */
  readonly text: string;
}

/** A filter that matches all exchanges. */
export const anyExchange: ExchangeFilter = { account: '', operation: '', status: '', text: '' };

/** The current filter; it outlives a change of view, and a reload. */
export const journalFilter = storedSignal('journal-filter', anyExchange, isLike(anyExchange));

// Built once per exchange: bodies are large, and each typed letter searches all of them.
const texts = new WeakMap<JournalEntry, string>();

/** Whether an exchange matches a filter, apart from its text. */
export function matchesFields(
  exchange: JournalEntry,
  { account, operation, status }: ExchangeFilter,
): boolean {
  const actual = String(exchange.response.status);
  return (
    (account === '' || exchange.account === account) &&
    (operation === '' || isOrVariesFrom(exchange.operation ?? 'none', operation)) &&
    hasStatus()
  );

  function hasStatus(): boolean {
    if (status === 'fault') return exchange.fault !== undefined;
    return status === '' || (status.endsWith('XX') ? actual[0] === status[0] : actual === status);
  }
}

/** Whether an exchange contains every word of a text. */
export function matchesText(exchange: JournalEntry, text: string): boolean {
  return containsWords(textOf(exchange), text);
}

/**
 * Searches exchanges for a text in slices of a few milliseconds, so that the page stays responsive.
 * @returns the matching exchanges; undefined once `isStopped` returns true
 */
export async function searchExchanges(
  exchanges: readonly JournalEntry[],
  text: string,
  isStopped: () => boolean,
): Promise<JournalEntry[] | undefined> {
  const found: JournalEntry[] = [];
  let pauseAt = performance.now() + 8;
  for (const exchange of exchanges) {
    if (performance.now() > pauseAt) {
      await new Promise((resolve) => setTimeout(resolve));
      pauseAt = performance.now() + 8;
    }
    if (isStopped()) return undefined;
    if (matchesText(exchange, text)) found.push(exchange);
  }
  return found;
}

function textOf(exchange: JournalEntry): string {
  let text = texts.get(exchange);
  if (text === undefined) {
    const { seq, account, operation, request, response, problem, rule, doubt } = exchange;
    const name = nameOfAccount(account);
    const words = [seq, request.method, request.url, response.status, account, name, operation];
    const bodies = [request.body, response.body].map((body) => JSON.stringify(body) ?? '');
    text = [...words, problem, rule, doubt, ...bodies].join(' ').toLowerCase();
    texts.set(exchange, text);
  }
  return text;
}
