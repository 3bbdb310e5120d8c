import { describe, expect, test } from 'vitest';
import {
  BrokerFailure,
  type BrokerOptions,
  fetchPacts,
  openBroker,
} from '../../../contracts/pact/index.ts';
import { Misuse } from '../../../spec/index.ts';
import { type StubOptions, serveBroker } from './stub-broker.ts';
import { serve } from './under-test.ts';

const look = { description: 'a look', request: { path: '/things' }, response: { status: 200 } };
const desk = { consumer: 'the desk', interactions: [look] };

function fetchFrom(url: string, options: Partial<BrokerOptions> = {}, provider = 'data-api') {
  const all = { url, ...options };
  return fetchPacts(openBroker(all, { timeout: 2_000 }), provider, all);
}

test('selectors, branch, pending and work in progress are sent to the broker as they are given', async () => {
  await using broker = await serveBroker({ provider: 'phone%20api', pacts: [desk] });
  const selectors = [{ mainBranch: true }, { environment: 'prod', yetUnknown: 1 }];
  const more = { pending: true, wipSince: '2026-01-31', providerBranch: 'feat/x' };
  await fetchFrom(broker.url, { selectors, ...more }, 'phone api');
  expect(broker.sent('POST')).toMatchObject([
    {
      path: '/pacts/provider/phone%20api/for-verification',
      json: {
        consumerVersionSelectors: selectors,
        includePendingStatus: true,
        includeWipPactsSince: '2026-01-31',
        providerVersionBranch: 'feat/x',
      },
    },
  ]);
});

test('without selectors the broker chooses', async () => {
  await using broker = await serveBroker({ pacts: [desk] });
  await fetchFrom(broker.url);
  expect(broker.sent('POST').map(({ json }) => json)).toEqual([
    { consumerVersionSelectors: [], includePendingStatus: false },
  ]);
});

test("pacts have the broker's name, and those that are pending or in progress its reason", async () => {
  await using broker = await serveBroker({
    pacts: [
      desk,
      { ...desk, pending: false, notice: 'It was verified before.' },
      { ...desk, pending: true, notice: 'It was never verified.' },
      { ...desk, wip: true, notice: 'It is in progress.' },
    ],
  });
  const pacts = await fetchFrom(broker.url);
  expect(pacts.map(({ origin, pending, notice }) => [origin, pending, notice])).toEqual([
    ['Pact between the desk (0.0.0) and data-api', false, 'It is the latest.'],
    ['Pact between the desk (1.0.0) and data-api', false, 'It was verified before.'],
    ['Pact between the desk (2.0.0) and data-api', true, 'It was never verified.'],
    ['Pact between the desk (3.0.0) and data-api', true, 'It is in progress.'],
  ]);
});

test('of a broker whose webhook names a pact, only that pact is fetched', async () => {
  await using broker = await serveBroker({ pacts: [desk, desk] });
  const path = '/pacts/provider/data-api/consumer/the%20desk/pact-version/1/metadata/c3Y';
  const pactUrl = `https://broker.example${path}`;
  expect((await fetchFrom(broker.url, { pactUrl })).map(({ origin }) => origin)).toEqual([pactUrl]);
  expect(broker.requests.map((one) => `${one.method} ${one.path}`)).toEqual([`GET ${path}`]);
});

describe('the credentials', () => {
  const given = [
    { says: 'a token', options: { token: 'the-token' }, want: 'Bearer the-token' },
    {
      says: 'a user and a password',
      options: { username: 'desk', password: 'püss' },
      want: `Basic ${Buffer.from('desk:püss').toString('base64')}`,
    },
  ];
  test.each(given)('$says go with every request', async ({ options, want }) => {
    await using broker = await serveBroker({ pacts: [desk], authorization: want });
    expect((await fetchFrom(broker.url, options)).length).toBe(1);
    expect(broker.requests.map(({ headers }) => headers.authorization)).toEqual([want, want, want]);
  });

  test('go to the broker alone, wherever its links lead', async () => {
    await using other = await serve(() => ({ status: 200, json: {} }));
    await using broker = await serveBroker({ pacts: [desk], address: other.url });
    expect((await fetchFrom(broker.url, { token: 'the-token' })).length).toBe(1);
    expect(other.requests).toEqual([]);
  });
});

