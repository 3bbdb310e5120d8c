import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, inBrowser, startBrowser } from '../explorer/browser.ts';
import { openView, serveExplorer } from '../explorer/explorer.ts';
import { createRuleClient, melodies } from '../explorer/rule-client.ts';

inBrowser('the explorer of a mock that was started again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'restarted-'));
  const options = { store: join(folder, 'state.db') };
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  test('the State view undoes and redoes what was done before the restart', async () => {
    const before = await serveExplorer(options);
    const { send, add } = createRuleClient(before.url, 'explorer');
    for (const number of [4711, 4712, 4713]) await add(number);
    const { body } = await send('GET', '/_mock/accounts/me');
    await before.close();
    const served = await serveExplorer(options);
    const { page, complaints } = await openView(browser, served.url, `state/${body.id}`);
    const rows = page.getByRole('table', { name: `Items of ${melodies}` }).locator('[data-index]');
    const row = (number: number) => rows.filter({ hasText: String(number) });
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
    await row(4713).waitFor();
    for (const number of [4713, 4712, 4711]) {
      await press('Undo');
      await row(number).waitFor({ state: 'detached' });
    }
    await press('Redo');
    await row(4711).waitFor();
    expect(complaints).toEqual([]);
    await served.close();
  });
});
