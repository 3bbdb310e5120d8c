import { describeProvider } from 'data-api-contract/runner';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { startProvider } from '../start-provider.ts';

let server: Awaited<ReturnType<typeof startProvider>>;
beforeAll(async () => {
  server = await startProvider();
});
afterAll(() => server.close());

describeProvider({ provider: () => server.url, token: 'any', runner: { describe, test } });
