import { describe, expect, test } from 'vitest';
import { assertAccess } from '../../mocks/control/access.ts';
import { createMock } from '../../mocks/index.ts';
import { rawRequest, sendRaw } from './raw-client.ts';
import { expectRefusal } from './refusal.ts';

/** Calls with the URL of a mock that listens, and closes it after. */
async function whileListening(
  { host, controlToken }: { host?: string; controlToken?: string },
  use: (url: string, port: string) => Promise<void>,
): Promise<void> {
  const mock = await createMock({ controlToken });
  try {
    const url = await mock.listen({ host });
    const { port } = new URL(url);
    await use(`http://127.0.0.1:${port}`, port);
  } finally {
    await mock.close();
  }
}

const control = { method: 'GET', path: '/_mock/health' };

function ask(url: string, host: string, headers: readonly string[] = [], asked = control) {
  const [head = ''] = rawRequest(asked.method, asked.path, headers);
  return sendRaw(url, [String(head).replace('Host: 127.0.0.1', `Host: ${host}`)]);
}

describe('the hosts of the control API', () => {
  test('the control API serves the names of loopback', () =>
    whileListening({}, async (url, port) => {
      for (const host of ['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]', '127.1.2.3']) {
        expect((await ask(url, `${host}:${port}`)).status).toBe(200);
      }
    }));

  test('the control API refuses other hosts, as after DNS rebinding', () =>
    whileListening({}, async (url, port) => {
      for (const host of [
        'evil.example',
        'localhost.evil.example',
        '127.0.0.1.evil.example',
        'localhost.',
        '0.0.0.0',
        '10.0.0.1',
        '',
        '@',
        'a b',
        '%',
      ]) {
        const answer = await ask(url, host === '' ? '' : `${host}:${port}`);
        const { detail } = expectRefusal(answer, 403, 'control-refused');
        expect(detail).toContain(host === '' ? 'the host' : host);
      }
    }));

  test('the control API refuses other hosts for unknown paths, too', () =>
    whileListening({}, async (url) => {
      const asked = { method: 'GET', path: '/_mock/nowhere' };
      expectRefusal(await ask(url, 'evil.example', [], asked), 403, 'control-refused');
    }));

  test('the contract is served to any host', () =>
    whileListening({}, async (url) => {
      const asked = { method: 'GET', path: '/melodies/personal' };
      const answer = await ask(url, 'evil.example', ['Authorization: t'], asked);
      expect(answer.status).toBe(200);
    }));
});

describe('pages of another origin', () => {
  test.each([
    { title: 'another site', headers: ['Origin: https://evil.example'] },
    { title: 'another port of this machine', headers: ['Origin: http://127.0.0.1:1'] },
    { title: 'a page without an origin', headers: ['Origin: null'] },
    { title: 'an image in another site', headers: ['Sec-Fetch-Site: cross-site'] },
    { title: 'another port by Sec-Fetch-Site', headers: ['Sec-Fetch-Site: same-site'] },
    {
      title: 'a frame in another site',
      headers: ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Dest: iframe'],
    },
  ])('the control API refuses $title', ({ headers }) =>
    whileListening({}, async (url, port) => {
      const answer = await ask(url, `127.0.0.1:${port}`, headers);
      const { detail } = expectRefusal(answer, 403, 'control-refused');
      expect(detail).toContain('another origin');
    }),
  );

  test('a form of another site is refused before it changes anything', () =>
    whileListening({}, async (url, port) => {
      const [head = '', body = ''] = rawRequest(
        'POST',
        '/_mock/accounts/me/reset',
        [`Origin: https://evil.example`, 'Content-Type: text/plain', 'Sec-Fetch-Dest: document'],
        'x',
      );
      expectRefusal(await sendRaw(url, [head, body]), 403, 'control-refused');
      const accounts = await ask(url, `127.0.0.1:${port}`, [], {
        method: 'GET',
        path: '/_mock/accounts',
      });
      expect(accounts.body).toBe('[]');
    }));

  test('the explorer and a link to it are served', () =>
    whileListening({}, async (url, port) => {
      for (const headers of [
        [`Origin: http://127.0.0.1:${port}`, 'Sec-Fetch-Site: same-origin'],
        ['Sec-Fetch-Site: none', 'Sec-Fetch-Dest: document'],
        ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Dest: document'],
      ]) {
        expect((await ask(url, `127.0.0.1:${port}`, headers)).status).toBe(200);
      }
    }));
});

