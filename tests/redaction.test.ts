import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCommandLine } from '../contracts/cli/command-line.ts';
import { verify } from '../contracts/index.ts';
import { collectPacts, ownPacts } from '../contracts/pact/index.ts';
import { InteractionRun } from '../contracts/pact/interaction-run.ts';
import { judgeInteraction } from '../contracts/pact/judge.ts';
import { readPacts } from '../contracts/pact/pact-file.ts';
import { preview } from '../contracts/provider/values.ts';
import {
  createConsoleReporter,
  createGitHubReporter,
  renderHtml,
  renderJson,
  renderJunit,
} from '../contracts/report/index.ts';
import { settleOptions } from '../contracts/run/options.ts';
import { toCurlScript } from '../mocks/explorer/export/curl.ts';
import { toFetch } from '../mocks/explorer/export/fetch.ts';
import { toHar } from '../mocks/explorer/export/har.ts';
import { exchangeToExport } from '../mocks/explorer/journal/exchange-to-export.ts';
import { replayObstacle } from '../mocks/explorer/journal/replay.ts';
import { createLog, createMock, type JournalEntry, type Mock } from '../mocks/index.ts';
import { createRedaction, loadContract, redacted } from '../spec/index.ts';
import { isRedacted } from '../spec/shared/redacted.ts';
import { providerAt } from './contracts/pact/under-test.ts';
import { CapturedStream } from './contracts/report/captured-stream.ts';
import { openRaw, rawRequest } from './mocks/raw-client.ts';

const spec = fileURLToPath(new URL('fixtures/lines/openapi.yaml', import.meta.url));
const { document } = await loadContract(spec);
const account = { in: 'header', name: 'X-Line' } as const;
const secret = 'hunter22';

const asText = (body: unknown) => (typeof body === 'string' ? body : JSON.stringify(body));
const jsonOr = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** What is sent to the mock, or what a provider answers with. */
interface Row {
  readonly title: string;
  /** What follows the path. */
  readonly url?: string;
  readonly headers?: Record<string, string>;
  /** The body; what is no text is written as JSON. */
  readonly body?: unknown;
  /** How the journal shows the request. */
  readonly shown?: { readonly url?: string; readonly headers?: object; readonly body?: unknown };
}

const whole = (text: string) => `*** (${text.length} characters that may hold a secret)`;
const xml = `<sip><password>${secret}</password></sip>`;
const phrase = `password: correct horse ${secret}\nlogin: ada`;
const multipart = ['login', 'ada', 'sip[password]', `${secret}\r\n--${secret}`].flatMap(
  (text, at) =>
    at % 2 === 0 ? [`--b1\r\nContent-Disposition: form-data; name="${text}"\r\n`] : [text],
);

