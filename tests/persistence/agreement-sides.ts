import { createMock, type Mock, type MockOptions } from '../../mocks/index.ts';
import { randomFrom } from '../mocks/any-document/random-values.ts';

/** A request as it is sent to a mock. */
export interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload?: string | undefined;
}

/** What a client sees of an answer; the account's id is left out, which depends on a secret. */
export interface Seen {
  readonly status: number | 'no response';
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** One mock, or several that share a store: which one answers is nobody's business. */
export interface Side extends AsyncDisposable {
  /** Sends a request to one of the mocks; what it draws is the same as on another side with the seed. */
  send(sent: Sent, seed?: number, mock?: number): Promise<Seen>;
  /** Ends a mock, and starts one in its place. */
  restart(mock: number): Promise<void>;
  readonly mocks: readonly Mock[];
}

/** Creates mocks with the same options, whose random values are those of the seed. */
export async function createSide(options: MockOptions, servers = 1): Promise<Side> {
  let random = randomFrom(0);
  let ids = 0;
  const all: MockOptions = {
    ...options,
    random: () => random(),
    newId: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
    wait: async () => {},
    warn: () => {},
  };
  const mocks: Mock[] = [];
  for (let i = 0; i < servers; i++) mocks.push(await createMock(all));
  const at = (mock: number) => mocks[mock % mocks.length] as Mock;
  return {
    mocks,
    async send({ method, url, headers, payload }, seed = 0, mock = 0) {
      ids = seed * 100;
      random = randomFrom(seed);
      try {
        const request = { method: method as 'GET', url, headers, ...(payload && { payload }) };
        const { statusCode, headers: given, body } = await at(mock).inject(request);
        const { date: _date, 'content-length': _length, ...seen } = given;
        return { status: statusCode, headers: seen, body: withoutIds(url, body) };
      } catch {
        return { status: 'no response', headers: {}, body: '' };
      }
    },
    async restart(mock) {
      await at(mock).close();
      mocks[mock % mocks.length] = await createMock(all);
    },
    async [Symbol.asyncDispose]() {
      for (const mock of mocks) await mock.close();
    },
  };
}

function withoutIds(url: string, body: string): string {
  return url === '/_mock/accounts/me' ? body.replace(/"id":"[0-9a-f]+"/, '"id":""') : body;
}
