import type { JournalEntry } from '../../journal/journal.ts';
import { bodyText } from '../data/recorded-message.ts';

interface Named {
  readonly name: string;
  readonly value: string;
}

/**
 * An HTTP archive (HAR 1.2) of exchanges, oldest first; secrets are masked as in the journal.
 * @param origin the server's URL without a path
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
    // The journal notes when the answer went out.
    startedDateTime: new Date(Date.parse(time) - ms).toISOString(),
    time: ms,
    request: {
      method: request.method,
      url: origin + request.url,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: named(request.headers),
      queryString: [...new URLSearchParams(query)].map(([name, value]) => ({ name, value })),
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
      headers: named(response.headers),
      content: { size: bytesOf(received), mimeType: typeOf(response.headers), text: received },
      redirectURL: headerOf(response.headers, 'location') ?? '',
      headersSize: -1,
      bodySize: bytesOf(received),
    },
    cache: {},
    timings: { send: 0, wait: ms, receive: 0 },
    comment: [
      `Exchange ${seq} of account ${account}, whose state was ${state} after it.`,
      ...(exchange.bodiesDropped ? ['The journal has let go of the bodies.'] : []),
      ...(response.status === 0 ? ['The connection was dropped without an answer.'] : []),
    ].join(' '),
  };
}

function named(headers: Readonly<Record<string, string>>): Named[] {
  return Object.entries(headers).map(([name, value]) => ({ name, value: String(value) }));
}

function typeOf(headers: Readonly<Record<string, string>>): string {
  return headerOf(headers, 'content-type') ?? '';
}

function headerOf(headers: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.entries(headers).find(([one]) => one.toLowerCase() === name)?.[1];
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
