import { expect, test } from '@playwright/test';
import { build, type PreviewServer, preview } from 'vite';

// The page as it would be published: nothing of Node.js may be left in it.
const how = {
  root: import.meta.dirname,
  logLevel: 'warn',
  build: { target: 'es2024' },
  preview: { port: 0 },
} as const;
let server: PreviewServer;

test.beforeAll(async () => {
  await build(how);
  server = await preview(how);
});
test.afterAll(() => server.close());

test('a page is answered from the examples, without a server', async ({ page }) => {
  await page.goto(server.resolvedUrls?.local[0] ?? '');
  await expect(page.locator('body')).toHaveText('{"id":83,"rule":"one-rule-per-number"}');
});
