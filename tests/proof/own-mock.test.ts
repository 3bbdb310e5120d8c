import { expect, test } from 'vitest';
import { type Report, type VerifyOptions, verify } from '../../contracts/index.ts';
import { createMock, type MockOptions } from '../../mocks/index.ts';
import { loadContract, ownContract } from '../../spec/index.ts';

const { doubts } = await loadContract(ownContract);
const positions = doubts.flatMap(({ id, switch: one }) =>
  Object.entries(one?.values ?? {})
    // All defaults together are the mock as it is, which one test is enough for.
    .filter(([value]) => value !== one?.default)
    .map(([value, says]) => ({ id, value, says })),
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

function accused({ exitCode, results }: Report) {
  const told = results.filter(({ outcome }) => outcome === 'broken' || outcome === 'inconclusive');
  return { exitCode, results: told.map(({ id, message }) => `${id}: ${message}`) };
}

test('there is a switch for each of the doubts that have one', () => {
  expect([...new Set(positions.map(({ id }) => id))]).toEqual([
    'D3',
    'D9',
    'D10',
    'D18',
    'D19',
    'D25',
  ]);
});

test.each(positions)('the mock with $id=$value is not accused: $says', async ({ id, value }) => {
  const report = await judgeMock({ switches: { [id]: value } });
  expect(accused(report)).toEqual({ exitCode: 0, results: [] });
});

test('the mock as it is is not accused', async () => {
  expect(accused(await judgeMock({}))).toEqual({ exitCode: 0, results: [] });
});

test('the mock is not accused when what it would refuse is broken, too', async () => {
  const report = await judgeMock({}, { strict: true });
  expect(accused(report)).toEqual({ exitCode: 0, results: [] });
  expect(report.strict).toBe(true);
});

test('the mock without tokens is not accused', async () => {
  const report = await judgeMock({ auth: false }, { token: undefined, secondToken: undefined });
  expect(accused(report)).toEqual({ exitCode: 0, results: [] });
});
