import type { Page } from 'playwright-core';
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
    // The token is kept for this tab, so that a reload does not ask again, and for no other.
    await page.reload();
    await page.getByRole('navigation', { name: 'Operations' }).waitFor();
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('sesame');
    const other = await page.context().newPage();
    await other.goto(`${served.url}/_mock/`);
    await other.getByRole('heading', { name: 'Control API locked' }).waitFor();
    await other.close();
    await served.close();
  });

  test('eight tabs are served at the same time, by one event stream', async () => {
    const served = await serveExplorer();
    const { page: first } = await openView(browser, served.url, 'try');
    const others: Page[] = [];
    for (let count = 1; count < 8; count++) others.push(await first.context().newPage());
    for (const page of others) {
      await page.goto(`${served.url}/_mock/#/journal`);
      await page.locator('main h1').first().waitFor();
    }
    await first.getByRole('button', { name: 'Send', exact: true }).click();
    await first.getByRole('region', { name: 'Response' }).getByText('200').waitFor();
    // Each hears of it, without being shown.
    for (const page of others) await page.locator('a.exchange').first().waitFor();
    for (const page of others) await page.close();
    await served.close();
  });

  test('an address that leads nowhere is named', async () => {
    const served = await serveExplorer();
    const page = await browser.page();
    await page.goto(`${served.url}/_mock/#/nonsense`);
    await page.getByText('This page has nothing at #/nonsense.').waitFor();
    for (const address of ['faults/nonsense', 'try/addPersonalMelody/nonsense', 'state/me/x']) {
      await page.goto(`${served.url}/_mock/#/${address}`);
      await page.getByText(`This page has nothing at #/${address}.`).waitFor();
    }
    await page.getByRole('link', { name: 'State' }).last().click();
    await page.getByRole('heading', { name: 'State' }).waitFor();
    await expectAccessible(page);
    await served.close();
  });

  test('the page speaks Russian once chosen, in every tab and after a reload', async () => {
    const served = await serveExplorer();
    const { page } = await openView(browser, served.url, 'try');
    await page.getByLabel('Settings').click();
    await page.getByLabel('Русский').check();
    await page.getByRole('link', { name: 'Журнал' }).waitFor();
    await page.reload();
    await page.getByRole('link', { name: 'Журнал' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('ru');
    await page.evaluate(() => localStorage.clear());
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
