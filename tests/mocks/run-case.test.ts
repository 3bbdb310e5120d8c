import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CaseRun } from '../../mocks/control/cases/case-run.ts';
import { sendWithRetries } from '../../mocks/control/cases/retry-after.ts';
import type { ForwardedResponse } from '../../mocks/http/forward.ts';
import { createMock, type Mock } from '../../mocks/index.ts';
import {
  loadCatalogue,
  loadContract,
  namesLargeIdentity,
  ownContract,
  parseIdentifiers,
} from '../../spec/index.ts';
import { faults, lawful, type Provider, startProvider, type Ways } from '../providers/index.ts';

const contract = await loadContract(ownContract);
const { cases, identifiers } = loadCatalogue(contract);

/** What a caller has to lend, as these providers have it. */
const lentByCaller = Object.fromEntries(
  identifiers
    .filter((kind) => kind['mock-only'])
    .map((kind) => [kind.name, parseIdentifiers(kind.default, kind.text)]),
);

let stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.reverse()) await stop();
  stops = [];
});

/** Plays a case by the control API. */
async function play(url: string, id: string, body: object): Promise<CaseRun> {
  const answer = await fetch(`${url}/_mock/cases/${id}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as CaseRun;
}

/** An example provider, and a mock that knows it. */
async function serve(ways: Ways = {}): Promise<{ url: string; provider: Provider }> {
  const provider = await startProvider(ways);
  stops.push(() => provider.close());
  const mock = await createMock({ provider: provider.url });
  stops.push(() => mock.close());
  return { url: await mock.listen(), provider };
}

function waysOf(id: string): Ways {
  const found = [...faults, ...lawful].find((one) => one.id === id);
  if (found === undefined) throw new Error(`There is no example provider ${id}.`);
  return found.ways;
}

const tokens = { token: 'token-one', secondToken: 'token-two' };
const atProvider = { to: 'provider', ...tokens };

describe('a case at the mock', () => {
  let mock: Mock;
  let url: string;
  beforeAll(async () => {
    mock = await createMock();
    url = await mock.listen();
  });
  afterAll(() => mock.close());

  test('a case reports each step: request, expectation and response', async () => {
    const run = await play(url, 'edit-shrinks', { to: 'mock' });
    expect(run).toMatchObject({ verdict: 'as-expected', answered: 'accepted', left: [] });
    expect(run.steps.map(({ role, expected, verdict }) => [role, expected, verdict])).toEqual([
      ['given', '200', 'as-expected'],
      ['request', '200', 'as-expected'],
      ['then', '200', 'as-expected'],
      ['then', '409', 'as-expected'],
    ]);
    expect(run.steps[1]).toMatchObject({
      operation: 'editPersonalMelody',
      path: { id: '83' },
      request: { method: 'PUT', path: '/melodies/personal/83' },
      answer: { status: 200 },
    });
    expect(JSON.parse(run.steps[1]?.request?.body ?? '')).toMatchObject({ id: 83 });
  });

  test('a case uses a new account each time, which is forgotten afterwards', async () => {
    const look = async (path: string) => (await fetch(`${url}/_mock/${path}`)).json();
    const before = [await look('accounts'), await look('journal')];
    for (const _ of [1, 2]) {
      expect(await play(url, 'number-of-other-account', { to: 'mock' })).toMatchObject({
        verdict: 'as-expected',
      });
    }
    expect([await look('accounts'), await look('journal')]).toEqual(before);
  });

  test('a case sends only the steps that follow from the response', async () => {
    const run = await play(url, 'held-numbers-seventy', { to: 'mock' });
    expect(run.steps.at(-1)).toMatchObject({ role: 'then', verdict: 'as-expected' });
    const other = await play(url, 'd12-number-twice', { to: 'mock' });
    expect(other.steps.at(-1)).toMatchObject({ verdict: 'not-sent', request: null, answer: null });
  });

  test.each([
    ['no-such-case', { to: 'mock' }, 404, /There is no case "no-such-case"/],
    ['add-one-number', { to: 'provider' }, 422, /has no provider/],
    ['add-one-number', { to: 'elsewhere' }, 422, /elsewhere|must be/],
  ])('case %s sent %j returns %i', async (id, body, status, detail) => {
    const answer = await fetch(`${url}/_mock/cases/${id}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(status);
    expect((await answer.json()) as object).toMatchObject({
      detail: expect.stringMatching(detail),
    });
  });
});

