import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { serveRelay } from '../../../contracts/pact/broker-relay.ts';
import {
  type BrokerOptions,
  fetchPacts,
  openBroker,
  publishResults,
  verifyPacts,
} from '../../../contracts/pact/index.ts';
import { createFake } from './fake.ts';
import { type StubOptions, type StubPact, serveBroker } from './stub-broker.ts';
import { type FakeRequest, ownPact, providerAt, type Reply, serve } from './under-test.ts';

interface Written {
  readonly description: string;
}
const own = (JSON.parse(readFileSync(ownPact, 'utf8')) as { interactions: Written[] }).interactions;
const named = (...descriptions: string[]) =>
  own
    .filter(({ description }) => descriptions.includes(description))
    .map((one) => ({ ...one, _id: `id of ${one.description}` }));
const look = 'a look at all rules';
const taken = 'a rule to add, for a number that another rule holds';
const console: StubPact = {
  ...{ consumer: 'console', version: '4.0' },
  interactions: named(look, taken),
};
const unknown = {
  type: 'Synchronous/HTTP',
  description: 'a look at rain',
  providerStates: [{ name: 'rain' }],
  request: { method: 'GET', path: '/melodies/personal' },
  response: { status: 200 },
};

/** Verifies the pacts of a stub at a fake provider, and publishes the results. */
async function publish(
  stub: StubOptions,
  reply: (request: FakeRequest) => Reply,
  names: { providerBranch?: string; buildUrl?: string } = {},
  given: Partial<BrokerOptions> = {},
) {
  await using server = await serve(reply);
  const stubBroker = await serveBroker(stub);
  await using _ = stubBroker;
  const options = { url: stubBroker.url, ...given };
  const broker = openBroker(options, { timeout: 2_000 });
  const pacts = await fetchPacts(broker, 'data-api', options);
  const provider = providerAt(server.url);
  const findings = await verifyPacts(provider, { pacts });
  const requests = server.requests.length;
  const { providerBranch, buildUrl } = names;
  const all = { providerVersion: '1.2.3', providerBranch, buildUrl };
  const result = await publishResults(broker, pacts, findings, all);
  expect(server.requests.length).toBe(requests);
  await provider.transport.close();
  return { ...result, findings, broker: stubBroker, requests: server.requests };
}

const outcomesOf = ({ findings }: Awaited<ReturnType<typeof publish>>) =>
  findings.map(({ finding }) => finding.outcome);
const resultsPath = (i: number) =>
  `/pacts/provider/data-api/consumer/console/pact-version/${i}/verification-results`;

test('the results on a kept pact are published as Pact publishes them, with branch and build', async () => {
  const names = { providerBranch: 'feat/x', buildUrl: 'https://ci.example/1' };
  const given = { token: 'the-token' };
  const authorization = 'Bearer the-token';
  const stub = { pacts: [console], authorization, address: 'https://broker.example' };
  const result = await publish(stub, createFake().reply, names, given);
  expect(outcomesOf(result)).toEqual(['kept', 'kept']);
  expect(result.broker.sent('PUT').map(({ path }) => path)).toEqual([
    '/pacticipants/data-api/branches/feat%2Fx/versions/1.2.3',
  ]);
  expect(result.broker.published()).toEqual([
    {
      path: resultsPath(0),
      json: {
        success: true,
        providerApplicationVersion: '1.2.3',
        buildUrl: 'https://ci.example/1',
        testResults: [look, taken].map((one) => ({
          interactionId: `id of ${one}`,
          success: true,
        })),
        verifiedBy: expect.objectContaining({ implementation: 'Pact-Rust' }),
      },
    },
  ]);
  expect(result.failures).toEqual([]);
  expect(result.notes).toEqual([
    expect.stringMatching(
      /^The results on 1 pact were published to http:\S+ for the provider's version 1\.2\.3 of feat\/x\.$/,
    ),
  ]);
  for (const { headers } of result.requests) {
    expect(JSON.stringify(headers)).not.toContain('Bearer');
  }
});

test('a broken interaction is published once, after the second attempt, with what differs', async () => {
  const fake = createFake();
  const result = await publish({ pacts: [console] }, (request) => {
    const response = fake.reply(request);
    return request.method === 'GET' ? { status: 200, json: {} } : response;
  });
  expect(outcomesOf(result)).toEqual(['broken', 'kept']);
  expect(result.requests.filter(({ method }) => method === 'GET').length).toBeGreaterThan(1);
  expect(result.broker.published().map(({ json }) => json)).toMatchObject([
    {
      success: false,
      testResults: [
        {
          interactionId: `id of ${look}`,
          interactionDescription: look,
          success: false,
          mismatches: [{ attribute: 'body', identifier: '$' }],
        },
        { interactionId: `id of ${taken}`, success: true },
      ],
    },
  ]);
});

