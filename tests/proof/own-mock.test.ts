import { expect, test } from 'vitest';
import { type Report, type VerifyOptions, verify } from '../../contracts/index.ts';
import { createMock, type MockOptions } from '../../mocks/index.ts';
import { allSwitches, loadContract, ownContract } from '../../spec/index.ts';
import { withLentItems } from './lent-items.ts';

const contract = await loadContract(ownContract);
const switches = allSwitches(contract);
const others = switches.map(({ key, default: usual, positions }) => ({
  key,
  names: Object.keys(positions).filter((name) => name !== usual),
}));
const most = Math.max(...others.map(({ names }) => names.length));

/** Sets of positions away from the strict ones; together they have every position of every switch. */
const rounds = Array.from({ length: most }, (_, round) =>
  Object.fromEntries(others.map(({ key, names }) => [key, names[round % names.length] ?? ''])),
).map((turned) =>
  // With another body, 200 would be no refusal, and the mock would keep the strict status.
  turned['D8.invalid'] === '200' ? { ...turned, D8: 'json-rpc' } : turned,
);

async function judgeMock(mock: MockOptions, options: Partial<VerifyOptions> = {}): Promise<Report> {
  const server = await createMock(mock);
  try {
    const provider = await server.listen();
    return await verify({
      provider,
      token: 'token-one',
      secondToken: 'token-two',
      only: 'checks',
      seed: 1,
      ...options,
    });
  } finally {
    await server.close();
  }
}

function accusations({ exitCode, results }: Report) {
  const accused = results.filter(
    ({ outcome }) => outcome === 'broken' || outcome === 'inconclusive',
  );
  return { exitCode, results: accused.map(({ id, message }) => `${id}: ${message}`) };
}

test('every position of every switch is in one of the rounds', () => {
  const tried = new Set(rounds.flatMap((turned) => Object.entries(turned).map(String)));
  const all = others.flatMap(({ key, names }) => names.map((name) => String([key, name])));
  expect(all.length).toBeGreaterThan(80);
  expect(all.filter((one) => !tried.has(one))).toEqual([]);
});

test.each(rounds.map((turned, round) => ({ turned, round })))(
  'the verifier does not accuse the mock whose switches are all turned, in round $round',
  async ({ turned }) => {
    // What is checked has to exist.
    const state = turned.D16 === 'checked' ? { initial: withLentItems() } : {};
    const report = await judgeMock({ switches: turned, ...state });
    expect(accusations(report)).toEqual({ exitCode: 0, results: [] });
  },
);

test('the verifier does not accuse the mock with its defaults', async () => {
  expect(accusations(await judgeMock({}))).toEqual({ exitCode: 0, results: [] });
});

test('the verifier does not accuse the mock with --strict', async () => {
  const report = await judgeMock({}, { strict: true });
  expect(accusations(report)).toEqual({ exitCode: 0, results: [] });
  expect(report.strict).toBe(true);
});

test('the verifier does not accuse the mock without tokens', async () => {
  const report = await judgeMock({ auth: false }, { token: undefined, secondToken: undefined });
  expect(accusations(report)).toEqual({ exitCode: 0, results: [] });
});
