import { createDataApiClient } from 'data-api-contract/client';
import type { HttpHandler } from 'msw';
import { setupServer } from 'msw/node';
import { expect, test } from 'vitest';
import { createHandlers } from './handlers.ts';
import { createStatefulHandlers } from './stateful.ts';

const baseUrl = 'https://pbx.example';

async function withHandlers(handlers: HttpHandler[], run: () => Promise<void>): Promise<void> {
  const server = setupServer(...handlers);
  server.listen({ onUnhandledFrame: 'error' });
  try {
    await run();
  } finally {
    server.close();
  }
}

test('MSW still refuses a request that is not documented, and a method of a documented path is 405', async () => {
  await withHandlers(createHandlers(baseUrl), async () => {
    await expect(fetch('https://elsewhere.example/forgotten')).rejects.toThrow();
    await expect(fetch(`${baseUrl}/forgotten`)).rejects.toThrow();
    const patched = await fetch(`${baseUrl}/melodies/personal`, { method: 'PATCH' });
    expect([patched.status, patched.headers.get('allow')]).toEqual([405, 'GET, POST']);
  });
});

test('a base URL may have a path', async () => {
  const below = `${baseUrl}/api/v1`;
  for (const handlers of [createHandlers(below), await createStatefulHandlers(below)]) {
    await withHandlers(handlers, async () => {
      const api = createDataApiClient({ baseUrl: below, token: 'mine' });
      expect((await api.GET('/melodies/personal')).error).toBeUndefined();
    });
  }
});

test('stateful handlers remember what they were told and enforce the rules', async () => {
  await withHandlers(await createStatefulHandlers(baseUrl), async () => {
    const api = createDataApiClient({ baseUrl, token: 'mine' });
    const body = { number_capacity_ids: [900], source_type: 'system' as const, media_id: 50 };
    const added = await api.POST('/melodies/personal', { body });
    const listed = await api.GET('/melodies/personal');
    expect(listed.data?.map(({ id }) => id)).toContain(added.data?.id);
    const refused = await api.POST('/melodies/personal', { body });
    expect(refused.error?.rule).toBe('one-rule-per-number');
    const deleted = await api.DELETE('/melodies/personal/{id}', { params: { path: { id: 1 } } });
    expect(deleted.response.status).toBe(404);
  });
});
