import type { Seed } from '../../../spec/index.ts';
import { isRedacted, redacted } from '../../../spec/shared/redacted.ts';
import type { ShownCatalogue } from '../../control/cases/catalogue-view.ts';
import type { ContractView } from '../../control/contract-view.ts';
import type { JournalEntry } from '../../journal/journal.ts';
import { accountPath, control } from '../data/control-client.ts';
import { headerOf } from '../data/recorded-message.ts';
import { belowPrefix, operationOf } from '../data/session.ts';
import { stateNumberBefore } from '../data/state-before.ts';
import { texts } from '../data/texts.ts';
import { type CaseExchange, toCase } from '../export/case.ts';

// What more led there is for whoever writes the case.
const mostGiven = 10;

/**
 * An exchange as a case for `cases.yaml`, with the requests that led there if they are few.
 * @param journal the exchanges of the account, as far as they are known
 * @throws Error with a sentence if it cannot be a case
 */
export async function exchangeToCase(
  exchange: JournalEntry,
  key: ContractView['account'],
  journal: readonly JournalEntry[],
): Promise<string> {
  const t = texts.value.journal;
  const { account, state, seq, response, request } = exchange;
  const own = caseExchange(exchange, key);
  if (own === undefined) throw new Error(t.outsideCase);
  if (response.status < 200 || response.status >= 500 || exchange.fault) {
    throw new Error(t.failedCase);
  }
  if (
    exchange.bodiesDropped ||
    isRedacted([request.body, request.url.replace(`${key.name}=${redacted}`, '')])
  ) {
    throw new Error(t.maskedCase);
  }
  const before = await stateNumberBefore(exchange, journal);
  const changes = journal.filter(
    (one) => one.account === account && one.seq < seq && one.state <= state,
  );
  // The exchange that first shows a state is the one that led to it.
  const given = Array.from({ length: before }, (_, i) =>
    changes.find((one) => one.state === i + 1 && one.request.method !== 'GET'),
  ).flatMap((one) => (one === undefined ? [] : (caseExchange(one, key) ?? [])));
  const isWhole =
    given.length === before && before <= mostGiven && !isRedacted(given.map(({ body }) => body));
  const [{ identifiers }, { state: beginning }] = await Promise.all([
    control<Pick<ShownCatalogue, 'identifiers'>>('catalogue'),
    beginningOf(account),
  ]);
  return toCase({
    exchange: own,
    given: isWhole ? given : [],
    beginning,
    identifiers,
    note: isWhole ? undefined : `Add under given what led to state ${before} of the account.`,
  });
}

async function beginningOf(account: string): Promise<{ state: Seed }> {
  try {
    return await control(`${accountPath(account)}?state=0`);
  } catch {
    // The mock no longer knows it: identifiers that the account holds now stay as they are.
    return control(accountPath(account));
  }
}

function caseExchange(
  { operation: id, request, response }: JournalEntry,
  key: ContractView['account'],
): CaseExchange | undefined {
  const operation = operationOf(id);
  const url = belowPrefix(request.url);
  if (operation === undefined || url === undefined) return undefined;
  const carriers = [headerOf(request.headers, key.in === 'header' ? key.name : 'cookie'), url];
  return {
    operation,
    url: key.in === 'query' ? withoutParameter(url, key.name) : url,
    headers: request.headers,
    hasToken:
      key.in === 'header' ? carriers[0] !== undefined : carriers.join().includes(`${key.name}=`),
    body: request.body,
    status: response.status,
    answer: response.body,
  };
}

function withoutParameter(url: string, name: string): string {
  const [path = '', query = ''] = url.split(/\?(.*)/s);
  const others = query.split('&').filter((one) => one !== '' && !one.startsWith(`${name}=`));
  return others.length === 0 ? path : `${path}?${others.join('&')}`;
}
