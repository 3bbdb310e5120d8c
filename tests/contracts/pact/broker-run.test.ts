import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Report, type VerifyOptions, verify } from '../../../contracts/index.ts';
import { createMock, type Mock } from '../../../mocks/index.ts';
import { runNode, runVerify } from '../verify-command.ts';
import { type StubPact, serveBroker } from './stub-broker.ts';

let mock: Mock;
let provider: string;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'broker-run-'));
  mock = await createMock();
  provider = await mock.listen();
});
afterAll(async () => {
  await mock.close();
  rmSync(folder, { recursive: true });
});

const request = { method: 'GET', path: '/melodies/personal', headers: { Authorization: 'any' } };
const look = { description: 'a look', request, response: { status: 200 } };
const wish = { description: 'a wish', request, response: { status: 200, body: { none: 1 } } };
const desk: StubPact = { consumer: 'desk', interactions: [look] };

/** Verifies the pacts of a broker alone. */
function verifyAlone(broker: NonNullable<VerifyOptions['broker']>, more: object = {}) {
  const all = { provider, token: 'any', only: 'pact', ownPacts: false, broker, ...more } as const;
  return verify(all);
}

test('the command publishes what it found, and shows the secrets to nobody', async () => {
  const authorization = `Basic ${Buffer.from('the-user:the-password').toString('base64')}`;
  await using broker = await serveBroker({ provider: 'phones', pacts: [desk], authorization });
  const { code, stdout, stderr } = await runVerify(
    [
      ...['--provider', provider, '--token', 'any', '--only', 'pact', '--no-own-pacts'],
      ...['--publish', '--provider-name', 'phones', '--provider-branch', 'main'],
      ...['--provider-version', '1.2.3', '--consumer-version-selectors', '{"mainBranch":true}'],
      ...['--consumer-version-selectors', '[{"branch":"x"}]', '--report', join(folder, 'kept')],
    ],
    {
      PACT_BROKER_BASE_URL: broker.url,
      PACT_BROKER_TOKEN: '',
      PACT_BROKER_USERNAME: 'the-user',
      PACT_BROKER_PASSWORD: 'the-password',
      CI_JOB_URL: 'https://ci.example/1',
    },
  );
  expect([stderr, code]).toEqual(['', 0]);
  expect(stdout).toMatch(
    /The results on 1 pact were published to \S+ for the provider's version 1/,
  );
  expect(broker.sent('POST')[0]?.json).toMatchObject({
    consumerVersionSelectors: [{ mainBranch: true }, { branch: 'x' }],
    providerVersionBranch: 'main',
  });
  expect(broker.published().map(({ json }) => json)).toMatchObject([
    { success: true, providerApplicationVersion: '1.2.3', buildUrl: 'https://ci.example/1' },
  ]);
  const files = ['report.json', 'report.html', 'junit.xml'].map((name) =>
    readFileSync(join(folder, 'kept', name), 'utf8'),
  );
  for (const text of [stdout, ...files]) expect(text).not.toMatch(/the-password|Basic /);
});

test('results that the broker does not take end the command with 4, after the report', async () => {
  const failing = [['POST /pacts/provider/data-api/consumer', 403]] as const;
  await using broker = await serveBroker({ pacts: [desk], failing });
  const { code, stdout } = await runVerify([
    ...['--provider', provider, '--token', 'any', '--only', 'pact', '--no-own-pacts'],
    ...['--pact-broker', broker.url, '--publish', '--provider-version', '1'],
    ...['--report', join(folder, 'lost')],
  ]);
  const said =
    /The results on Pact between desk \(0\.0\.0\) and data-api were not published: POST /;
  expect(stdout).toMatch(said);
  expect(code).toBe(4);
  const report: Report = JSON.parse(readFileSync(join(folder, 'lost', 'report.json'), 'utf8'));
  expect(report.summary).toMatch(said);
  expect(report.results.map(({ id, outcome }) => [id, outcome])).toEqual([['desk-a-look', 'kept']]);
});

test("the verifier asks and publishes what Pact's own command does", async () => {
  const status = { ...look, description: 'a status', response: { status: 204 } };
  const pacts = [desk, { consumer: 'fax', interactions: [look, status] }].map((one) => ({
    ...one,
    interactions: one.interactions.map((each, i) => ({ ...each, _id: `${one.consumer}-${i}` })),
  }));
  const selectors = [{ mainBranch: true }, { deployedOrReleased: true }];
  const args = [
    ...['--provider-version', '1', '--provider-branch', 'feat/x', '--enable-pending'],
    ...['--publish', '--include-wip-pacts-since', '2026-01-31'],
    ...selectors.flatMap((one) => ['--consumer-version-selectors', JSON.stringify(one)]),
  ];
  const { hostname, port } = new URL(provider);
  await using first = await serveBroker({ pacts });
  await runNode(
    [
      'node_modules/@pact-foundation/pact-cli/bin/pact-verifier.js',
      ...['--broker-url', first.url, '--provider-name', 'data-api'],
      ...['--hostname', hostname, '--port', port, ...args],
    ],
    { PACT_DO_NOT_TRACK: 'true' },
  );
  await using second = await serveBroker({ pacts });
  await runVerify([
    ...['--provider', provider, '--token', 'any', '--only', 'pact', '--no-own-pacts'],
    ...['--pact-broker', second.url, ...args],
  ]);
  const [theirs, ours] = [first, second].map(({ sent }) =>
    ['PUT', 'POST'].flatMap(sent).map(({ path, json }) => ({
      path,
      json: { ...(json as object), verifiedBy: undefined },
    })),
  );
  expect(theirs?.length).toBe(5);
  expect(ours).toEqual(theirs);
});

