import { startMock } from 'data-api-contract/mocks';
import { expect, test } from 'vitest';

type Task = (given: { method: string; args: unknown[] }) => Promise<unknown>;

test('the task of the Cypress recipe sets faults on a mock that runs, and returns what it holds', async () => {
  await using mock = await startMock();
  const { default: config } = await import(`${import.meta.dirname}/cypress.config.mjs`);
  const tasks: Record<string, Task> = {};
  const env = { ...config.e2e.env, apiUrl: mock.url };
  config.e2e.setupNodeEvents((_: string, given: object) => Object.assign(tasks, given), { env });

  const args = ['listPersonalMelodies', { status: 503 }];
  expect(await tasks.mock?.({ method: 'fault', args })).toBeNull();
  const headers = { Authorization: env.apiToken };
  const response = await fetch(`${mock.url}/melodies/personal`, { headers });
  expect(response.status).toBe(503);
  expect(await tasks.mock?.({ method: 'journal', args: [{ status: '5XX' }] })).toHaveLength(1);
});
