import { startMock } from 'data-api-contract/mocks';

/** Stands for the start of your own server. FAULT names an operation that it then does wrong. */
export async function startProvider() {
  const mock = await startMock();
  const { FAULT } = process.env;
  if (FAULT) await mock.account('any').fault(FAULT, { status: 503 });
  return mock;
}
