import { expect, test } from 'vitest';
import { type Report, type VerifyOptions, verify } from '../../contracts/index.ts';
import { createMock, type MockOptions } from '../../mocks/index.ts';
import { allSwitches, loadContract, ownContract, type Switch } from '../../spec/index.ts';
import { withLentItems } from './lent-items.ts';

const contract = await loadContract(ownContract);
const switches = allSwitches(contract);
const isOfStatus = ({ effect }: Switch) => effect.startsWith('status-of-');
const positions = switches
  .filter((one) => !isOfStatus(one))
  .flatMap(({ key: id, default: usual, positions: all }) =>
    Object.entries(all)
      // One test has all defaults.
      .filter(([value]) => value !== usual)
      .map(([value, { says }]) => ({ id, value, says })),
  );
const statuses = new Set(
  switches
    .filter(isOfStatus)
    .flatMap((one) => Object.keys(one.positions).filter((name) => name !== one.default)),
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

test('some doubts have a switch', () => {
  expect(positions.length).toBeGreaterThan(8);
});

test.each(positions)(
  'the verifier does not accuse the mock with $id=$value: $says',
  async ({ id, value }) => {
    // What is checked has to exist.
    const state = value === 'checked' ? { initial: withLentItems() } : {};
    const report = await judgeMock({ switches: { [id]: value }, ...state });
    expect(accusations(report)).toEqual({ exitCode: 0, results: [] });
  },
);

test.each([...statuses])(
  'the verifier does not accuse the mock with the status %s for all that may have it',
  async (status) => {
    const all = switches.filter((one) => isOfStatus(one) && Object.hasOwn(one.positions, status));
    const form = switches.find(({ effect }) => effect === 'form-of-refusals');
    const turned = Object.fromEntries(all.map(({ key }) => [key, status]));
    // With another body, 200 would be no refusal, and the mock would keep the strict status.
    if (status === '200' && form !== undefined) turned[form.key] = 'json-rpc';
    const report = await judgeMock({ switches: turned });
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
