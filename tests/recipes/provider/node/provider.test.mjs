import { after, before, describe, test } from 'node:test';
import { describeProvider } from 'data-api-contract/runner';
import { startProvider } from '../start-provider.ts';

let server;
before(async () => {
  server = await startProvider();
});
after(() => server.close());

describeProvider({ provider: () => server.url, token: 'any', runner: { describe, test } });
