import { createServer, type RequestListener } from 'node:http';
import { createServer as createNetServer, type Socket } from 'node:net';
import zlib from 'node:zlib';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createTransport, type TransportOptions } from '../../../contracts/http/transport.ts';
import { listen } from './gateway.ts';

const ended: (() => void)[] = [];
afterEach(() => {
  for (const end of ended.splice(0)) end();
  vi.restoreAllMocks();
});

/** Serves requests of HTTP, and returns a transport to the server. */
async function transportTo(serve: RequestListener, options: Partial<TransportOptions> = {}) {
  const server = createServer(serve);
  return transportAt(await listen(server), options, () => server.closeAllConnections());
}

function transportAt(url: string, options: Partial<TransportOptions>, close: () => void) {
  const provider = new URL(url);
  const transport = createTransport({ provider, timeout: 5_000, connections: 2, ...options });
  ended.push(() => void transport.close(), close);
  return transport;
}

const get = { method: 'GET', path: '/things', headers: {}, body: undefined };
const post = { ...get, method: 'POST', body: '{"a":1}' };
const json = '{"id":84,"name":"Ж"}';

describe('a response in a content coding', () => {
  const codings: Record<string, (text: string | Buffer) => Buffer> = {
    gzip: zlib.gzipSync,
    deflate: zlib.deflateSync,
    'Deflate ': zlib.deflateRawSync,
    br: zlib.brotliCompressSync,
    zstd: zlib.zstdCompressSync,
    identity: Buffer.from,
    'gzip, br': (text) => zlib.brotliCompressSync(zlib.gzipSync(text)),
  };
  test.each(Object.entries(codings))('is decoded from "%s"', async (coding, encode) => {
    const transport = await transportTo((incoming, outgoing) => {
      expect(incoming.headers['accept-encoding']).toBe('gzip, deflate, br, zstd');
      outgoing.writeHead(200, { 'content-encoding': coding }).end(encode(json));
    });
    const { response } = await transport.send(get, '');
    expect(response).toMatchObject({ body: json, utf8: true, json: { id: 84, name: 'Ж' } });
  });

  test('is left alone if it has no body', async () => {
    const transport = await transportTo((_, outgoing) =>
      outgoing.writeHead(204, { 'content-encoding': 'gzip' }).end(),
    );
    expect((await transport.send(get, '')).response).toMatchObject({ status: 204, body: '' });
  });
});

const bomb = zlib.gzipSync(Buffer.alloc(9 * 2 ** 20, 'a'));
const unreadable: {
  says: string;
  headers?: Record<string, string>;
  body: string | Buffer;
  want: string;
}[] = [
  {
    says: 'in a coding that was not offered',
    headers: { 'content-encoding': 'compress' },
    body: json,
    want: 'a response (200) in the content coding "compress", which the request did not offer',
  },
  {
    says: 'that is not in its coding',
    headers: { 'content-encoding': 'gzip' },
    body: json,
    want: 'a response (200) that is not in its content coding gzip (incorrect header check)',
  },
  {
    says: 'of more than 8 MiB',
    body: Buffer.alloc(8 * 2 ** 20 + 1, ' '),
    want: 'a response (200) of more than 8 MiB',
  },
  {
    says: 'of more than 8 MiB when it is decoded',
    headers: { 'content-encoding': 'gzip' },
    body: bomb,
    want: 'a response (200) of more than 8 MiB',
  },
  {
    says: 'with 100,000 nested brackets',
    body: '['.repeat(100_000) + ']'.repeat(100_000),
    want: 'a response (200) of JSON that is nested more than 500 levels deep',
  },
];

test.each(unreadable)(
  'a response $says is named in a sentence, and the next one is read',
  async (row) => {
    let count = 0;
    const transport = await transportTo((_, outgoing) => {
      count += 1;
      if (count === 1) outgoing.writeHead(200, row.headers).end(row.body);
      else outgoing.end(json);
    });
    expect(await transport.send(get, '')).toMatchObject({ response: undefined, failure: row.want });
    expect(transport.responses).toBe(1);
    expect((await transport.send(get, '')).response?.json).toEqual(JSON.parse(json));
  },
);

test('a list of 20,000 items and 500 levels of brackets are read', async () => {
  const items = JSON.stringify(Array.from({ length: 20_000 }, (_, id) => ({ id, of: [id, -id] })));
  const deep = '['.repeat(500) + ']'.repeat(500);
  const transport = await transportTo(({ method }, outgoing) =>
    outgoing.end(method === 'GET' ? items : deep),
  );
  expect((await transport.send(get, '')).response?.json).toHaveLength(20_000);
  expect((await transport.send(post, '')).response?.body).toBe(deep);
});

