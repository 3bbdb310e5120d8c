import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type RunningCommand, startByNpm, startCommand } from './command.ts';
import { openRaw } from './raw-client.ts';

const melodies = '/melodies/personal';
const rule = { number_capacity_ids: [1], source_type: 'system', media_id: 50 };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mock-cli-'));
});
afterAll(() => rm(folder, { recursive: true }));

const running = new Set<RunningCommand>();
afterEach(async () => {
  for (const one of running) await one.stop('SIGKILL');
  running.clear();
});

/** Starts the command on a free port; it ends with the test. */
async function serve(...args: string[]): Promise<RunningCommand & { readonly at: string }> {
  const command = startCommand('--port', '0', ...args);
  running.add(command);
  return { ...command, at: await command.url() };
}

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

async function send(url: string, method = 'GET', body?: unknown, headers = {}) {
  const answer = await fetch(url, {
    method,
    headers: { authorization: 'a', 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: JSON.parse((await answer.text()) || 'null') };
}

describe('--help', () => {
  test('tells every option, and exits with 0', async () => {
    const { code, stdout, stderr } = await startCommand('--help').ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const told = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, flag]) => flag);
    expect(told).toEqual([
      '--port',
      '--host',
      '--spec',
      '--strict-document',
      '--initial',
      '--preset',
      '--accounts',
      '--store',
      '--store-journal',
      '--no-store-sync',
      '--store-key',
      '--no-auth',
      '--profile',
      '--switch',
      '--delay',
      '--log',
      '--dynamic',
      '--seed',
      '--ignore-examples',
      '--fill-properties',
      '--errors',
      '--watch',
      '--control-token',
      '--prefix',
      '--upstream',
      '--https',
      '--cert',
      '--key',
      '--provider',
      '--config',
      '--help',
    ]);
    expect(stdout).toContain('4010');
    expect(stdout).toContain('Exit codes: 0');
  });
});

