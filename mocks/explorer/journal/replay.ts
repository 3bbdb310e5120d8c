import { isRedacted, redacted } from '../../../spec/shared/redacted.ts';
import type { ContractView } from '../../control/contract-view.ts';
import type { ForwardedRequest, ForwardedResponse } from '../../http/forward.ts';
import type { JournalEntry } from '../../journal/journal.ts';
import { bodyText, hasTokenHeader, repeatableHeaders } from '../data/recorded-message.ts';
import { belowPrefix } from '../data/session.ts';
import { type ExportedRequest, withToken } from '../export/exported-request.ts';

/** Why a recorded request cannot be sent again; undefined where it can. */
export function replayObstacle(
  exchange: JournalEntry,
  account: ContractView['account'],
): string | undefined {
  const { request } = exchange;
  if (belowPrefix(request.url) === undefined) {
    return 'The request cannot be sent again from here: its path is not below the prefix of the contract. Copy it as curl.';
  }
  if (exchange.bodiesDropped && request.method !== 'GET') {
    return 'The request cannot be sent again: the journal no longer holds its body.';
  }
  const remedy = 'Open the request in Try and enter the secret.';
  if (isRedacted(request.body)) {
    return `The request cannot be sent again: the journal does not store the secret in its body (***). ${remedy}`;
  }
  const secret = urlFor(request.url, account, '').split(/[?&]/).find(isRedacted);
  if (secret !== undefined) {
    return `The request cannot be sent again: the journal does not store the secret in its URL (${secret}). ${remedy}`;
  }
  return undefined;
}

/** The request of an exchange, to be exported. */
export function exchangeToExport(
  exchange: JournalEntry,
  account: ContractView['account'],
  base: string,
  token: string,
): ExportedRequest {
  const { request, seq, time, response } = exchange;
  const obstacle = replayObstacle(exchange, account);
  return {
    method: request.method,
    base,
    path: urlFor(request.url, account, token),
    headers: repeatableHeaders(request.headers, account),
    body: bodyText(request),
    tokenHeader: hasTokenHeader(request.headers, account) ? account.name : undefined,
    token,
    note: `Exchange ${seq}, ${time}: response ${response.status}.${obstacle === undefined ? '' : ` ${obstacle}`}`,
  };
}

/** The request of an exchange with another token, to be sent by the mock. */
export function replayOf(
  exchange: JournalEntry,
  account: ContractView['account'],
  token: string,
): ForwardedRequest {
  const exported = exchangeToExport(exchange, account, '', token);
  const path = belowPrefix(exported.path) ?? exported.path;
  return withToken(
    { ...exported, path, ...(token === '' ? { tokenHeader: undefined } : {}) },
    token,
  );
}

/** The response of an exchange in the form of a forwarded one. */
export function responseOf({ response, ms }: JournalEntry): ForwardedResponse {
  const { status, headers } = response;
  if (status === 0) return { failure: 'The connection was dropped without a response.', ms };
  return { status, headers, body: bodyText(response) ?? '', ms };
}

function urlFor(url: string, account: ContractView['account'], token: string): string {
  if (account.in !== 'query') return url;
  return url.replace(`${account.name}=${redacted}`, `${account.name}=${encodeURIComponent(token)}`);
}
