import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from '@playwright/test';
import { test } from './app.ts';

// Stands for an app that is built and served: it reads its API before it shows anything.
const app = `<!doctype html><output></output><script type="module">
  const { baseUrl, token } = window.api;
  const answer = await fetch(baseUrl + '/melodies/personal', { headers: { Authorization: token } });
  document.querySelector('output').textContent = answer.ok ? 'Loaded' : 'Try again later';
</script>`;
const server = createServer((_, response) => response.end(app));

test.beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
test.afterAll(() => server.close());

test('an app shows that the API is down', async ({ page, account }) => {
  await account.fault('listPersonalMelodies', { status: 503 });
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await expect(page.getByRole('status')).toHaveText('Try again later');
  expect(await account.journal({ status: '5XX' })).toHaveLength(1);
});
