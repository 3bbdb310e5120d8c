import { redacted } from '../../../spec/shared/redacted.ts';
import type { ContractView, OperationView } from '../../control/contract-view.ts';
import type { JournalEntry } from '../../journal/journal.ts';
import { bodyText, chosenHeaders, hasTokenHeader, headerOf } from '../data/recorded-message.ts';
import { belowPrefix } from '../data/session.ts';
import { stateBefore } from '../data/state-before.ts';
import { texts } from '../data/texts.ts';
import type { ExportedRequest, SentExchange } from '../export/exported-request.ts';
import { pactObstacle } from '../export/pact.ts';

/** What the page knows of the account of an exchange. */
export type KnownAccount = Pick<ExportedRequest, 'token' | 'isFresh' | 'accountName'>;

/**
 * The request of an exchange, to be exported; secrets stay masked.
 * @param origin the URL of the server, without a path
 * @param known by default, a script makes a token of its own
 */
export function exchangeToExport(
  exchange: JournalEntry,
  { in: place, name }: ContractView['account'],
  origin: string,
  known: KnownAccount = { token: undefined, isFresh: true },
): ExportedRequest {
  const { request, seq, time, response, account, bodiesDropped = false } = exchange;
  const { method, url, headers } = request;
  const below = belowPrefix(url);
  const isMasked = `${url}\n${headerOf(headers, 'cookie') ?? ''}`.includes(`${name}=${redacted}`);
  const isIncomplete = bodiesDropped && method !== 'GET';
  const lost = isIncomplete ? ' The journal no longer holds its body.' : '';
  return {
    method,
    base: below === undefined ? origin : origin + url.slice(0, -below.length),
    path: below ?? url,
    headers: chosenHeaders(headers, { in: place, name }),
    body: bodyText(request),
    tokenHeader: hasTokenHeader(headers, { in: place, name }) ? name : undefined,
    tokenParameter: place !== 'header' && isMasked ? name : undefined,
    ...known,
    account,
    isIncomplete,
    note: `Exchange ${seq}, ${time}: response ${response.status}.${lost}`,
  };
}

/**
 * An exchange with what its account held before it.
 * @param journal the exchanges of the account, as far as they are known
 * @throws Error with a sentence if it cannot be a Pact interaction, ControlError if the mock forgot the state
 */
export async function exchangeToPact(
  exchange: JournalEntry,
  operation: OperationView | undefined,
  request: ExportedRequest,
  journal: readonly JournalEntry[],
): Promise<SentExchange> {
  const { response, bodiesDropped, fault, turned } = exchange;
  const sent: SentExchange = {
    request,
    response: {
      status: response.status,
      headers: response.headers,
      body: bodyText(response) ?? '',
    },
    operation,
    note: turned && `Switches that were not at their defaults: ${turned.join(', ')}.`,
  };
  const t = texts.value.export;
  const obstacle = bodiesDropped ? t.pactBodies : fault ? t.pactFault : pactObstacle(sent);
  if (obstacle !== undefined) throw new Error(obstacle);
  return { ...sent, state: await stateBefore(exchange, journal) };
}
