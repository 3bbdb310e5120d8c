import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMock, type Mock } from '../../../mocks/index.ts';
import { createFake } from './fake.ts';
import { serve, verifyAt } from './under-test.ts';

const refusals = [
  'pbx-console-a-rule-to-add-for-a-group-that-another-rule-holds',
  'pbx-console-a-rule-to-add-for-a-number-that-another-rule-holds',
  'pbx-console-a-rule-to-add-for-neither-numbers-nor-groups',
  'pbx-console-a-rule-to-add-whose-media-file-is-a-word',
  'pbx-console-a-rule-to-add-without-a-media-file',
  'pbx-console-a-rule-to-add-without-a-source-type',
  'pbx-console-a-rule-to-edit-so-that-it-takes-the-group-of-another-rule',
  'pbx-console-a-rule-to-edit-so-that-it-takes-the-number-of-another-rule',
];

describe('the mock', () => {
  let mock: Mock;
  let url: string;
  beforeAll(async () => {
    mock = await createMock();
    url = await mock.listen({ port: 0 });
  });
  afterAll(() => mock.close());

  test('keeps every interaction, and stores the same before and after', async () => {
    const stored = async () => {
      const headers = { authorization: 'the-token' };
      return (await fetch(`${url}/melodies/personal`, { headers })).json();
    };
    const before = await stored();
    const { findings, provider } = await verifyAt(url);
    expect(findings.length).toBe(16);
    expect(findings.filter(({ finding }) => finding.outcome !== 'kept')).toEqual([]);
    expect(await stored()).toEqual(before);
    expect(provider.leftovers).toEqual([]);
    for (const pool of provider.pools.values()) expect(pool.free).toBe(pool.all.length);
  });
});