const rows: readonly Row[] = [
  // Names that the document has.
  {
    title: 'a nested field of a schema that is referred to',
    body: { number: 1, sip: { login: 'ada', password: secret } },
    shown: { body: { number: 1, sip: { login: 'ada', password: redacted } } },
  },
  { title: 'a field below allOf', body: { recovery: { answer_given: secret } } },
  {
    title: 'a list of secrets',
    body: { unlockers: ['a', secret] },
    shown: { body: { unlockers: redacted } },
  },
  {
    title: 'a field by its pattern',
    body: { extra: { door_7: secret, gate_7: 'shown' } },
    shown: { body: { extra: { door_7: redacted, gate_7: 'shown' } } },
  },
  {
    title: 'a parameter',
    url: `?door_code=${secret}&a=b`,
    body: { number: 1 },
    shown: { url: '?door_code=***&a=b' },
  },
  { title: 'the header that names the account', headers: { 'X-Line': secret } },
  { title: 'where it is not expected', body: { password: secret } },
  { title: 'in a list', body: [{ password: secret }] },
  { title: 'of another type than the document says', body: { number: 1, access_token: secret } },
  { title: 'in capitals', body: { PASSWORD: secret } },
  { title: 'in two words', body: { 'Pass-Word': secret } },
  { title: 'as a part of a name', body: { sip_password: secret } },
  {
    title: 'misspelt',
    body: { login: 'x', passwrd: secret },
    shown: { body: { login: 'x', passwrd: redacted } },
  },
  { title: 'with a Cyrillic letter', body: { pаssword: secret } },
  { title: 'with a structure instead of a text', body: { password: [{ is: secret }] } },
  { title: 'as a number', body: '{"password":12345678}', shown: { body: { password: redacted } } },
  {
    title: 'in JSON as text in JSON',
    body: { note: JSON.stringify({ password: secret, a: 'b' }) },
    shown: { body: { note: '{"password":"***","a":"b"}' } },
  },
  {
    title: 'in JSON that was written twice',
    body: JSON.stringify(JSON.stringify({ password: `"${secret}`, a: 'b' })),
  },
  { title: 'in prose of a field', body: { note: `The password: ${secret} it is` } },
  // JSON that cannot be read.
  {
    title: 'JSON that is cut off',
    body: `{"login":"ada","password":"${secret}`,
    shown: { body: '{"login":"ada","password":"***' },
  },
  {
    title: 'JSON that is cut off after a number',
    body: '{"password":12345678}x',
    shown: { body: '{"password":***}x' },
  },
  {
    title: 'JSON without quotes',
    body: `{login: ada, password: ${secret}, a: 1}`,
    shown: { body: '{login: ada, password: ***, a: 1}' },
  },
  {
    title: 'JSON in single quotes',
    body: `{'login':'ada','pass_word':'${secret}'}`,
    shown: { body: `{'login':'ada','pass_word':'***'}` },
  },
  {
    title: 'JSON with a quote too many',
    body: `{"password":"a"${secret}"}`,
    shown: { body: whole(`{"password":"a"${secret}"}`) },
  },
  {
    title: 'JSON with an escaped quote',
    body: `{"password":"a\\"${secret}","a":1,}`,
    shown: { body: '{"password":"***","a":1,}' },
  },
  {
    title: 'JSON with an escaped name',
    body: `{"pass\\u0077ord":"${secret}",}`,
    shown: { body: '{"pass\\u0077ord":"***",}' },
  },
  {
    title: 'JSON as text in JSON that is cut off',
    body: `{"note":"{\\"password\\":\\"a\\\\\\"${secret}\\",\\"a\\":1}`,
  },
  { title: 'a list that is cut off', body: `{"unlockers":["a","${secret}"` },
  { title: 'a misspelt name in JSON that is cut off', body: `{"pasword":"${secret}` },
  // Other texts.
  {
    title: 'a form',
    body: `login=ada&password=${secret}`,
    shown: { body: 'login=ada&password=***' },
  },
  {
    title: 'a form with signs in the value',
    body: `password=a,b;c}${secret}&a=b`,
    shown: { body: 'password=***&a=b' },
  },
  { title: 'a form with an escaped name', body: `a=b&sip%5Bp%61ssword%5D=${secret}` },
  {
    title: 'a form with JSON in it',
    body: `a=b&data=${encodeURIComponent(JSON.stringify({ token: secret }))}`,
    shown: { body: 'a=b&data=***' },
  },
  { title: 'a form in several parts', body: `${multipart.join('\r\n')}\r\n--b1--\r\n` },
  { title: 'XML', body: xml, shown: { body: whole(xml) } },
  {
    title: 'an attribute of XML',
    body: `<sip password="${secret}" login="ada"/>`,
    shown: { body: '<sip password="***" login="ada"/>' },
  },
  { title: 'a value whose end is uncertain', body: phrase, shown: { body: whole(phrase) } },
  {
    title: 'YAML',
    body: `password: ${secret}\nlogin: ada\n`,
    shown: { body: 'password: ***\nlogin: ada\n' },
  },
  // Usual names, which no document has to say.
  ...[
    ['access_token', 'ACCESS_TOKEN', 'idToken', 'refresh-token', 'api_key', 'apiKey', 'X-Api-Key'],
    ['secret', 'client_secret', 'passwd', 'passphrase', 'pwd', 'auth_key', 'jwt', 'credentials'],
    ['accessKey', 'private_key', 'new_password2', 'session_id', 'session', 'signature'],
  ]
    .flat()
    .flatMap((name) => [
      { title: `the field ${name}`, body: { deep: [{ [name]: secret }] } },
      { title: `${name} in JSON that is cut off`, body: `{"${name}":"${secret}` },
      { title: `${name} in a form`, body: `a=b&${name}=${secret}` },
      {
        title: `${name} in the query`,
        url: `?a=b&${name}=${secret}`,
        shown: { url: `?a=b&${name}=***` },
      },
    ]),
  ...[
    ['Authorization', 'Proxy-Authorization', 'Authorisation', 'X-Authorization', 'Authentication'],
    ['Cookie', 'Set-Cookie', 'X-Session-Cookie', 'X-Auth', 'X-Auth-Token', 'X-Control-Token'],
    ['X-Api-Key', 'Ocp-Apim-Subscription-Key', 'X-Amz-Signature', 'X-CSRF'],
  ]
    .flat()
    .map((name) => ({
      title: `the header ${name}`,
      headers: { [name]: `Bearer ${secret}`, 'x-other': 'shown' },
      shown: { headers: { [name.toLowerCase()]: redacted, 'x-other': 'shown' } },
    })),
  {
    title: 'a usual name with a dictionary',
    body: { tokens: { ada: secret }, count: 1 },
    shown: { body: { tokens: redacted, count: 1 } },
  },
  {
    title: 'a header in prose',
    body: { note: `It had Authorization: Bearer ${secret} as well.` },
    shown: { body: { note: 'It had Authorization: *** as well.' } },
  },
  {
    title: 'several parts of a header in prose',
    body: { note: `Authorization: Digest username="ada", response="${secret}"` },
  },
  {
    title: 'cookies in a text',
    body: `GET / HTTP/1.1\r\nCookie: a=b; c=${secret}\r\nAccept: text/html`,
    shown: { body: 'GET / HTTP/1.1\r\nCookie: ***\r\nAccept: text/html' },
  },
  // URLs.
  {
    title: 'a token in Referer',
    headers: { Referer: `https://a.example/?access_token=${secret}&b=c` },
    shown: { headers: { referer: 'https://a.example/?access_token=***&b=c' } },
  },
  { title: 'a token in Location', headers: { Location: `/next#access_token=${secret}` } },
  {
    title: 'a token in Link',
    headers: { Link: `<https://a.example/?token=${secret}>; rel="next"` },
    shown: { headers: { link: '<https://a.example/?token=***>; rel="next"' } },
  },
  {
    title: 'a URL in the query',
    url: `?next=${encodeURIComponent(`https://a.example/?token=${secret}&a=b`)}&a=b`,
    shown: { url: '?next=***&a=b' },
  },
  {
    title: 'a password in a URL',
    body: { at: `https://ada:${secret}@a.example/x` },
    shown: { body: { at: 'https://***@a.example/x' } },
  },
  {
    title: 'an escaped name in the query',
    url: `?p%61ssword=${secret}`,
    shown: { url: '?p%61ssword=***' },
  },
  { title: 'a name in brackets', url: `?user[password]=${secret}` },
  { title: 'a parameter of a path', url: `;jsessionid=${secret}?a=b` },
];