describe('a control token', () => {
  const controlToken = 'a secret of the test';

  test('requests with the control token are served, and others refused', () =>
    whileListening({ controlToken }, async (url, port) => {
      const host = `127.0.0.1:${port}`;
      expect((await ask(url, host, [`X-Control-Token: ${controlToken}`])).status).toBe(200);
      for (const headers of [
        [],
        ['X-Control-Token: '],
        ['X-Control-Token: another'],
        [`X-Control-Token: ${controlToken}, ${controlToken}`],
        [`Authorization: ${controlToken}`],
      ]) {
        const { detail } = expectRefusal(await ask(url, host, headers), 403, 'control-refused');
        expect(detail).toContain('x-control-token');
        expect(detail).not.toContain(controlToken);
      }
    }));

  test('with the control token, any host and any page are served', () =>
    whileListening({ controlToken }, async (url, port) => {
      const token = `X-Control-Token: ${controlToken}`;
      expect((await ask(url, 'mock.example', [token])).status).toBe(200);
      for (const origin of ['https://app.example', 'http://localhost:6006']) {
        const headers = [token, `Origin: ${origin}`, 'Sec-Fetch-Site: cross-site'];
        const answer = await ask(url, `127.0.0.1:${port}`, headers);
        expect(answer.status).toBe(200);
        expect(answer.headers['access-control-allow-origin']).toBe(origin);
      }
    }));

  test('with a control token, the explorer opens under any host name, and its data asks for the token', () =>
    whileListening({ host: '0.0.0.0', controlToken }, async (url) => {
      const page = { method: 'GET', path: '/_mock/' };
      expect((await ask(url, 'mock.example', [], page)).status).toBe(200);
      expectRefusal(await ask(url, 'mock.example'), 403, 'control-refused');
    }));

  test('without a control token, the explorer does not open under another host name', () =>
    whileListening({}, async (url) => {
      const page = { method: 'GET', path: '/_mock/' };
      expectRefusal(await ask(url, 'mock.example', [], page), 403, 'control-refused');
    }));

  test('a sandboxed frame, whose origin is null, is refused even with the control token', () =>
    whileListening({ controlToken }, async (url, port) => {
      const headers = ['Origin: null', `X-Control-Token: ${controlToken}`];
      const answer = await ask(url, `127.0.0.1:${port}`, headers);
      expect(expectRefusal(answer, 403, 'control-refused').detail).toContain('none in a sandbox');
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }));

  test('a page of another origin may ask to send the control token, and may read why it is wrong', () =>
    whileListening({ controlToken }, async (url, port) => {
      const origin = 'Origin: http://localhost:6006';
      const asked = { method: 'OPTIONS', path: '/_mock/accounts/me/reset' };
      const names = 'Access-Control-Request-Headers: authorization, X-Control-Token';
      const preflight = [origin, 'Access-Control-Request-Method: POST', names];
      const allowed = await ask(url, `127.0.0.1:${port}`, preflight, asked);
      expect(allowed.status).toBe(204);
      expect(allowed.headers).toMatchObject({
        'access-control-allow-origin': 'http://localhost:6006',
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'authorization, X-Control-Token',
      });
      const wrong = await ask(url, `127.0.0.1:${port}`, [origin, 'X-Control-Token: other']);
      expectRefusal(wrong, 403, 'control-refused');
      expect(wrong.headers['access-control-allow-origin']).toBe('http://localhost:6006');
    }));

  test('a page of another origin that does not send the control token is told how, and reads nothing', () =>
    whileListening({ controlToken }, async (url, port) => {
      const origin = 'Origin: https://evil.example';
      const preflight = [origin, 'Access-Control-Request-Method: POST'];
      const asked = { method: 'OPTIONS', path: '/_mock/accounts/me/reset' };
      for (const [headers, request] of [
        [[origin], control],
        [preflight, asked],
      ] as const) {
        const answer = await ask(url, `127.0.0.1:${port}`, headers, request);
        const { detail } = expectRefusal(answer, 403, 'control-refused');
        expect(detail).toContain('start the mock with --control-token and send the token');
        expect(answer.headers['access-control-allow-origin']).toBeUndefined();
      }
    }));

  test('a mock without a control token allows no page of another origin to send one', () =>
    whileListening({}, async (url, port) => {
      const headers = [
        'Origin: https://evil.example',
        'Access-Control-Request-Method: GET',
        'Access-Control-Request-Headers: x-control-token',
      ];
      const asked = { method: 'OPTIONS', path: '/_mock/accounts' };
      const answer = await ask(url, `127.0.0.1:${port}`, headers, asked);
      expectRefusal(answer, 403, 'control-refused');
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }));

  test('a page of another origin follows the journal with the control token', () =>
    whileListening({ controlToken }, async (url) => {
      const leaving = new AbortController();
      const { headers } = await fetch(`${url}/_mock/journal/stream`, {
        headers: { 'X-Control-Token': controlToken, Origin: 'http://localhost:6006' },
        signal: leaving.signal,
      });
      expect(headers.get('access-control-allow-origin')).toBe('http://localhost:6006');
      expect(headers.get('content-type')).toBe('text/event-stream');
      leaving.abort();
    }));
});

