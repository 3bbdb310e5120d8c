import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  type ConnectedMock,
  ControlRefusal,
  connectMock,
  type StartedMock,
  startMock,
} from '../../mocks/index.ts';
import { createDataApiClient } from '../../spec/index.ts';
import { type Browser, inBrowser, startBrowser } from '../explorer/browser.ts';
import { type RunningCommand, startCommand } from './command.ts';

const rule = { number_capacity_ids: [352], source_type: 'system' as const, media_id: 50 };
const list = '/melodies/personal';

let command: RunningCommand;
let url: string;
beforeAll(async () => {
  command = startCommand('--port', '0', '--control-token', 'secret', '--log', 'silent');
  url = await command.url();
});
afterAll(() => command.stop());

const handles = [
  {
    title: 'a mock in this process',
    open: async () => {
      const mock: StartedMock = await startMock();
      return { mock, close: () => mock.close() };
    },
  },
  {
    title: 'a mock in another process',
    open: async () => {
      const mock: ConnectedMock = await connectMock(url, { controlToken: 'secret' });
      return { mock, close: async () => {} };
    },
  },
];

describe.each(handles)('an account of $title', ({ open }) => {
  let opened: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  test('an account is seeded, switched, faulted, read and reset', async () => {
    const { mock } = opened;
    const account = mock.account();
    const before = await account.state();
    {
      await using same = mock.account(account.token);
      const api = createDataApiClient(same);
      await same.seed({ [list]: { next: 9, items: [{ ...rule, id: 5 }] } });
      await same.switch({ D9: 'empty-array' });
      await same.fault('addPersonalMelody', { status: 503 });
      expect((await api.POST(list, { body: rule })).response.status).toBe(503);
      const { data } = await api.GET(list);
      expect(data?.map(({ id }) => id)).toContain(5);
      expect(data?.[0]?.employee_group_ids).toEqual([]);
      const entries = await same.journal({ status: '5XX' });
      expect(entries.map(({ operation, request }) => [operation, request.body])).toEqual([
        ['addPersonalMelody', rule],
      ]);
    }
    expect(await account.state()).toEqual(before);
    expect(await account.journal()).toEqual([]);
  });

  test('a mistake is refused in a sentence', async () => {
    await using account = opened.mock.account();
    // @ts-expect-error -- there is no such operation
    const refused = account.fault('nothing', { status: 500 });
    await expect(refused).rejects.toThrow(ControlRefusal);
    await expect(refused).rejects.toThrow('There is no operation "nothing"');
  });

  test('a reset of the mock resets every account and clears the journal', async () => {
    const { mock } = opened;
    const account = mock.account();
    await createDataApiClient(account).POST(list, { body: rule });
    await account.fault('*', { status: 503 });
    await mock.reset();
    expect(await account.journal()).toEqual([]);
    expect((await createDataApiClient(account).GET(list)).data).toHaveLength(1);
  });
});