/** What has nothing to hide, and is shown as it is. */
const plain: readonly Row[] = [
  { title: 'null and true', body: '{"password":null,"token":true,"sip":{"password":false}}' },
  { title: 'null and true in JSON that is cut off', body: '{"password":null,"token":true,' },
  { title: 'JSON that is cut off before a value', body: '{"password":' },
  { title: 'what is counted', body: '{"session_count":3,"tokens":100,"max_tokens":"100"}' },
  { title: 'what is said about a secret', body: '{"token_type":"b","session_count":"3"}' },
  { title: 'names that are alike', body: '{"author":"a","secretary":"b","possession":"c"}' },
  { title: 'a field of the document that is alike', body: '{"unlocker":"a"}' },
  { title: 'words in prose', body: '{"note":"The password is short, and no token was sent."}' },
  { title: 'signs in prose', body: '{"note":"a: b, c=d; \\"e\\": https://a.example/x?y=z#w"}' },
  { title: 'a name near a short secret', body: '{"pak":"a"}' },
  { title: 'half a query', url: '?a=b?password&c=%zz&d=&password=' },
  { title: 'a name alone', url: '?password' },
  {
    title: 'usual headers',
    headers: {
      accept: 'application/json; q=1',
      'access-control-allow-credentials': 'true',
      'idempotency-key': 'abc',
      'www-authenticate': 'Bearer realm="a"',
      'x-ratelimit-tokens': '100',
    },
  },
];

const traces = /hunter|unter2|ter22|12345678|zanzibar/i;

test('every row of the table contains a secret', () => {
  const without = rows.filter(
    ({ shown, ...row }) => !/hunter22|12345678/.test(JSON.stringify(row)),
  );
  expect(without).toEqual([]);
});

