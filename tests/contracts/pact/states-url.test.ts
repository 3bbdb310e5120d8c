import { expect, test } from 'vitest';
import { createFake } from './fake.ts';
import { type FakeRequest, type Reply, serve, verifyAt } from './under-test.ts';

interface StateCall {
  readonly state: string;
  readonly params: Readonly<Record<string, string>>;
  readonly action: string;
}

test('a provider that sets up its states itself is called in the protocol of Pact', async () => {
  const fake = createFake();
  await using server = await serve(fake.reply);
  const calls: StateCall[] = [];
  let next = 5_000;
  const setUp = ({ params, state }: StateCall): Reply => {
    const [number, group] = [++next, ++next];
    let rule: number | undefined;
    if (state.includes('rule that holds')) {
      rule = ++next;
      const lists = { number_capacity_ids: [number], employee_group_ids: [group] };
      fake.store(rule, { ...lists, source_type: 'system', media_id: 50 });
    }
    const values: Record<string, unknown> = { number, group, rule, media: 50, sip: 608 };
    const named = Object.entries(params).map(([kind, name]) => [name, values[kind]]);
    return { status: 200, json: Object.fromEntries(named) };
  };
  await using states = await serve(({ method, json }: FakeRequest) => {
    const call = json as StateCall;
    calls.push(call);
    expect(method).toBe('POST');
    if (call.action === 'teardown') {
      fake.rules.clear();
      return { status: 200 };
    }
    return setUp(call);
  });
  const { outcomes } = await verifyAt(server.url, {
    statesUrl: `${states.url}/states`,
    testData: { number: '1', group: '1' },
  });
  expect(new Set(Object.values(outcomes))).toEqual(new Set(['kept']));
  expect(calls).toContainEqual({
    state: 'a number registered over SIP',
    params: { sip: 'sip' },
    action: 'setup',
  });
  const actions = calls.map(({ action }) => action);
  expect(actions.filter((one) => one === 'setup').length).toBe(19);
  expect(actions.filter((one) => one === 'teardown').length).toBe(19);
  const sip = calls.findIndex(({ state }) => state === 'a number registered over SIP');
  expect(actions.slice(sip, sip + 3)).toEqual(['setup', 'teardown', 'setup']);
});

test('items that an interaction added are deleted before the provider tears down its states', async () => {
  const fake = createFake();
  await using server = await serve(fake.reply);
  const left: number[] = [];
  await using states = await serve(({ json }) => {
    const { action, params } = json as StateCall;
    if (action === 'teardown') left.push(fake.rules.size);
    const values: Record<string, number> = { number: 1, group: 2, media: 50, sip: 3, rule: 4 };
    const named = Object.entries(params).map(([kind, name]) => [name, values[kind]]);
    return { status: 200, json: Object.fromEntries(named) };
  });
  const { of } = await verifyAt(server.url, { statesUrl: states.url });
  expect(of('pbx-console-a-rule-to-add-for-a-number-that-is-free')?.outcome).toBe('kept');
  expect(
    server.requests.some(({ method, path }) => method === 'DELETE' && !path.endsWith('/4')),
  ).toBe(true);
  expect(new Set(left)).toEqual(new Set([0]));
});

const unfit: { says: string; reply: Reply; want: RegExp }[] = [
  {
    says: 'fails',
    reply: { status: 500 },
    want: /^The state "a number registered over SIP" could not be set up: http:\S+ returned 500\.$/,
  },
  {
    says: 'returns no response',
    reply: undefined,
    want: /^The state "a number registered over SIP" could not be set up: http:\S+ returned no response: .+\.$/,
  },
  {
    says: 'does not inject what the request needs',
    reply: { status: 200, json: { other: 1 } },
    want: /^The interaction could not be set up: no state has a value for sip\.$/,
  },
];

test.each(unfit)(
  'an endpoint that $says makes the interaction inconclusive',
  async ({ reply, want }) => {
    const fake = createFake();
    await using server = await serve(fake.reply);
    await using states = await serve(() => reply);
    const { of } = await verifyAt(server.url, { statesUrl: states.url });
    const { outcome, message } = of('pbx-console-a-number-registered-over-sip-to-edit') ?? {};
    expect(outcome).toBe('inconclusive');
    expect(message).toMatch(want);
    // The examples in the pact are not test data.
    expect(server.requests.filter(({ path }) => path.startsWith('/numbers'))).toEqual([]);
  },
);

test('the user of the endpoint is sent to it, and shown to nobody', async () => {
  const fake = createFake();
  await using server = await serve(fake.reply);
  await using states = await serve(() => ({ status: 500 }));
  const { host } = new URL(states.url);
  const statesUrl = `http://the-user:the-password@${host}/states`;
  const { provider, of } = await verifyAt(server.url, { statesUrl });
  const sent = `Basic ${Buffer.from('the-user:the-password').toString('base64')}`;
  expect(new Set(states.requests.map(({ headers }) => headers.authorization))).toEqual(
    new Set([sent]),
  );
  const { message = '' } = of('pbx-console-a-number-registered-over-sip-to-edit') ?? {};
  expect(provider.redaction.text(message)).toContain('http://***@127.0.0.1');
  expect(provider.leftovers.length).toBeGreaterThan(0);
});
