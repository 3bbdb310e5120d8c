import { createDataApiClient } from 'data-api-contract/client';
import { setupWorker } from 'msw/browser';
import { createHandlers } from './handlers.ts';

// What a Storybook or an offline demo does before it shows anything.
const baseUrl = 'https://pbx.example';
await setupWorker(...createHandlers(baseUrl)).start({ quiet: true });

const api = createDataApiClient({ baseUrl, token: 'any' });
const added = await api.POST('/melodies/personal', {
  body: { number_capacity_ids: [352], source_type: 'system', media_id: 50 },
});
const refused = await api.POST('/melodies/personal', {
  body: { number_capacity_ids: [352], source_type: 'system', media_id: 50 },
  headers: { Prefer: 'code=409' },
});
const shown = { id: added.data?.id, rule: refused.error?.rule };
globalThis.document.body.textContent = JSON.stringify(shown);
