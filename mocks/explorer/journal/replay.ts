import { isRedacted, redacted } from '../../../spec/shared/redacted.ts';
import type { ShownContract } from '../../control/contract-view.ts';
import type { ForwardedRequest, ForwardedResponse } from '../../http/forward.ts';
import type { Exchange } from '../../journal/journal.ts';
import { bodyText, hasHeader, ownHeaders } from '../data/recorded-message.ts';
import type { Exported } from '../export/exported.ts';

/** Why a request of the journal cannot be sent as it was; undefined where it can. */
export function whyNotReplayed(
  exchange: Exchange,
  account: ShownContract['account'],
): string | undefined {
  const { request } = exchange;
  if (exchange.bodiesDropped && request.method !== 'GET') {
    return 'The journal has let go of the body to make room, so that the request cannot be sent again.';
  }
  if (isRedacted(request.body)) {
    return 'The body holds a secret that the journal does not keep (***), so that the request cannot be sent again as it was. Open it in Try and write the secret there.';
  }
  const secret = urlFor(request.url, account, '').split(/[?&]/).find(isRedacted);
  if (secret !== undefined) {
    return `The URL holds a secret that the journal does not keep (${secret}), so that the request cannot be sent again as it was. Open it in Try and write the secret there.`;
  }
  return undefined;
}

/** The request of an exchange as it was, but in the name of another token. */
export function replayOf(
  { request }: Exchange,
  account: ShownContract['account'],
  token: string,
): ForwardedRequest {
  const body = bodyText(request);
  const named = account.in === 'header' && hasHeader(request.headers, account.name);
  return {
    method: request.method,
    path: urlFor(request.url, account, token),
    headers: {
      ...(named && token !== '' ? { [account.name]: token } : {}),
      ...ownHeaders(request.headers, account),
    },
    ...(body === undefined ? {} : { body }),
  };
}

/** The request of an exchange as it is taken away from the page. */
export function exportedOf(
  exchange: Exchange,
  account: ShownContract['account'],
  base: string,
  token: string,
): Exported {
  const { request, seq, time, response } = exchange;
  const why = whyNotReplayed(exchange, account);
  return {
    method: request.method,
    base,
    path: urlFor(request.url, account, token),
    headers: ownHeaders(request.headers, account),
    body: bodyText(request),
    account:
      account.in === 'header' && hasHeader(request.headers, account.name)
        ? account.name
        : undefined,
    token,
    note: `Exchange ${seq}, ${time}: answered ${response.status}.${why === undefined ? '' : ` ${why}`}`,
  };
}

/** The answer of an exchange as it would have been relayed. */
export function answerOf({ response, ms }: Exchange): ForwardedResponse {
  if (response.status === 0)
    return { failure: 'The connection was dropped without an answer.', ms };
  return {
    status: response.status,
    headers: response.headers,
    body: bodyText(response) ?? '',
    ms,
  };
}

function urlFor(url: string, account: ShownContract['account'], token: string): string {
  if (account.in !== 'query') return url;
  return url.replace(`${account.name}=${redacted}`, `${account.name}=${encodeURIComponent(token)}`);
}