test('a broker below a path is asked there, even if its links leave out the path', async () => {
  const index = { _links: { 'pb:provider-pacts-for-verification': { href: '/ask/{provider}' } } };
  await using server = await serve(({ path }) => ({
    status: path.startsWith('/pacts/') ? 200 : 404,
    json: path === '/pacts/' ? index : { _embedded: { pacts: [] } },
  }));
  await expect(fetchFrom(`${server.url}/pacts/`)).rejects.toThrow(/has no pact with "data-api"/);
  expect(server.requests.map(({ path }) => path)).toEqual(['/pacts/', '/pacts/ask/data-api']);
});

const mistakes: { says: string; stub?: StubOptions; given?: object; want: RegExp }[] = [
  {
    says: 'credentials that the broker refuses',
    stub: { authorization: 'Bearer right' },
    given: { token: 'wrong' },
    want: /^The Pact Broker at \S+ refuses the credentials \(401\); check PACT_BROKER_TOKEN, or /,
  },
  {
    says: 'a provider that the broker does not know',
    stub: { provider: 'other-api' },
    want: /has no provider "data-api"; name it by --provider-name\.$/,
  },
  {
    says: 'selectors that the broker refuses',
    stub: { failing: [['POST', 400]] },
    want: /refuses to select pacts \(400\) \{"selectors":\["unknown"\]\}; correct what selects them\.$/,
  },
  {
    says: 'a pact that the broker does not have',
    given: { pactUrl: 'https://broker.example/pacts/1' },
    want: /has no pact https:\/\/broker\.example\/pacts\/1 \(404\); correct --webhook-callback-url\.$/,
  },
  {
    says: 'a URL where nothing is',
    stub: { failing: [['GET /', 404]] },
    want: /^There is no Pact Broker at \S+: it returned 404; correct --pact-broker\.$/,
  },
  {
    says: 'a URL that is none',
    given: { url: 'broker' },
    want: /^"broker" is not the URL of a Pact Broker; use one like https:\/\/broker\.example\.$/,
  },
  {
    says: 'a URL with a password',
    given: { url: 'https://desk:secret@broker.example' },
    want: /^The Pact Broker's URL must not have a user or password \(https:\/\/\*\*\*@broker\.example\); use PACT_BROKER_USERNAME and/,
  },
  {
    says: 'a password without a user',
    given: { password: 'secret' },
    want: /^Give the Pact Broker a user, too, in PACT_BROKER_USERNAME; it has a password\.$/,
  },
  {
    says: 'a token that is no header',
    given: { token: 'top\nsecret' },
    want: /^The token of the Pact Broker cannot be sent; check PACT_BROKER_TOKEN for line breaks and/,
  },
  {
    says: 'a pact that is no URL',
    given: { pactUrl: 'http://[' },
    want: /^"http:\/\/\[" is not the URL of a pact; correct --webhook-callback-url\.$/,
  },
  {
    says: 'a pact that the broker does not have, without its password',
    given: { pactUrl: 'https://me:secret@broker.example/pacts/1' },
    want: /has no pact https:\/\/\*\*\*@broker\.example\/pacts\/1 \(404\); correct/,
  },
  {
    says: 'two kinds of credentials',
    given: { token: 'one', username: 'two' },
    want: /^Give the Pact Broker a token, or a user and a password, but not both\.$/,
  },
];

test.each(mistakes)('the caller is told of $says', async ({ stub, given, want }) => {
  await using broker = await serveBroker(stub);
  const failure = await Promise.resolve()
    .then(() => fetchFrom(broker.url, given))
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Misuse);
  expect((failure as Misuse).message).toMatch(want);
});

