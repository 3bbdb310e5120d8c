import { isRedacted, redacted } from '../../../spec/shared/redacted.ts';
import type { ContractView } from '../../control/contract-view.ts';
import type { ForwardedRequest, ForwardedResponse } from '../../http/forward.ts';
import type { JournalEntry } from '../../journal/journal.ts';
import { bodyText, hasTokenHeader, repeatableHeaders } from '../data/recorded-message.ts';
import { belowPrefix } from '../data/session.ts';
import { texts } from '../data/texts.ts';
import { withToken } from '../export/exported-request.ts';
import { exchangeToExport } from './exchange-to-export.ts';

/** Why a recorded request cannot be sent again; undefined where it can. */
export function replayObstacle(
  exchange: JournalEntry,
  account: ContractView['account'],
): string | undefined {
  const { request } = exchange;
  const t = texts.value.journal;
  if (belowPrefix(request.url) === undefined) return t.otherPath;
  if (exchange.bodiesDropped && request.method !== 'GET') return t.lostBody;
  if (isRedacted(request.body)) return t.secretBody;
  const secret = urlFor(request.url, account, '').split(/[?&]/).find(isRedacted);
  return secret === undefined ? undefined : t.secretUrl(secret);
}

/** The request of an exchange with another token, to be sent by the mock. */
export function replayOf(
  exchange: JournalEntry,
  account: ContractView['account'],
  token: string,
): ForwardedRequest {
  const { headers, url } = exchange.request;
  const path = urlFor(url, account, token);
  return withToken(
    {
      ...exchangeToExport(exchange, account, ''),
      path: belowPrefix(path) ?? path,
      headers: repeatableHeaders(headers, account),
      tokenHeader: token !== '' && hasTokenHeader(headers, account) ? account.name : undefined,
    },
    token,
  );
}

/** The response of an exchange in the form of a forwarded one. */
export function responseOf({ response, ms }: JournalEntry): ForwardedResponse {
  const { status, headers } = response;
  if (status === 0) return { failure: texts.value.journal.dropped, ms };
  return { status, headers, body: bodyText(response) ?? '', ms };
}

function urlFor(url: string, account: ContractView['account'], token: string): string {
  if (account.in !== 'query') return url;
  return url.replace(`${account.name}=${redacted}`, `${account.name}=${encodeURIComponent(token)}`);
}