describe('the mock shows no secret', () => {
  let mock: Mock;
  let logged = '';
  let stream: Awaited<ReturnType<typeof openRaw>>;
  beforeAll(async () => {
    const write = (line: string) => {
      logged += line;
    };
    const forms = (['pretty', 'json'] as const).map((form) => createLog(form, write));
    mock = await createMock({ spec, log: (entry) => forms.map((log) => log?.(entry)) });
    stream = await openRaw(await mock.listen());
    const [asking = ''] = rawRequest('GET', '/_mock/journal/stream');
    stream.write(asking);
    await stream.until(/: the journal, live/);
  });
  afterAll(async () => {
    stream.socket.destroy();
    await mock.close();
  });

  /** Sends a request; answers how the journal shows it. */
  async function recorded({
    url = '',
    headers = {},
    body,
  }: Omit<Row, 'title'>): Promise<JournalEntry> {
    await mock.inject({ method: 'DELETE', url: '/_mock/journal' });
    await mock.inject({
      method: 'POST',
      url: `/lines${url}`,
      headers: { 'x-line': 'zanzibar-one', 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { payload: asText(body) }),
    });
    const [exchange] = (await mock.inject('/_mock/journal')).json<[JournalEntry]>();
    return exchange;
  }

  test.each(plain)(
    'the mock shows what is no secret: $title',
    async ({ url = '', headers = {}, body }) => {
      const { request } = await recorded({ url, headers, body });
      expect(request).toMatchObject({ url: `/lines${url}`, headers });
      if (body !== undefined) expect(request.body).toEqual(jsonOr(asText(body)));
    },
  );

  test('the mock hides an immutable secret that it refuses to change', async () => {
    const ask = (method: 'POST' | 'PUT', url: string, payload: object) =>
      mock.inject({ method, url, headers: { 'x-line': 'a' }, payload });
    const { id } = (await ask('POST', '/lines', { number: 77, puk: secret })).json<{
      id: number;
    }>();
    const refusal = await ask('PUT', `/lines/${id}`, { number: 77, puk: '1234' });
    expect(refusal.json()).toMatchObject({ detail: expect.stringContaining('is "***" and') });
  });

  test.each(rows)(
    'the mock hides a secret: $title',
    async ({ url = '', headers = {}, body, shown }) => {
      logged = '';
      const exchange = await recorded({ url, headers, body });
      const event = `id: ${exchange.seq}\n`;
      const live = await stream.until(new RegExp(`${event}.*\\n.*\\n\\n`));
      const exported = exchangeToExport(exchange, account, 'http://localhost');
      const outputs = {
        log: logged,
        journal: JSON.stringify(exchange),
        stream: live.slice(live.lastIndexOf(event)),
        har: toHar([exchange], 'http://localhost', 'test'),
        curl: toCurlScript([exported]),
        fetch: toFetch(exported),
      };
      expect(logged).toContain('POST');
      for (const [name, text] of Object.entries(outputs)) expect(text, name).not.toMatch(traces);
      if (shown === undefined) return;
      const { url: path, ...rest } = shown;
      expect(exchange.request).toMatchObject({
        ...rest,
        ...(path !== undefined && { url: `/lines${path}` }),
      });
      const isHeader = shown.headers !== undefined;
      const isHidden = isRedacted(path) || isRedacted(shown.body);
      if (!isHeader) expect(replayObstacle(exchange, account) !== undefined).toBe(isHidden);
    },
  );
});

