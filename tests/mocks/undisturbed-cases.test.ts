import { expect, onTestFinished, test } from 'vitest';
import type { CaseRun } from '../../mocks/control/cases/case-run.ts';
import { createMock } from '../../mocks/index.ts';
import { allSwitches, type Contract, loadCatalogue } from '../../spec/index.ts';
import { createAccountClient } from './account-client.ts';

/** Every switch away from its default. */
function otherPositions(contract: Contract): Record<string, string> {
  return Object.fromEntries(
    allSwitches(contract).map(({ key, default: usual, positions }) => [
      key,
      Object.keys(positions).find((name) => name !== usual) ?? usual,
    ]),
  );
}

test('faults and switches of all accounts do not reach the cases, and the journal has none of them', async () => {
  const mock = await createMock({ auth: false, delay: 60_000 });
  onTestFinished(() => mock.close());
  await mock.listen();
  const { send } = createAccountClient(mock);
  await send('PUT', '/_mock/switches', otherPositions(mock.contract));
  await send('PUT', '/_mock/faults/*', { status: 503 });
  await send('PUT', '/_mock/accounts/me/faults/*', { status: 500 });
  const anonymous = createAccountClient(mock, '');
  await anonymous.send('PUT', '/_mock/accounts/me/faults/*', { drop: true });
  const accounts = await send('GET', '/_mock/accounts');
  const differing: CaseRun[] = [];
  for (const { id } of loadCatalogue(mock.contract).cases) {
    const run = (await send('POST', `/_mock/cases/${id}`, { to: 'mock' })).body as CaseRun;
    if (run.verdict !== 'as-expected') differing.push(run);
  }
  expect(differing).toEqual([]);
  expect((await send('GET', '/_mock/journal')).body).toEqual([]);
  expect((await send('GET', '/_mock/accounts')).body).toEqual(accounts.body);
});
