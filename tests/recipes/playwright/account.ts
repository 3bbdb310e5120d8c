import { test as base } from '@playwright/test';
import { type MockAccount, type StartedMock, startMock } from 'data-api-contract/mocks';

/** Tests that share a mock within a worker, and have an account of it each. */
export const test = base.extend<{ account: MockAccount }, { mock: StartedMock }>({
  mock: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads which fixtures are asked for.
    async ({}, use) => {
      const mock = await startMock();
      await use(mock);
      await mock.close();
    },
    { scope: 'worker' },
  ],
  account: async ({ mock }, use) => {
    const account = mock.account();
    await use(account);
    await account.reset();
  },
});
