import type { JournalEntry } from '../journal/journal.ts';
import type { ControlCall } from './control-call.ts';

/** Selects requests of an account; an omitted field does not limit. */
export interface RequestFilter<Operation extends string = string> {
  /** The id of an operation, which stands for its variants, too. */
  readonly operation?: Operation | undefined;
  /** A status such as 409, or a class such as '4XX'. */
  readonly status?: string | number | undefined;
  /** Only requests after this sequence number. */
  readonly after?: number | undefined;
  /** The maximum number of requests; the newest ones are kept. */
  readonly limit?: number | undefined;
}

/** The requests of an account that match a filter, with their responses. */
export interface RecordedRequests {
  /** Returns the requests so far, oldest first. */
  all(): Promise<JournalEntry[]>;
  /**
   * Waits until there are at least `count`, and returns them, oldest first. Requests that came before
   * count, too.
   * @param options.timeout milliseconds to wait, 5,000 by default, 60,000 at most
   * @throws Error after the timeout, which lists what came
   */
  waitFor(count: number, options?: { readonly timeout?: number }): Promise<JournalEntry[]>;
}

/** Creates the view of an account's requests. */
export function createRecordedRequests(call: ControlCall, filter: RequestFilter): RecordedRequests {
  const read = async (query: object) =>
    (await call('GET', '/_mock/journal', undefined, { ...query, account: 'me' })) as JournalEntry[];
  return {
    all: () => read(filter),
    async waitFor(count, { timeout = 5_000 } = {}) {
      const found = await read({ ...filter, count, wait: timeout });
      if (found.length >= count) return found;
      // A mock that has closed meanwhile has nothing to list.
      const all = await read({ limit: mostListed }).catch(() => []);
      throw new Error(missingSentence(filter, count, timeout, found.length, all));
    },
  };
}

const mostListed = 20;

function missingSentence(
  filter: RequestFilter,
  count: number,
  timeout: number,
  found: number,
  all: readonly JournalEntry[],
): string {
  const limits = Object.entries(filter).filter(([, value]) => value !== undefined);
  const which = limits.map(([name, value]) => `${name} ${value}`).join(', ');
  const wanted = `${count} request${count === 1 ? '' : 's'}${which && ` (${which})`}`;
  const listed = all.map(
    ({ request, response }) => `${request.method} ${request.url} ${response.status}`,
  );
  const came =
    listed.length === 0 ? 'The account has sent none at all.' : `It sent ${listed.join(', ')}.`;
  return `The account sent ${found} of ${wanted} within ${timeout} ms. ${came}`;
}