describe('connecting', () => {
  test('the URL may end with a slash, and a path prefix stays before the paths of the contract', async () => {
    const options = { controlToken: 'secret' };
    expect((await connectMock(`${url}/`, options)).url).toBe(url);
    const behind = await connectMock(`${url}/api/`, options);
    expect(behind.account().baseUrl).toBe(`${url}/api`);
    expect(await behind.account().journal()).toEqual([]);
  });

  test.each(['/_mock', '/_mock/', '/_mock/accounts/x'])(
    'the URL of the explorer, %s, stands for that of its mock',
    async (page) => {
      expect((await connectMock(url + page, { controlToken: 'secret' })).url).toBe(url);
    },
  );

  test('an environment without fetch, such as jsdom, is named', async () => {
    vi.stubGlobal('fetch', undefined);
    try {
      await expect(connectMock(url)).rejects.toThrow('there is no fetch here; in Jest, use');
    } finally {
      vi.unstubAllGlobals();
    }
  });

  test('a missing or wrong control token is named', async () => {
    const says = 'Send the token that the mock was started with';
    await expect(connectMock(url)).rejects.toThrow(
      `The mock at ${url} refuses control without a controlToken: ${says}`,
    );
    await expect(connectMock(url, { controlToken: 'other' })).rejects.toThrow(
      `The mock at ${url} refuses control with this controlToken: ${says}`,
    );
  });

  test('a mock beyond loopback without a control token refuses to be controlled', async () => {
    await using mock = await startMock({ host: '0.0.0.0' });
    const near = mock.url.replace('0.0.0.0', '127.0.0.1');
    await expect(connectMock(near)).rejects.toThrow('start it with --control-token');
  });

  test('a server that is no mock is named, with what it answers', async () => {
    const server = createServer((_request, response) => void response.end('<html>Hello</html>'));
    await listen(server);
    const at = addressOf(server);
    await expect(connectMock(at)).rejects.toThrow(
      `The server at ${at} is not a mock (GET ${at}/_mock/health answers 200); correct the URL.`,
    );
    server.close();
    server.closeAllConnections();
  });

  test('a URL where nobody listens is named, also when the mock has stopped', async () => {
    const mock = await startMock();
    const account = (await connectMock(mock.url)).account();
    await mock.close();
    const says = `No mock answers at ${mock.url} (ECONNREFUSED); start it, or correct the URL.`;
    await expect(connectMock(mock.url)).rejects.toThrow(says);
    await expect(account.state()).rejects.toThrow('No mock answers at');
  });

  test.each(['127.0.0.1:4010', 'mock', 'file:///mock'])('%s is no URL of a mock', async (given) => {
    await expect(connectMock(given)).rejects.toThrow(`"${given}" is not the URL of a mock`);
  });
});

describe('connectMock for browsers', () => {
  test('it is small, and imports neither the mock nor a module of Node.js', async () => {
    const { code, imports } = await bundle();
    expect(imports).toEqual([]);
    expect(code.length).toBeLessThan(10_000);
  });

  inBrowser('a page of another origin', () => {
    let browser: Browser;
    let server: Server;
    let page: Page;
    beforeAll(async () => {
      browser = await startBrowser();
      const { code } = await bundle();
      server = createServer(({ url }, response) => {
        const isScript = url === '/connect.js';
        response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
        response.end(isScript ? code : '<title>An app</title>');
      });
      await listen(server);
      page = await browser.page();
      await page.goto(addressOf(server));
    });
    afterAll(async () => {
      await browser.close();
      server.close();
    });

    /** Sets a fault on an account and waits for its request, in the page; returns why it could not. */
    const use = (controlToken?: string) =>
      page.evaluate(
        async ({ url, controlToken, list }) => {
          // Text, so that the tests' own tools leave the import alone.
          const load = new Function('return import("/connect.js")');
          const { connectMock } = await load();
          try {
            const account = (await connectMock(url, { controlToken })).account();
            await account.fault('*', { status: 418 });
            const headers = { Authorization: account.token };
            const { status } = await fetch(account.baseUrl + list, { headers });
            const [entry] = await account.requests().waitFor(1);
            await account.reset();
            return [status, entry.request.url, await account.journal()];
          } catch (error) {
            return String(error);
          }
        },
        { url, controlToken, list },
      );

    test('a page controls its account with the control token', async () => {
      expect(await use('secret')).toEqual([418, list, []]);
    });

    test('a page is told that its control token is wrong', async () => {
      expect(await use('other')).toContain('Send the token that the mock was started with');
    });

    test('a page without the control token gets no answer', async () => {
      expect(await use()).toContain(
        `No mock answers at ${url} (Failed to fetch; a page of another origin needs the control token)`,
      );
    });
  });
});

/** What a bundler makes of connectMock: its code, and what that imports. */
async function bundle(): Promise<{ code: string; imports: string[] }> {
  const built = await build({
    logLevel: 'silent',
    configFile: false,
    build: {
      write: false,
      lib: { entry: 'mocks/testing/connect.ts', formats: ['es'] },
      rolldownOptions: { external: [/^[^./]/] },
    },
  });
  if (!Array.isArray(built)) throw new Error('Vite built nothing.');
  const chunks = built.flatMap(({ output }) => output);
  return {
    code: chunks.map((chunk) => ('code' in chunk ? chunk.code : '')).join(''),
    imports: chunks.flatMap((chunk) => ('imports' in chunk ? chunk.imports : [])),
  };
}

async function listen(server: Server): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
