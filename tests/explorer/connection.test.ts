import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMock } from '../../mocks/index.ts';
import { hasPostgres, installPostgres, startPostgres } from '../providers/stacks/index.ts';
import { type Browser, inBrowser, startBrowser } from './browser.ts';
import { expectAccessible, openView, serveExplorer } from './explorer.ts';

inBrowser('the connection of the page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  test('the page says that the mock is gone, and reconnects automatically', async () => {
    const served = await serveExplorer();
    const { page } = await openView(browser, served.url, 'try');
    await served.close();
    const banner = page.getByText('Cannot reach the mock.');
    await banner.waitFor();
    const again = await createMock();
    await again.listen({ port: Number(new URL(served.url).port) });
    await banner.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByRole('region', { name: 'Response' }).getByText('200').waitFor();
    await again.close();
  });

  test.skipIf(!hasPostgres && !process.env.CI)(
    `the page says that the store is down, and goes on when it is back (${installPostgres})`,
    async () => {
      const postgres = await startPostgres();
      const store = `postgres://${postgres.user}@localhost/postgres?host=${postgres.host}`;
      const served = await serveExplorer({ store, storeJournal: true });
      await postgres.crash();
      const page = await browser.page();
      await page.goto(`${served.url}/_mock/`);
      const banner = page.getByText('The store of the mock does not answer.');
      await banner.waitFor();
      expect(await page.getByText('Cannot reach the mock.').count()).toBe(0);
      await postgres.start();
      await banner.waitFor({ state: 'detached' });
      await page.getByRole('navigation', { name: 'Operations' }).waitFor();
      await served.close();
      await postgres.close();
    },
  );

  test('the page asks for the control token and reports a wrong one', async () => {
    const served = await serveExplorer({ controlToken: 'open sesame' });
    const page = await browser.page();
    await page.goto(`${served.url}/_mock/`);
    await page.getByRole('heading', { name: 'Control API locked' }).waitFor();
    await expectAccessible(page);
    await page.getByLabel('Control token').fill('open barley');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Control token').fill('open sesame');
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: 'Operations' }).waitFor();
    const stored = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]));
    expect(stored).toBe('[{},{}]');
    await served.close();
  });

  test('the page works with another contract without any code for it', async () => {
    const spec = new URL('../fixtures/booking-desk/openapi.yaml', import.meta.url).pathname;
    const served = await serveExplorer({ spec });
    const { page, complaints } = await openView(browser, served.url, 'try');
    const operations = page.getByRole('navigation', { name: 'Operations' }).getByRole('link');
    // Variants stand in the place of their operation.
    const shown = served.mock.contract.operations.flatMap(({ id, variants }) =>
      variants.length > 0 ? variants.map((one) => one.id) : [id],
    );
    expect(await operations.count()).toBe(shown.length);
    for (const link of await operations.all()) {
      await link.click();
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await page.locator('.response .status').waitFor();
    }
    expect(complaints).toEqual([]);
    await served.close();
  });
});