describe('a mock beyond loopback', () => {
  test.each(['0.0.0.0', '::'])('at %s the control API is off without a control token', (host) =>
    whileListening({ host }, async (url, port) => {
      const answer = await ask(url, `127.0.0.1:${port}`);
      const { detail } = expectRefusal(answer, 403, 'control-refused');
      expect(detail).toContain('--control-token');
      const asked = { method: 'GET', path: '/melodies/personal' };
      expect((await ask(url, 'any.example', ['Authorization: t'], asked)).status).toBe(200);
    }),
  );

  test.each(['0.0.0.0', '::'])('at %s the control API is on with a control token', (host) =>
    whileListening({ host, controlToken: 't' }, async (url, port) => {
      const token = ['X-Control-Token: t'];
      expect((await ask(url, `127.0.0.1:${port}`, token)).status).toBe(200);
      expect((await ask(url, 'mock', token)).status).toBe(200);
      expectRefusal(await ask(url, 'mock'), 403, 'control-refused');
    }),
  );

  const demand = (host: string, localAddress: string, boundTo: string) => () =>
    assertAccess(
      { method: 'GET', protocol: 'http', headers: { host }, socket: { localAddress } },
      { host: boundTo, token: undefined },
      true,
    );

  test.each([
    { host: '10.0.0.5:4010', localAddress: '10.0.0.5', boundTo: '0.0.0.0' },
    { host: '10.0.0.5:4010', localAddress: '::ffff:10.0.0.5', boundTo: '::' },
    { host: '[fd00::5]:4010', localAddress: 'fd00::5', boundTo: '::' },
    { host: 'Workstation:4010', localAddress: '10.0.0.5', boundTo: 'workstation' },
    { host: 'workstation:4010', localAddress: '10.0.0.5', boundTo: 'Workstation' },
  ])('bound to $boundTo, it serves $host at $localAddress', (one) => {
    expect(demand(one.host, one.localAddress, one.boundTo)).not.toThrow();
  });

  test.each([
    { host: '10.0.0.6:4010', localAddress: '10.0.0.5', boundTo: '0.0.0.0' },
    { host: 'workstation.evil.example', localAddress: '10.0.0.5', boundTo: 'workstation' },
  ])('bound to $boundTo, it refuses $host at $localAddress', (one) => {
    expect(demand(one.host, one.localAddress, one.boundTo)).toThrow(one.host);
  });
});