test('pacts that are pending or in progress do not fail the run, and the broker says why', async () => {
  const interactions = [wish];
  await using broker = await serveBroker({
    pacts: [
      { consumer: 'desk', interactions, pending: true, notice: 'It was never verified.' },
      { consumer: 'fax', interactions, wip: true, notice: 'It is in progress.' },
    ],
  });
  const { exitCode, results } = await verifyAlone({ url: broker.url, pending: true });
  expect(exitCode).toBe(0);
  expect(results.map(({ id, outcome, message }) => [id, outcome, message])).toEqual([
    [
      'desk-a-wish',
      'observed',
      expect.stringMatching(
        /^This pact is pending\. .+ The Pact Broker says: It was never verified\.$/,
      ),
    ],
    ['fax-a-wish', 'observed', expect.stringMatching(/ says: It is in progress\.$/)],
  ]);
  expect(broker.published()).toEqual([]);
});

test('a failing pending pact is published as failed', async () => {
  await using broker = await serveBroker({
    pacts: [{ ...desk, interactions: [wish], pending: true }],
  });
  await verifyAlone({ url: broker.url, publish: true, providerVersion: '1' });
  expect(broker.published().map(({ json }) => json)).toMatchObject([{ success: false }]);
});

test('a broker that gives no pacts makes the run inconclusive', async () => {
  await using broker = await serveBroker();
  const publish = { publish: true, providerVersion: '1' };
  const { exitCode, results } = await verifyAlone({ url: broker.url, ...publish });
  expect(exitCode).toBe(3);
  expect(results).toMatchObject(
    [{ id: 'pact-broker', outcome: 'inconclusive', message: /has no pact with "data-api"/ }].map(
      (one) => ({ ...one, message: expect.stringMatching(one.message) }),
    ),
  );
});

test('nothing is published of a run that ends before the pacts are judged', async () => {
  await using broker = await serveBroker({ pacts: [desk] });
  const publish = { publish: true, providerVersion: '1' };
  const signal = AbortSignal.abort();
  const { notes, exitCode } = await verifyAlone({ url: broker.url, ...publish }, { signal });
  expect(exitCode).toBe(130);
  expect(notes).toContain(
    'The results on Pact between desk (0.0.0) and data-api are not published: the run ended before.',
  );
  expect(broker.published()).toEqual([]);
});

const mistakes = [
  {
    says: 'results without a version',
    broker: { publish: true },
    want: 'To publish results, name the version of the provider by --provider-version.',
  },
  {
    says: 'results of a run without pacts',
    broker: { publish: true, providerVersion: '1' },
    more: { only: 'checks' },
    want: 'This run replays no pacts, so there is nothing to publish; leave out --publish.',
  },
  {
    says: 'pacts in progress without a branch',
    broker: { wipSince: '2026-01-31' },
    want: 'Which pacts are work in progress depends on the branch; name it by --provider-branch.',
  },
  {
    says: 'pacts in progress since no date',
    broker: { wipSince: 'yesterday', providerBranch: 'main' },
    want: '"yesterday" of --include-wip-pacts-since is not a date; write it as in 2026-01-31.',
  },
  {
    says: 'another document without a name for its provider',
    broker: {},
    more: { spec: 'tests/fixtures/booking-desk/openapi.yaml' },
    want: 'Name the provider as the Pact Broker knows it, by --provider-name.',
  },
];

test.each(mistakes)('the caller is told of $says', async ({ broker, more, want }) => {
  const url = 'http://127.0.0.1:1';
  await expect(verifyAlone({ url, ...broker }, more)).rejects.toThrow(want);
});

test.each([
  {
    args: ['--consumer-version-selectors', 'main', '--pact-broker', 'http://127.0.0.1:1'],
    want: `The value "main" of --consumer-version-selectors is not JSON; write it as in '{"mainBranch":true}'.\n`,
  },
  {
    args: ['--provider-version', '1'],
    want: '--provider-version is for a Pact Broker; name it by --pact-broker, too.\n',
  },
  {
    args: ['--pact', ''],
    want: 'The value "" of --pact <file|url> is wrong: it must not be empty.\n',
  },
  { args: ['--publish'], want: 'To publish results, name the Pact Broker by --pact-broker.\n' },
])('the command refuses $args', async ({ args, want }) => {
  const { code, stderr } = await runVerify(['--provider', provider, ...args]);
  expect([code, stderr]).toEqual([2, want]);
});
