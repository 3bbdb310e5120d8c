import { afterAll, beforeAll, expect, test } from 'vitest';
import { inBrowser } from './browser.ts';
import { type Served, serveExplorer } from './explorer.ts';
import { useExplorer } from './use-explorer.ts';

inBrowser('the header', () => {
  const explorer = useExplorer();
  let withProvider: Served;
  beforeAll(async () => {
    // No test asks it anything.
    withProvider = await serveExplorer({ provider: 'http://127.0.0.1:9' });
    await withProvider.mock.inject({
      method: 'PUT',
      url: '/_mock/faults/*',
      payload: { status: 500 },
    });
  });
  afterAll(() => withProvider.close());

  test.each(['en', 'ru'])(
    'in %s is one row at every width, also with a provider and the badge, and shows the token',
    async (language) => {
      const { page } = await explorer.open('documentation', {}, withProvider.url);
      await page.evaluate(
        (one) => localStorage.setItem('explorer.language', JSON.stringify(one)),
        language,
      );
      await page.reload();
      await page.locator('.behaviour-badge').waitFor();
      await page.locator(`html[lang=${language}] header`).waitFor();
      const found: object[] = [];
      for (const target of ['mock', 'provider']) {
        await page.locator('.account-bar select').selectOption(target);
        for (const width of [360, 768, 1088, 1100, 1216, 1217, 1280, 1537, 1920]) {
          await page.setViewportSize({ width, height: 800 });
          const at = await page.evaluate(() => {
            const box = (one: string) => document.querySelector(one)?.getBoundingClientRect();
            const title = document.querySelector('header .title');
            return {
              isOneRow: (box('header')?.height ?? 0) < 60,
              fits: document.documentElement.scrollWidth <= innerWidth,
              token: (box('.account-bar input')?.width ?? 0) >= 48,
              title: title === null || title.scrollWidth <= title.clientWidth,
            };
          });
          if (!Object.values(at).every(Boolean)) found.push({ target, width, ...at });
        }
      }
      await page.locator('.account-bar select').selectOption('mock');
      expect(found).toEqual([]);
    },
  );
});
