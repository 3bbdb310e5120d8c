import { createDataApiClient } from 'data-api-contract/client';
import { startMock } from 'data-api-contract/mocks';
import { test as base } from 'vitest';

/** Tests that share a mock within a worker, and have an account and a client of it each. */
export const test = base
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads which fixtures are asked for.
  .extend('mock', { scope: 'worker' }, async ({}, { onCleanup }) => {
    const mock = await startMock();
    onCleanup(() => mock.close());
    return mock;
  })
  .extend('account', async ({ mock }, { onCleanup }) => {
    const account = mock.account();
    onCleanup(() => account[Symbol.asyncDispose]());
    return account;
  })
  .extend('api', async ({ account }) => createDataApiClient(account));
