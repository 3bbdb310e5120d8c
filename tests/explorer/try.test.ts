import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, inBrowser, startBrowser } from './browser.ts';
import { expectAccessible, openView, type Served, serveExplorer } from './explorer.ts';

inBrowser('the view Try', () => {
  let browser: Browser;
  let served: Served;
  beforeAll(async () => {
    [browser, served] = await Promise.all([startBrowser(), serveExplorer()]);
  });
  afterAll(async () => {
    await browser.close();
    await served.close();
  });

  test('sends the documented example, and shows the answer', async () => {
    const { page, complaints } = await openView(browser, served.url, 'try/addPersonalMelody');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByRole('region', { name: 'Answer' }).getByText('200').waitFor();
    const body = await page.getByLabel('Body of the answer').textContent();
    expect(JSON.parse(body ?? '')).toMatchObject({ id: 83 });
    await expectAccessible(page);
    expect(complaints).toEqual([]);
  });
});
