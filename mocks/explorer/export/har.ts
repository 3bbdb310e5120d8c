import { isRedacted } from '../../../spec/shared/redacted.ts';
import type { JournalEntry } from '../../journal/journal.ts';
import { bodyText, type HeaderMap, headerOf } from '../data/recorded-message.ts';

/**
 * Exchanges as an HTTP archive (HAR 1.2), in their order; secrets are masked as in the journal.
 * @param origin the URL of the server, without a path
 */
export function toHar(exchanges: readonly JournalEntry[], origin: string, creator: string): string {
  const log = {
    version: '1.2',
    creator: { name: creator, version: '1' },
    entries: exchanges.map((one) => entryOf(one, origin)),
  };
  return `${JSON.stringify({ log }, null, 2)}\n`;
}

function entryOf(exchange: JournalEntry, origin: string): object {
  const { seq, time, ms, account, state, request, response } = exchange;
  const [, query = ''] = request.url.split(/\?(.*)/s);
  const sent = bodyText(request);
  const received = bodyText(response) ?? '';
  return {
    // The journal records the time of the response.
    startedDateTime: new Date(Date.parse(time) - ms).toISOString(),
    time: ms,
    request: {
      method: request.method,
      url: origin + request.url,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: pairs(Object.entries(request.headers)),
      queryString: pairs(new URLSearchParams(query)),
      ...(sent === undefined
        ? {}
        : { postData: { mimeType: typeOf(request.headers), text: sent, params: [] } }),
      headersSize: -1,
      bodySize: sent === undefined ? 0 : bytesOf(sent),
    },
    response: {
      status: response.status,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: pairs(Object.entries(response.headers)),
      content: { size: bytesOf(received), mimeType: typeOf(response.headers), text: received },
      redirectURL: headerOf(response.headers, 'location') ?? '',
      headersSize: -1,
      bodySize: bytesOf(received),
    },
    cache: {},
    timings: { send: 0, wait: ms, receive: 0 },
    comment: [
      `Exchange ${seq} of account ${account}; state ${state} afterwards.`,
      ...(isRedacted([request, response])
        ? ['What reads *** is a secret that the journal masks.']
        : []),
      ...(exchange.bodiesDropped ? ['The journal no longer holds the bodies.'] : []),
      ...(response.status === 0 ? ['The connection was dropped without a response.'] : []),
    ].join(' '),
  };
}

function pairs(entries: Iterable<[string, string]>): object[] {
  return [...entries].map(([name, value]) => ({ name, value }));
}

function typeOf(headers: HeaderMap): string {
  return headerOf(headers, 'content-type') ?? '';
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