describe('a provider', () => {
  test("that keeps the pact below a path prefix gets all requests there, with the account's token", async () => {
    const fake = createFake();
    await using server = await serve((request) =>
      request.path.startsWith('/pbx/v1/')
        ? fake.reply({ ...request, path: request.path.slice('/pbx/v1'.length) })
        : { status: 404 },
    );
    const { outcomes } = await verifyAt(`${server.url}/pbx/v1/`);
    expect(new Set(Object.values(outcomes))).toEqual(new Set(['kept']));
    expect(fake.rules.size).toBe(0);
    for (const { path, headers } of server.requests) {
      expect(path).toMatch(/^\/pbx\/v1\//);
      expect(headers.authorization).toBe('the-token');
      expect(headers).not.toHaveProperty('x-pact-interaction');
    }
    const sent = server.requests.find(({ method }) => method === 'PUT');
    expect(sent?.headers['content-type']).toBe('application/json; charset=UTF-8');
  });

  test('that refuses with JSON-RPC errors and status 200 keeps the pact', async () => {
    const error = { code: -32602, message: 'no' };
    const { reply } = createFake({ refuse: () => ({ status: 200, json: { error } }) });
    await using server = await serve(reply);
    const { outcomes } = await verifyAt(server.url);
    expect(new Set(Object.values(outcomes))).toEqual(new Set(['kept']));
  });

  test('that refuses with a server error breaks the interactions that rely on refusals', async () => {
    const fake = createFake({ refuse: () => ({ status: 500 }) });
    await using server = await serve(fake.reply);
    const { outcomes, of } = await verifyAt(server.url);
    const broken = Object.keys(outcomes).filter((id) => outcomes[id] === 'broken');
    expect(broken).toEqual(refusals);
    const { message, exchanges = [] } = of(refusals[1] ?? '') ?? {};
    expect(message).toBe('POST /melodies/personal returned 500, a server error.');
    expect(exchanges.map(({ note, response }) => [note, response?.status])).toEqual([
      ['given a rule that holds a number and a group', 200],
      ['the interaction', 500],
    ]);
    expect(fake.rules.size).toBe(0);
  });

  test('that accepts a taken number breaks the interaction that relies on its refusal', async () => {
    const fake = createFake();
    let next = 500;
    await using server = await serve((request) => {
      const response = fake.reply(request);
      const taken = response?.status === 422 && request.method === 'POST';
      return taken ? { status: 201, json: { ...(request.json as object), id: ++next } } : response;
    });
    const { of } = await verifyAt(server.url);
    expect(of('pbx-console-a-rule-to-add-for-a-number-that-another-rule-holds')).toMatchObject({
      outcome: 'broken',
      message:
        'POST /melodies/personal was accepted (201), but the consumer relies on its refusal.',
    });
  });

  test('that returns an id of another type breaks the interactions that rely on it, and the response is evidence', async () => {
    const fake = createFake({ show: (rule) => ({ ...rule, id: `${rule.id}` }) });
    await using server = await serve(fake.reply);
    const { of } = await verifyAt(server.url);
    const { outcome, message, exchanges } =
      of('pbx-console-a-rule-to-add-for-a-number-that-is-free') ?? {};
    expect(outcome).toBe('broken');
    expect(message).toMatch(
      /^The response is not what the consumer relies on: at \$\.id, expected '\d+' \(String\) to be an integer\.$/,
    );
    expect(exchanges?.map(({ response }) => response?.json)).toMatchObject([{ id: /\d/ }]);
    expect(of('pbx-console-a-rule-to-delete')?.outcome).toBe('kept');
    expect(fake.rules.size).toBe(0);
  });

  test('that returns no response is broken after a second try', async () => {
    const { reply } = createFake({ refuse: () => undefined });
    await using server = await serve(reply);
    const { of } = await verifyAt(server.url);
    const { outcome, message } = of('pbx-console-a-rule-to-add-without-a-media-file') ?? {};
    expect(outcome).toBe('broken');
    expect(message).toMatch(/^POST \/melodies\/personal got no response: .+\.$/);
    const tries = server.requests.filter(
      ({ method, json }) => method === 'POST' && !Object.hasOwn(json as object, 'media_id'),
    );
    // On a busy machine, the connection may have been idle, and is not to blame on the provider.
    expect(tries.length).toBeGreaterThanOrEqual(2);
  });

  test('that fails only once is not broken', async () => {
    let failures = 0;
    const { reply } = createFake();
    await using server = await serve((request) => {
      const fails = request.path.startsWith('/numbers') && failures++ === 0;
      return fails ? { status: 500 } : reply(request);
    });
    const { of } = await verifyAt(server.url);
    expect(failures).toBe(2);
    expect(of('pbx-console-a-number-registered-over-sip-to-edit')).toEqual({
      outcome: 'kept',
      exchanges: [],
    });
  });

  test('that lacks an operation gets no interactions that need it', async () => {
    const { reply } = createFake();
    await using server = await serve(reply);
    const { of } = await verifyAt(server.url, { missing: ['listPersonalMelodies'] });
    expect(of('pbx-console-a-look-at-all-rules')).toEqual({
      outcome: 'skipped',
      message: 'The provider has no GET /melodies/personal, which is optional.',
      exchanges: [],
    });
    expect(server.requests.some(({ method }) => method === 'GET')).toBe(false);
  });

  test('that accepts nothing makes interactions with provider states inconclusive', async () => {
    await using server = await serve(() => ({ status: 403, json: {} }));
    const { of } = await verifyAt(server.url);
    expect(of('pbx-console-a-rule-to-delete')).toMatchObject({
      outcome: 'inconclusive',
      message:
        'The interaction could not be set up: POST /melodies/personal was not accepted (403).',
    });
    expect(server.requests.some(({ method }) => method === 'DELETE')).toBe(false);
    expect(of('pbx-console-a-rule-to-add-for-a-number-that-is-free')).toMatchObject({
      outcome: 'broken',
      message:
        'POST /melodies/personal was refused (403), but the consumer relies on its acceptance.',
    });
  });
});

test('an interaction with too few identifiers is inconclusive and says how many it needs', async () => {
  const { reply } = createFake();
  await using server = await serve(reply);
  const { outcomes, of } = await verifyAt(server.url, { testData: { number: '7' } });
  const open = Object.keys(outcomes).filter((id) => outcomes[id] === 'inconclusive');
  expect(open).toEqual([
    'pbx-console-a-rule-to-edit-so-that-it-takes-the-group-of-another-rule',
    'pbx-console-a-rule-to-edit-so-that-it-takes-the-number-of-another-rule',
    'pbx-console-a-rule-to-edit-which-moves-to-a-number-that-is-free',
  ]);
  expect(of(open[0] ?? '')?.message).toMatch(/^It needs 2 of --numbers at once; there are 1/);
  expect(Object.values(outcomes).filter((one) => one === 'kept').length).toBe(13);
});