describe('a connection that the server closes', () => {
  const response = `HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`;

  /** Serves the first request, and treats the next one on the same connection in its own way. */
  async function closingTransport(second: (socket: Socket) => void) {
    const requests: string[] = [];
    const server = createNetServer((socket) => {
      let count = 0;
      socket.on('error', () => {});
      socket.on('data', (bytes) => {
        count += 1;
        requests.push(bytes.toString().split(' ')[0] ?? '');
        if (count === 1) socket.write(response);
        else second(socket);
      });
    });
    const transport = transportAt(await listen(server), { connections: 1 }, () => server.close());
    await transport.send(get, '');
    return { transport, requests };
  }

  /** Lets time pass for the transport. */
  function idle(ms: number): void {
    const now = performance.now.bind(performance);
    vi.spyOn(performance, 'now').mockImplementation(() => now() + ms);
  }

  test.each([
    { how: 'ends', second: (socket: Socket) => socket.end() },
    { how: 'resets', second: (socket: Socket) => socket.resetAndDestroy() },
  ])('is replaced by a new one for any request, if it was idle and $how', async ({ second }) => {
    const { transport, requests } = await closingTransport(second);
    idle(2_000);
    expect((await transport.send(post, '')).response?.status).toBe(200);
    expect(requests).toEqual(['GET', 'POST', 'POST']);
    expect(transport.sent).toBe(3);
  });

  test('is replaced by a new one for a GET, however short it was idle', async () => {
    const { transport, requests } = await closingTransport((socket) => socket.end());
    expect((await transport.send(get, '')).response?.status).toBe(200);
    expect(requests).toEqual(['GET', 'GET', 'GET']);
  });

  test('is no reason to send a POST again that the server may have processed', async () => {
    const { transport, requests } = await closingTransport((socket) => socket.end());
    expect((await transport.send(post, '')).failure).toBe(
      'no response: the connection was dropped',
    );
    expect(requests).toEqual(['GET', 'POST']);
  });

  test('is no reason to send a request again if a byte of the response came', async () => {
    const { transport, requests } = await closingTransport((socket) => socket.end('HTTP/1.1 2'));
    idle(2_000);
    expect((await transport.send(post, '')).failure).toBe(
      'no response: the connection was dropped',
    );
    expect(requests).toEqual(['GET', 'POST']);
  });
});

describe('pauses', () => {
  /** A clock that stands still but for pauses, which it records. */
  function stillClock() {
    const pauses: number[] = [];
    let time = Date.parse('2026-01-01T00:00:00Z');
    const clock = {
      now: () => time,
      async pause(ms: number) {
        pauses.push(ms);
        time += ms;
      },
    };
    return { pauses, clock };
  }

  const sum = (all: readonly number[]) => all.reduce((total, one) => total + one, 0);

  test('grow from one retry to the next, whatever the provider asks for, and end after a minute', async () => {
    const { pauses, clock } = stillClock();
    const transport = await transportTo(
      (_, outgoing) => outgoing.writeHead(429, { 'retry-after': '0' }).end(),
      { clock },
    );
    expect((await transport.send(get, '')).response?.status).toBe(429);
    expect(pauses.slice(0, 4)).toEqual([20, 40, 80, 160]);
    expect(Math.max(...pauses)).toBe(5_000);
    expect(sum(pauses)).toBeLessThan(61_000);
    expect(transport.sent).toBeLessThan(25);
  });

  test.each(['0.5', '-1', 'soon', ''])('take a second if Retry-After is "%s"', async (after) => {
    const { pauses, clock } = stillClock();
    let count = 0;
    const transport = await transportTo(
      (_, outgoing) => {
        count += 1;
        outgoing.writeHead(count === 1 ? 429 : 200, { 'retry-after': after }).end();
      },
      { clock },
    );
    expect((await transport.send(get, '')).response?.status).toBe(200);
    expect(pauses).toEqual([1_000]);
  });

  test.each([-1, 1])("follow the provider's own clock, which is %i h off", async (hours) => {
    const { pauses, clock } = stillClock();
    let count = 0;
    const transport = await transportTo(
      (_, outgoing) => {
        count += 1;
        const own = Date.parse('2026-01-01T00:00:00Z') + hours * 3_600_000;
        const date = new Date(own).toUTCString();
        const after = new Date(own + 3_000).toUTCString();
        outgoing.writeHead(count === 1 ? 429 : 200, { date, 'retry-after': after }).end();
      },
      { clock },
    );
    expect((await transport.send(get, '')).response?.status).toBe(200);
    expect(pauses).toEqual([3_000]);
  });

  test('precede even what gives up at once, so that nobody is hammered', async () => {
    const { pauses, clock } = stillClock();
    const transport = await transportTo(
      (_, outgoing) => outgoing.writeHead(429, { 'retry-after': '3600' }).end(),
      { clock },
    );
    expect((await transport.send(get, '')).response?.status).toBe(429);
    expect((await transport.send(get, '')).response?.status).toBe(429);
    expect(transport.sent).toBe(2);
    expect(pauses).toEqual([1_000, 1_000]);
  });
});
