import { test as base } from '@playwright/test';
import { connectMock, type MockAccount } from 'data-api-contract/connect';

/** Tests on a mock that runs. The app reads its account from `window.api`. */
export const test = base.extend<{ account: MockAccount }>({
  account: async ({ page }, use) => {
    const mock = await connectMock(process.env.MOCK_URL ?? 'http://127.0.0.1:4010');
    const account = mock.account();
    const { baseUrl, token } = account;
    await page.addInitScript((api) => Object.assign(globalThis, { api }), { baseUrl, token });
    await use(account);
    await account.reset();
  },
});