test('a failure by chance is not published', async () => {
  const fake = createFake();
  let looks = 0;
  const result = await publish({ pacts: [console] }, (request) =>
    request.method === 'GET' && ++looks === 1 ? { status: 500 } : fake.reply(request),
  );
  expect(outcomesOf(result)).toEqual(['kept', 'kept']);
  expect(result.broker.published().map(({ json }) => json)).toMatchObject([{ success: true }]);
});

test('nothing is published on a pact with an interaction that was not judged, and its results say so', async () => {
  const half = { ...console, interactions: [...named(look), unknown] };
  const result = await publish({ pacts: [half, console] }, createFake().reply);
  expect(result.broker.published().map(({ path }) => path)).toEqual([resultsPath(1)]);
  expect(result.notes).toEqual([
    'The results on Pact between console (0.0.0) and data-api are not published: console-a-look-at-rain could not be judged.',
    expect.stringMatching(/^The results on 1 pact were published /),
  ]);
});

test('nothing is published on a pact with messages, which the verifier does not judge', async () => {
  const message = { type: 'Asynchronous/Messages', description: 'a message', contents: {} };
  const mixed = { ...console, interactions: [...named(look), message] };
  const result = await publish({ pacts: [mixed] }, createFake().reply);
  expect(result.broker.published()).toEqual([]);
  expect(result.notes).toEqual([
    'The results on Pact between console (0.0.0) and data-api are not published: the verifier judges requests over HTTP only.',
  ]);
});

test.each([
  { version: '2.0.0', more: {} },
  { version: '4.0', more: { type: 'Synchronous/HTTP', key: 'k' } },
])(
  'results on a pact of version $version name its interactions as the broker does',
  async (one) => {
    const plain = {
      ...{ description: look, _id: 'the-id' },
      request: { method: 'GET', path: '/melodies/personal' },
      response: { status: 200 },
      ...one.more,
    };
    const result = await publish(
      { pacts: [{ consumer: 'console', version: one.version, interactions: [plain] }] },
      createFake().reply,
    );
    expect(result.broker.published().map(({ json }) => json)).toMatchObject([
      { success: true, testResults: [{ interactionId: 'the-id', success: true }] },
    ]);
  },
);

const lost: { says: string; stub: StubOptions; posts: number; want: RegExp }[] = [
  {
    says: 'fails when it gets the results',
    stub: { failing: [['POST /pacts/provider/data-api/consumer/', 500]] },
    posts: 3,
    want: /^The results on Pact between console \(0\.0\.0\) and data-api were not published: POST \S+ returned 500\.$/,
  },
  {
    says: 'does not let the token publish',
    stub: { failing: [['POST /pacts/provider/data-api/consumer/', 403]] },
    posts: 1,
    want: /were not published: POST \S+ returned 403\.$/,
  },
  {
    says: 'refuses the branch',
    stub: { failing: [['PUT', 422]] },
    posts: 0,
    want: /were not published: PUT \/pacticipants\/data-api\/branches\/main\/versions\/1\.2\.3 returned 422\.$/,
  },
  {
    says: 'gives no link for them',
    stub: { pacts: [{ ...console, links: {} }] },
    posts: 0,
    want: /were not published: the broker gives it no link for them\.$/,
  },
  {
    says: 'gives a broken link for them',
    stub: {
      pacts: [{ ...console, links: { 'pb:publish-verification-results': { href: '/nowhere' } } }],
    },
    posts: 0,
    want: /were not published: .+\.$/,
  },
];

test.each(lost)('the results name a broker that $says', async ({ stub, posts, want }) => {
  const names = { providerBranch: 'main' };
  const result = await publish({ pacts: [console], ...stub }, createFake().reply, names);
  expect(result.broker.published().length).toBe(posts);
  expect(result.notes).toEqual([]);
  expect(result.failures).toEqual([expect.stringMatching(want)]);
});

test('nothing is sent to the root of a broker that gives no link for results', async () => {
  const { broker } = await publish({ pacts: [{ ...console, links: {} }] }, createFake().reply);
  expect(broker.sent('POST').map(({ path }) => path)).toEqual([
    '/pacts/provider/data-api/for-verification',
  ]);
});

test('a broker that fails once is asked again', async () => {
  const failing = [['POST /pacts/provider/data-api/con', 502, 1]] as const;
  const result = await publish({ pacts: [console], failing }, createFake().reply);
  expect(result.broker.published().length).toBe(2);
  expect(result.failures).toEqual([]);
});

test("another program on this machine cannot use the broker's credentials", async () => {
  await using broker = await serveBroker();
  const options = { url: broker.url, token: 'the-token' };
  await using relay = await serveRelay(openBroker(options, { timeout: 500 }), [{}], 'ours');
  const [pact = ''] = relay.pacts;
  for (const authorization of ['', 'Bearer the-token']) {
    for (const url of [pact, new URL('/pacticipants/data-api', pact)]) {
      expect((await fetch(url, { headers: { authorization } })).status).toBe(401);
    }
  }
  expect(broker.requests).toEqual([]);
});