describe('a case at a provider', () => {
  test('a case finds nothing wrong with a correct provider, and leaves nothing there', async () => {
    const { url, provider } = await serve(waysOf('all-pages'));
    const look = async (path: string, authorization: string) =>
      (await fetch(`${provider.url}${path}`, { headers: { authorization } })).json();
    const stored = async () => ({
      rules: await Promise.all(
        Object.values(provider.tokens).map((token) => look('/melodies/personal', token)),
      ),
      ids: await Promise.all(
        ['/numbers/virtual-number', '/melodies/client'].map(async (path) =>
          ((await look(path, tokens.token)) as { id: number }[]).map(({ id }) => id),
        ),
      ),
    });
    const before = await stored();
    const told: string[] = [];
    // The proof tries all of them, by the verifier.
    for (const { id, given, request, then } of cases.filter((_, at) => at % 3 === 0)) {
      // Those are not sent to a provider.
      if ([...given, request, ...then].some((step) => namesLargeIdentity(contract, step))) continue;
      const { verdict, says, left } = await play(url, id, { ...atProvider, lent: lentByCaller });
      const right = verdict === 'as-expected' || verdict === 'observed';
      if (!right || left.length > 0) told.push(`${id}: ${verdict}, ${says} ${left}`);
    }
    expect(told).toEqual([]);
    expect(await stored()).toEqual(before);
  });

  test('a case differs if the provider is wrong, and says how', async () => {
    const { url } = await serve(waysOf('conflict-answered-ok'));
    const run = await play(url, 'number-taken-on-add', atProvider);
    expect(run.verdict).toBe('differs');
    expect(run.says).toMatch(/It was accepted \(200\), but must be refused\./);
  });

  test('a case differs for a server error, even where the documentation is open', async () => {
    const { url } = await serve(waysOf('bad-json-500'));
    const run = await play(url, 'd20-json-trailing-comma', atProvider);
    expect(run).toMatchObject({ verdict: 'differs', answered: null });
    expect(run.says).toMatch(/500/);
  });

  test('a refusal in JSON-RPC form counts as a refusal', async () => {
    const { url } = await serve(waysOf('json-rpc-with-200'));
    const run = await play(url, 'number-taken-on-add', atProvider);
    expect(run).toMatchObject({ verdict: 'as-expected', answered: 'refused' });
  });

  test('a case reports what the provider does where the documentation is open', async () => {
    const { url } = await serve();
    const run = await play(url, 'sip-port-integer', atProvider);
    expect(run).toMatchObject({ verdict: 'observed', says: 'The port is taken as an integer.' });
  });

  test('the report of a case shows no token', async () => {
    const { url } = await serve();
    for (const id of ['add-token-longer', 'number-of-other-account']) {
      const told = JSON.stringify(await play(url, id, atProvider));
      expect(told).not.toMatch(/token-one|token-two/);
      expect(told).toContain('***');
    }
  });

  test('a case uses the given identifiers', async () => {
    const { url } = await serve();
    const lent = { number: [5000], media: [7] };
    const run = await play(url, 'add-one-number', { ...atProvider, lent });
    expect(JSON.parse(run.steps[0]?.request?.body ?? '')).toMatchObject({
      number_capacity_ids: [5000],
      media_id: 7,
    });
    expect(run.left).toEqual([]);
  });

  test.each([
    [
      'edit-shrinks',
      { lent: { number: [1] } },
      /needs 3 identifiers of the kind "number".* there are 1/,
    ],
    // Whoever has not lent it may have a number of that id, which is used for something else.
    ['mobile-edit-documented', {}, /needs 1 identifiers of the kind "mobile".* there are 0/],
    ['d17-edit-unknown-taken', {}, /an id as large as 2\^53-1.*--probe-large-ids/],
    ['number-of-other-account', { secondToken: '' }, /No second token/],
    ['add-token-longer', { token: '' }, /No token/],
  ])('case %s with %j could not run', async (id, but, says) => {
    const { url } = await serve();
    const run = await play(url, id, { ...atProvider, ...but });
    expect(run).toMatchObject({ verdict: 'could-not-run', says: expect.stringMatching(says) });
    expect(run.steps.every(({ verdict }) => verdict === 'not-sent')).toBe(true);
  });

  test('a case could not run if its first step is refused', async () => {
    const { url } = await serve();
    const wrong = { ...atProvider, token: 'nobody-has-this' };
    const run = await play(url, 'number-taken-on-add', wrong);
    expect(run.verdict).toBe('could-not-run');
    expect(run.says).toMatch(/It could not be set up.*401.*Is the token right\?/);
  });

  test('a case could not run if nobody responds', async () => {
    const { url, provider } = await serve();
    await provider.close();
    stops.shift();
    const run = await play(url, 'number-taken-on-add', atProvider);
    expect(run.says).toMatch(/the connection was refused/);
  });

  test('a case says what it could not delete', async () => {
    const { url } = await serve(waysOf('no-delete'));
    const run = await play(url, 'add-one-number', atProvider);
    expect(run.verdict).toBe('as-expected');
    expect(run.left).toEqual(['/melodies/personal 83 stays: it could not be deleted (404).']);
    const lacking = await play(url, 'delete', { ...atProvider, lent: { number: [1], media: [1] } });
    expect(lacking.verdict).toBe('could-not-run');
    expect(lacking.says).toMatch(/seems to lack this optional operation/);
  });
});

