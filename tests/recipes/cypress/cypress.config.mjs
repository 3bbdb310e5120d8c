import { defineConfig } from 'cypress';
import { connectMock } from 'data-api-contract/connect';

export default defineConfig({
  e2e: {
    baseUrl: 'http://localhost:5173', // your app
    env: { apiUrl: 'http://127.0.0.1:4010', apiToken: 'cypress' },
    setupNodeEvents(on, { env }) {
      on('task', {
        async mock({ method, args }) {
          const mock = await connectMock(env.apiUrl);
          // Cypress takes undefined for a task that was forgotten.
          return (await mock.account(env.apiToken)[method](...args)) ?? null;
        },
      });
    },
  },
});