describe('the verifier shows no secret', () => {
  test('a value is shortened after its secrets are hidden', () => {
    const redaction = createRedaction(document, [secret]);
    const value = { sip: { login: 'a'.repeat(34), password: 'hunter', word: secret } };
    expect(preview(redaction, value)).toBe(
      `{"sip":{"login":"${'a'.repeat(34)}","password":"***","word":...`,
    );
    expect(preview(redaction, { password: 'hunter' })).toBe('{"password":"***"}');
    expect(preview(redaction, 'hunter', 'access_token')).toBe('"***"');
    expect(preview(redaction, `${'a'.repeat(70)} ${secret}`)).not.toMatch(traces);
    expect(preview(redaction, undefined)).toBe('nothing');
  });

  test.each([
    { at: '$.sip.password', says: 'Expected a secret to equal hunter22.' },
    { at: '$[0].unlockers[1]', says: 'Expected hunter22 to equal hunter23.' },
    { at: "$['access_token']", says: 'Expected hunter22 to equal hunter23.' },
    { at: 'X-Auth', says: 'Expected hunter22 to equal hunter23.' },
  ])('a mismatch that Pact finds at $at is told without values', async ({ at, says }) => {
    const [interaction] = readPacts(await collectPacts([ownPacts], { timeout: 1_000 }));
    if (interaction === undefined) throw new Error('There is no pact.');
    const run = new InteractionRun(providerAt('http://127.0.0.1:1'), interaction, undefined);
    run.outcome = interaction.accepted ? 'accepted' : 'refused';
    const mismatches = [{ at, message: says }];
    const verdict = { description: '', isKept: false, mismatches, error: undefined };
    const { message } = judgeInteraction(interaction, run, verdict, createRedaction(document));
    expect(message).toBe(
      `The response is not what the consumer relies on: at ${at}, a secret differs.`,
    );
  });

  test('a wrong command line is not repeated with its secrets', () => {
    expect(() =>
      readCommandLine(['--provider', 'http://a', '--header', `X-Api-Key ${secret}`], []),
    ).toThrow('"X-Api-Key …" is not a header');
    expect(() => settleOptions({ provider: `http://ada:${secret}@a/?token=${secret}` })).toThrow(
      '"http://***@a/?token=***"',
    );
  });

  const token = 'Bearer zanzibar-one';
  const second = 'zanzibar/two';
  const given = { 'X-Gateway-Key': 'shown-to-all', 'X-Auth': 'zanzibar-header' };
  const echo = `zanzibar-one, ZANZIBAR-ONE, zanzibar-on, ${encodeURIComponent(second)}, ${given['X-Auth']}`;
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'redaction-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** All that is told of a provider that always answers with the same, or with a list of it. */
  async function told(
    headers: Record<string, string>,
    body: string,
  ): Promise<Record<string, string>> {
    const provider = createServer((request, response) => {
      const answer = request.method === 'GET' ? `[${body}]` : body;
      request.resume().on('end', () => response.writeHead(200, headers).end(answer));
    });
    await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
    const summary = join(folder, 'summary.md');
    const [console, annotations] = [new CapturedStream(), new CapturedStream()];
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
    try {
      const report = await verify(
        {
          provider: `http://127.0.0.1:${(provider.address() as AddressInfo).port}`,
          spec,
          token,
          secondToken: second,
          headers: given,
          checks: ['race-add-one-line-a-number', 'answers-content-type', 'answers-echo'],
          seed: 1,
        },
        [
          createConsoleReporter({ stream: console }),
          createGitHubReporter({ env, stream: annotations }),
        ],
      );
      expect(report.verdict).toBe('broken');
      return {
        console: console.text,
        annotations: annotations.text,
        summary: readFileSync(summary, 'utf8'),
        json: renderJson(report),
        junit: renderJunit(report),
        html: renderHtml(report),
        scripts: report.results.map(({ script }) => script).join('\n'),
      };
    } finally {
      provider.closeAllConnections();
      provider.close();
      rmSync(summary, { force: true });
    }
  }

  test.each(rows)(
    'the verifier hides a secret: $title',
    async ({ url = '', headers = {}, body }) => {
      const text = asText(body ?? {});
      const outputs = await told(
        { 'content-type': 'application/json', 'x-url': `/a${url}`, ...headers },
        text,
      );
      for (const [name, output] of Object.entries(outputs))
        expect(output, name).not.toMatch(traces);
      expect(outputs.scripts).toContain('curl ');
    },
  );

  test('the verifier hides somebody else’s secrets in a list', async () => {
    const other = {
      id: 1,
      number: 1,
      word: 'w'.repeat(70),
      sip: { login: 'ada', password: secret },
    };
    const outputs = await told({ 'content-type': 'application/json' }, JSON.stringify(other));
    for (const [name, output] of Object.entries(outputs)) expect(output, name).not.toMatch(traces);
    expect(outputs.json).toContain('ada');
  });

  test.each([
    {
      title: 'in JSON',
      body: JSON.stringify({ id: 1, number: 1, word: echo, sip: { login: echo } }),
    },
    { title: 'in prose', body: `I was sent ${echo}.` },
  ])(
    'the verifier hides its own tokens and headers where a provider repeats them $title',
    async ({ body }) => {
      const outputs = await told({ 'content-type': 'application/json', 'x-echo': echo }, body);
      for (const [name, output] of Object.entries(outputs))
        expect(output, name).not.toMatch(traces);
    },
  );
});