test.each(['', '<html>', '{}', '[]'])(
  'a server that answers %j is no Pact Broker',
  async (text) => {
    await using server = await serve(() => ({ status: 200, json: text === '{}' ? {} : text }));
    const failure = await fetchFrom(server.url).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Misuse);
    expect((failure as Misuse).message).toMatch(
      /^There is no Pact Broker at \S+: it answers without the link "pb:provider-pacts-for-verification"; correct --pact-broker\.$/,
    );
  },
);

test('a broker that repeats the token in its errors is quoted without it', async () => {
  const index = { _links: { 'pb:provider-pacts-for-verification': { href: '/ask/{provider}' } } };
  await using server = await serve(({ method, headers }) =>
    method === 'GET'
      ? { status: 200, json: index }
      : { status: 400, json: { errors: [headers.authorization] } },
  );
  const failure = await fetchFrom(server.url, { token: 'the-token' }).catch((error) => error);
  expect(failure.message).toMatch(/refuses to select pacts \(400\) /);
  expect(failure.message).not.toContain('the-token');
});

test('an empty token, as of a variable that is not set, is none', async () => {
  await using broker = await serveBroker({ pacts: [desk] });
  await fetchFrom(broker.url, { token: '', username: '', password: '' });
  expect(broker.requests.map(({ headers }) => headers.authorization)).toEqual(Array(3));
});

test('a broker that redirects is told with its new address, to which nothing goes', async () => {
  await using other = await serve(() => ({ status: 200, json: {} }));
  const headers = { location: `${other.url}/hal/` };
  await using broker = await serve(() => ({ status: 301, json: {}, headers }));
  const failure = await fetchFrom(broker.url, { token: 'the-token' }).catch((error) => error);
  expect(failure).toBeInstanceOf(Misuse);
  expect(failure.message).toMatch(/redirects \(301\) to http:\S+\/hal\/, which is not followed; /);
  expect(other.requests).toEqual([]);
});

test.each(['http://[', 'javascript:alert(1)', ''])('the link %j is none', async (href) => {
  const index = { _links: { 'pb:provider-pacts-for-verification': { href } } };
  await using server = await serve(() => ({ status: 200, json: index }));
  await expect(fetchFrom(server.url)).rejects.toThrow(/^There is no Pact Broker at /);
  expect(server.requests.length).toBe(1);
});

const failures: { says: string; stub: StubOptions; want: RegExp }[] = [
  {
    says: 'is out of order',
    stub: { failing: [['GET /', 500]] },
    want: /^The Pact Broker at \S+ returned 500 to GET http:\S+\.$/,
  },
  {
    says: 'fails in the middle',
    stub: { pacts: [desk, desk], failing: [['GET /pacts/provider/data-api/consumer/', 502]] },
    want: /returned 502 to GET \S+\/pact-version\/0\/metadata\/c3Y\.$/,
  },
  {
    says: 'lists a pact that it does not have',
    stub: { pacts: [desk], failing: [['GET /pacts/provider/data-api/consumer/', 404]] },
    want: /returned 404 to GET \S+\/pact-version\/0\/metadata\/c3Y\.$/,
  },
  {
    says: 'answers without JSON when it is asked for pacts',
    stub: { failing: [['POST', 204]] },
    want: /returned 204 without a JSON object to POST \S+\/for-verification\.$/,
  },
  {
    says: 'has no such pact',
    stub: { pacts: [] },
    want: /has no pact with "data-api" that was asked/,
  },
];

test.each(failures)('a broker that $says fails, in a sentence', async ({ stub, want }) => {
  await using broker = await serveBroker(stub);
  const failure = await fetchFrom(broker.url).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(BrokerFailure);
  expect((failure as BrokerFailure).message).toMatch(want);
});

test('a broker that nobody reaches fails, in a sentence', async () => {
  const { url, [Symbol.asyncDispose]: end } = await serveBroker();
  await end();
  await expect(fetchFrom(url)).rejects.toThrow(
    /^The Pact Broker at \S+ cannot be reached: no response: .+\.$/,
  );
});
