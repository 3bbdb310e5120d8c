import { type StartedMock, startMock } from 'data-api-contract/mocks';

/** Stands for the start of your own server. FAULT names an operation that fails. */
export async function startProvider(): Promise<StartedMock> {
  const mock = await startMock();
  const { FAULT } = process.env;
  if (FAULT === 'editPersonalMelody') await mock.account('any').fault(FAULT, { status: 503 });
  return mock;
}
