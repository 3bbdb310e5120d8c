import { expect, test } from 'vitest';
import { type Report, type VerifyOptions, verify } from '../../contracts/index.ts';
import { createMock, type MockOptions } from '../../mocks/index.ts';
import { loadContract, ownContract } from '../../spec/index.ts';

const { doubts } = await loadContract(ownContract);
const positions = doubts.flatMap(({ id, switch: one }) =>
  Object.entries(one?.values ?? {})
    // One test has all defaults.
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

function accusations({ exitCode, results }: Report) {
  const accused = results.filter(
    ({ outcome }) => outcome === 'broken' || outcome === 'inconclusive',
  );
  return { exitCode, results: accused.map(({ id, message }) => `${id}: ${message}`) };
}

test('six doubts have a switch', () => {
  expect([...new Set(positions.map(({ id }) => id))]).toEqual([
    'D3',
    'D9',
    'D10',
    'D18',
    'D19',
    'D25',
  ]);
});

test.each(positions)(
  'the verifier does not accuse the mock with $id=$value: $says',
  async ({ id, value }) => {
    const report = await judgeMock({ switches: { [id]: value } });
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