describe('the log', () => {
  /** Sends an accepted, a refused and an unauthorised request; stops the command. */
  async function lines(...args: string[]): Promise<string[]> {
    const { at, stop } = await serve(...args);
    await send(`${at}${melodies}`, 'POST', rule);
    await send(`${at}${melodies}`, 'POST', rule);
    await send(`${at}${melodies}?page=1`, 'GET', undefined, { authorization: '' });
    await send(`${at}/_mock/health`);
    const { stdout, stderr } = await stop();
    expect(stderr).toBe('');
    return stdout.trimEnd().split('\n');
  }

  const start = /^Virtual PBX Data API on (http:\S+) \(explorer and control API: \1\/_mock\/\)$/;
  const stateful = [
    '/melodies/personal: stateful (add, edit, delete, list).',
    '/numbers/virtual-number: stateful (add, edit, read, delete, list).',
    '/numbers/def-virtual-number-capacity: stateful (list).',
    '/employee-group: stateful (read, list).',
    '/employee: stateful (list).',
    '/melodies/system: stateful (list).',
    '/melodies/beeps: stateful (list).',
    '/melodies/client: stateful (add, delete, list).',
    '/melodies/main: stateful (edit, list).',
  ];

  test('is pretty by default: a line a request, with the rule or the doubt of a refusal', async () => {
    const [first, ...rest] = await lines();
    expect(first).toMatch(start);
    expect(rest).toEqual([
      ...stateful,
      expect.stringMatching(/^POST \/melodies\/personal 200 \d+\.\d ms$/),
      expect.stringMatching(/^POST \/melodies\/personal 409 \d+\.\d ms one-rule-per-number$/),
      expect.stringMatching(/^GET \/melodies\/personal\?page=1 401 \d+\.\d ms D19$/),
    ]);
  });

  test('can be JSON, each line of it', async () => {
    const [first, ...rest] = (await lines('--log', 'json')).map((line) => JSON.parse(line));
    expect(first).toEqual({ message: expect.stringMatching(start) });
    const common = {
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      ms: expect.any(Number),
      account: expect.any(String),
    };
    expect(rest).toEqual([
      ...stateful.map((message) => ({ message })),
      { ...common, method: 'POST', path: melodies, status: 200 },
      {
        ...common,
        method: 'POST',
        path: melodies,
        status: 409,
        problem: 'uniqueness',
        rule: 'one-rule-per-number',
      },
      {
        ...common,
        method: 'GET',
        path: `${melodies}?page=1`,
        status: 401,
        problem: 'unauthorized',
        doubt: 'D19',
      },
    ]);
  });

  test('can be silent about requests', async () => {
    expect(await lines('--log', 'silent')).toEqual([expect.stringMatching(start), ...stateful]);
  });

  test('may be left unread, as by head', async () => {
    const { process: child, at, stop } = await serve();
    child.stdout?.destroy();
    for (let i = 0; i < 3; i++) expect((await send(`${at}${melodies}`)).status).toBe(200);
    expect(await stop()).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('a mistake ends with exit code 2 and one sentence that says what to do', () => {
  const mistakes: { args: string[]; says: string }[] = [
    { args: ['--nonsense'], says: 'There is no option --nonsense; --help lists them all.' },
    { args: ['--prot', '1'], says: 'There is no option --prot; perhaps --port is meant.' },
    { args: ['serve'], says: 'The command takes options only, not "serve"; see --help.' },
    { args: ['--port'], says: 'The option -p, --port <number> needs a value; --help tells which.' },
    {
      args: ['--port', 'http'],
      says: 'The value "http" of -p, --port <number> is wrong: a port is a whole number from 0 to 65535.',
    },
    { args: ['--port', '65536'], says: 'The value "65536" of -p, --port <number> is wrong:' },
    { args: ['--port=-1'], says: 'The value "-1" of -p, --port <number> is wrong:' },
    {
      args: ['--accounts', '0'],
      says: 'The value "0" of --accounts <number> is wrong: it must be a whole number, 1 or more.',
    },
    { args: ['--delay', '1.5'], says: 'The value "1.5" of --delay <ms> is wrong:' },
    {
      args: ['--log', 'loud'],
      says: 'The value "loud" of --log <form> is wrong: allowed choices are pretty, json, silent.',
    },
    // What a shell makes of a variable that is not set must not switch the token off.
    {
      args: ['--control-token', ''],
      says: 'The value "" of --control-token <token> is wrong: it must not be empty.',
    },
    { args: ['--host', ''], says: 'The value "" of --host <address> is wrong:' },
    {
      args: ['--provider', 'http://:hunter22@127.0.0.1'],
      says: 'The value "http://***@127.0.0.1" of --provider <url> is wrong:',
    },
    { args: ['--prefix', 'api'], says: 'The prefix "api" is not a path; use one such as /api.' },
    { args: ['--upstream', 'a'], says: '"a" is not the URL of an upstream server;' },
    { args: ['--host', '203.0.113.1'], says: 'This machine has no address 203.0.113.1;' },
    {
      args: ['--switch', 'D9'],
      says: 'The value "D9" of --switch <doubt=value> is wrong: use a doubt, = and a value, such as D9=empty-array.',
    },
    {
      args: ['--switch', 'D9=a=b'],
      says: 'The value "D9=a=b" of --switch <doubt=value> is wrong:',
    },
    { args: ['--switch', 'D4=x'], says: 'There is no switch D4; there are D1, D2,' },
    { args: ['--switch', '__proto__=x'], says: 'There is no switch __proto__; there are D1, D2,' },
    {
      args: ['--switch', 'D9=never'],
      says: 'The switch D9 has no value "never"; it has null, empty-array.',
    },
    {
      args: ['--spec', '{folder}/missing.yaml'],
      says: 'missing.yaml: there is no such file; name a file that exists and is readable.',
    },
    { args: ['--spec', '{folder}'], says: 'it cannot be read (EISDIR);' },
    {
      args: ['--spec', '{folder}/syntax.yaml'],
      says: 'syntax.yaml:2: not readable as YAML',
    },
    { args: ['--spec', '{folder}/empty.yaml'], says: 'this is not an OpenAPI document;' },
    { args: ['--spec', '{folder}/other.yaml'], says: 'this is not an OpenAPI document;' },
    { args: ['--spec', '{folder}/old.yaml'], says: 'this is OpenAPI 4.0.0; give an OpenAPI 3.1' },
    {
      args: ['--initial', '{folder}/missing.yaml'],
      says: 'missing.yaml: there is no such file;',
    },
    {
      args: ['--initial', '{folder}/initial.yaml'],
      says: 'initial.yaml:1: the contract has no collection /melodies; name one of',
    },
  ];

  beforeAll(async () => {
    await file('syntax.yaml', 'openapi: 3.1.0\npaths: {');
    await file('empty.yaml', '');
    await file('other.yaml', 'services: {}\n');
    await file('old.yaml', 'openapi: 4.0.0\ninfo: { title: Old, version: "1" }\npaths: {}\n');
    await file('initial.yaml', '/melodies: { items: [] }\n');
  });

  test.each(mistakes)('$args: $says', async ({ args, says }) => {
    const given = args.map((one) => one.replace('{folder}', folder));
    const { code, stdout, stderr } = await startCommand('--port', '0', ...given).ended;
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(says);
    expect(stderr).toMatch(/^\S.*[^.]\.\n$/);
  });

  test('a port that is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, stdout, stderr } = await startCommand('--port', String(port)).ended;
    other.close();
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      `Port ${port} of 127.0.0.1 is taken; stop the server that listens there, or choose another port with --port.\n`,
    );
  });
});

/** Resolves when nothing listens at a URL any more. */
async function refused(url: string): Promise<void> {
  const { hostname, port } = new URL(url);
  const isRefused = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(Number(port), hostname);
      socket.once('connect', () => {
        socket.destroy();
        resolve(false);
      });
      socket.once('error', () => resolve(true));
    });
  while (!(await isRefused()));
}