describe('a case that reads what was lent', () => {
  // A second mock stands for the provider.
  async function serveMock() {
    const provider = await createMock();
    stops.push(() => provider.close());
    const url = await provider.listen();
    const mock = await createMock({ provider: url });
    stops.push(() => mock.close());
    const read = async (path: string): Promise<unknown> =>
      (await fetch(url + path, { headers: { authorization: tokens.token } })).json();
    return { url: await mock.listen(), read };
  }

  test('a case deletes what it added, and nothing that it edited', async () => {
    const { url, read } = await serveMock();
    for (const id of ['mobile-edit-comment', 'number-added-is-edited', 'sip-comment']) {
      const run = await play(url, id, { ...atProvider, lent: lentByCaller });
      expect(run).toMatchObject({ verdict: 'as-expected', left: [] });
    }
    const listed = (await read('/numbers/virtual-number')) as { id: number }[];
    expect(listed.map(({ id }) => id)).toEqual([250, 256, 258, 542, 569, 608, 678, 819]);
  });

  test('a case differs if a list shows what the filter leaves out', async () => {
    const { url } = await serveMock();
    // A number of another kind is lent as a mobile one.
    const lent = { ...lentByCaller, mobile: [608] };
    const run = await play(url, 'numbers-filter-type', { ...atProvider, lent });
    expect(run).toMatchObject({
      verdict: 'differs',
      says: 'GET /numbers/virtual-number: It does not show {"id":608,"type":"def"}, but must.',
    });
    expect(run.steps[0]?.request?.path).toBe('/numbers/virtual-number?type=def');
  });
});

describe('a provider that asks to wait', () => {
  const busy = (after?: string): ForwardedResponse => ({
    status: 429,
    headers: after === undefined ? {} : { 'retry-after': after },
    body: '',
    ms: 1,
  });
  const done: ForwardedResponse = { status: 200, headers: {}, body: '', ms: 1 };

  test.each([
    ['seconds', busy('2'), 2_000],
    ['a date', busy('Thu, 01 Jan 1970 00:00:05 GMT'), 5_000],
    ['nothing', busy(), 1_000],
    ['seconds of a 503', { ...busy('3'), status: 503 }, 3_000],
  ])('a case waits for as long as %s says', async (_, first, ms) => {
    const answers = [first, done];
    const waits: number[] = [];
    const wait = async (asked: number) => void waits.push(asked);
    const send = async () => answers.shift() ?? done;
    expect(await sendWithRetries(send, wait, () => 0)).toEqual(done);
    expect(waits).toEqual([ms]);
  });

  test('is not waited for for ever', async () => {
    const answer = await sendWithRetries(
      async () => busy('40'),
      async () => {},
      () => 0,
    );
    expect(answer).toMatchObject({ failure: expect.stringMatching(/more than a minute/) });
  });
});