describe('a redaction', () => {
  const redaction = createRedaction(document, ['Bearer zanzibar', 'abc', undefined]);

  test('a redaction hides known values everywhere, the longest first, except very short ones', () => {
    const { text } = createRedaction(undefined, ['zanzibar', 'zanzibar-one', 'abc']);
    expect(text('zanzibar-one, ZANZIBAR and abc')).toBe('***, *** and abc');
    expect(redaction.text('of zanzibar')).toBe('of ***');
    expect(redaction.value({ zanzibar: ['zanzibar'] })).toEqual({ '***': ['***'] });
  });

  test('a redaction leaves a body without secrets unchanged', () => {
    const body = '{ "a": 1.0, "b": [ ] }';
    expect(redaction.bodyText(body)).toBe(body);
    expect(redaction.bodyText('{ "a": 1.0, "token": "x" }')).toBe('{"a":1.0,"token":"***"}');
  });

  test.each([
    { value: { a: [{ b: '***' }] }, want: true },
    { value: 'a=b&c=***', want: true },
    { value: { '***': 1 }, want: true },
    { value: redaction.body(xml), want: true },
    { value: { a: [1, null, true, 'b'] }, want: false },
    { value: undefined, want: false },
  ])('isRedacted($value) is $want', ({ value, want }) => {
    expect(isRedacted(value)).toBe(want);
  });

  test('a redaction leaves a redacted text unchanged', () => {
    for (const { body } of rows) {
      const once = redaction.bodyText(asText(body ?? ''));
      expect(redaction.text(once)).toBe(once);
    }
  });

  // The letters of the secret are nowhere else.
  const letters = fc.constantFrom(...'αβ"\\\n ,;&={}[]\':1/<>%+');
  const secrets = fc.string({ unit: letters, minLength: 1 }).map((text) => `α${text}β`);
  const written: Record<string, (value: string) => string> = {
    JSON: (value) => JSON.stringify({ login: 'ada', password: value, a: 1 }),
    'JSON in JSON': (value) =>
      JSON.stringify([JSON.stringify({ deep: { password: value }, a: 1 })]),
    'a form': (value) => `login=ada&password=${encodeURIComponent(value)}&a=b`,
    'a form in JSON': (value) => JSON.stringify({ form: `password=${encodeURIComponent(value)}` }),
  };

  test.each(Object.entries(written))(
    'hides any value in %s, wherever it is cut off',
    (_, write) => {
      fc.assert(
        fc.property(secrets, fc.double({ min: 0, max: 1, noNaN: true }), (value, part) => {
          const whole = write(value);
          const text = whole.slice(0, Math.ceil(whole.length * part));
          expect(redaction.bodyText(text)).not.toMatch(/[αβ]|%CE/);
          expect(redaction.text(text)).not.toMatch(/[αβ]|%CE/);
        }),
        { numRuns: 300 },
      );
    },
  );

  test('a redaction never throws, and keeps JSON valid', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => {
        redaction.text(text);
        const shown = redaction.bodyText(text);
        if (typeof jsonOr(text) === 'object') expect(typeof jsonOr(shown)).toBe('object');
      }),
    );
  });

  test('a redaction hides whatever is nested too deeply', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(JSON.stringify(redaction.body(deep))).toMatch(/^\[{100,102}"…"/);
    expect(redaction.bodyText(deep)).toContain('…');
  });

  test('a redaction does not fail on one word of many megabytes', () => {
    expect(redaction.text(`${'a'.repeat(2 ** 24)}=b`)).toMatch(/a=b$/);
  });

  const hostile = [
    ...[
      'a',
      'a=',
      'a ',
      '"',
      '\\',
      'passwor ',
      'ä',
      '%41',
      '\\u0041',
      `${'\\'.repeat(7)}u0041`,
      '://',
      '\r\n',
      '1',
      'aA',
    ],
    ...['password=', 'password:"', "password:'", 'password:[', 'password=a ', 'password=a,b', ':'],
    ...[
      '?a=',
      '&a=%41%25',
      'session:',
      'session:[',
      'session=[',
      'x;y=',
      'token=digest',
      'cookie:',
    ],
    ...[
      '["',
      '[',
      '{"a":',
      '--a\r\n',
      'content-disposition: --a\n',
      'name="x"\n',
      '://a@',
      '%',
      '¦=',
    ],
  ];
  // Quadratic time over so much text would take minutes, and the test would time out.
  test.each(hostile)('a redaction ends over a megabyte of %j', (one) => {
    const text = one.repeat(2 ** 20 / one.length);
    expect(redaction.body(text)).toBeDefined();
    const part = `--b\nContent-Disposition: form-data; name="a"${text}`;
    expect(redaction.value({ [text]: part })).toBeDefined();
  });
});