/** Opens a request whose body is yet to come; the server is at it once this resolves. */
async function beginRequest(url: string) {
  const body = JSON.stringify(rule);
  const connection = await openRaw(url);
  connection.write(
    `POST ${melodies} HTTP/1.1\r\nHost: a\r\nAuthorization: a\r\nContent-Type: application/json\r\n` +
      `Expect: 100-continue\r\nContent-Length: ${body.length}\r\n\r\n`,
  );
  await connection.until(/100 Continue/);
  return { ...connection, finish: () => connection.write(body) };
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s to the npm of `npm start` ends the mock, which leaves nothing behind',
  async (signal) => {
    const command = startByNpm('--port', '0');
    running.add(command);
    const at = await command.url();
    // Resolves when nobody holds its output any more, the mock included.
    expect(await command.stop(signal)).toMatchObject({ code: 0, signal: null });
    await refused(at);
  },
);

describe.each(['SIGINT', 'SIGTERM'] as const)('%s', (signal) => {
  test('finishes what is running, takes nothing new, and ends with 0', async () => {
    const { at, process: child, ended } = await serve();
    const silent = await openRaw(at);
    const stream = await openRaw(at);
    stream.write('GET /_mock/journal/stream HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await stream.until(/live/);
    const begun = await beginRequest(at);
    child.kill(signal);
    await refused(at);
    begun.finish();
    expect(await begun.ended).toMatchObject({
      status: 200,
      body: expect.stringContaining('"id":83'),
    });
    expect(await ended).toMatchObject({ code: 0, signal: null, stderr: '' });
    await Promise.all([silent.ended, stream.ended]);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('ends at once when %s follows', async (second) => {
    const { at, process: child, ended } = await serve();
    const begun = await beginRequest(at);
    child.kill(signal);
    await refused(at);
    child.kill(second);
    expect(await ended).toMatchObject({ code: null, signal: second });
    expect(await begun.ended).toMatchObject({ status: 0 });
  });
});

test('SIGTERM ends the mock within 6 seconds, though a client never finishes its request', async () => {
  const { at, process: child, ended } = await serve();
  const begun = await beginRequest(at);
  const before = performance.now();
  child.kill('SIGTERM');
  expect(await ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  expect(performance.now() - before).toBeLessThan(6_000);
  expect(await begun.ended).toMatchObject({ status: 0 });
});

describe('the options', () => {
  test('--no-auth serves requests without a token', async () => {
    const { at } = await serve('--no-auth');
    expect((await send(`${at}${melodies}`, 'GET', undefined, { authorization: '' })).status).toBe(
      200,
    );
  });

  test('--accounts keeps so many, and lets the least recently used go', async () => {
    const { at } = await serve('--accounts', '2');
    const as = (authorization: string, method = 'GET', body?: unknown) =>
      send(`${at}${melodies}`, method, body, { authorization });
    await as('a', 'POST', rule);
    await as('b', 'POST', rule);
    await as('a');
    await as('c');
    expect((await as('a')).body).toHaveLength(2);
    expect((await as('b')).body).toHaveLength(1);
  });

  test('--switch turns switches, as often as it is given', async () => {
    const { at } = await serve('--switch', 'D9=empty-array', '--switch', 'D25=omit');
    expect((await send(`${at}${melodies}`)).body).toMatchObject([{ employee_group_ids: [] }]);
    const sip = { id: 608, purpose: 'company' };
    expect((await send(`${at}/numbers/virtual-number/608`, 'PUT', sip)).body).toEqual(sip);
  });

  test('--delay holds every answer back', async () => {
    const { at } = await serve('--delay', '150', '--log', 'json');
    const before = performance.now();
    await send(`${at}${melodies}`);
    // A timer may be a millisecond early.
    expect(performance.now() - before).toBeGreaterThan(145);
  });

  test('--control-token is asked for by the control API, and by it alone', async () => {
    const { at } = await serve('--control-token', 't');
    const health = (headers: object) => send(`${at}/_mock/health`, 'GET', undefined, headers);
    expect((await health({})).status).toBe(403);
    expect((await health({ 'x-control-token': 't' })).status).toBe(200);
    expect((await send(`${at}${melodies}`)).status).toBe(200);
  });

  test('the control token can come from the environment, where ps does not show it', async () => {
    vi.stubEnv('DATA_API_MOCK_CONTROL_TOKEN', 'from-env');
    const { at } = await serve();
    vi.unstubAllEnvs();
    const health = (headers: object) => send(`${at}/_mock/health`, 'GET', undefined, headers);
    expect((await health({})).status).toBe(403);
    expect((await health({ 'x-control-token': 'from-env' })).status).toBe(200);
  });

  test('--host binds beyond loopback, and says that the control API is off there', async () => {
    const { at, line } = await serve('--host', '0.0.0.0');
    await line(
      /control API is off beyond loopback; --control-token or DATA_API_MOCK_CONTROL_TOKEN turns it on/,
    );
    const here = at.replace('0.0.0.0', '127.0.0.1');
    expect((await send(`${here}${melodies}`)).status).toBe(200);
    expect((await send(`${here}/_mock/health`)).status).toBe(403);
  });

  test('--spec and --initial serve another contract and another state', async () => {
    const spec = 'tests/fixtures/booking-desk/openapi.yaml';
    const initial = await file('office.yaml', '/stewards: { items: [] }\n');
    const { at, stop } = await serve('--spec', spec, '--initial', initial);
    const { body } = await send(`${at}/_mock/accounts/me/snapshot`);
    expect(body).not.toHaveProperty('/rooms');
    expect((await stop()).stdout).toMatch(/^Booking desk on http/);
  });
});
