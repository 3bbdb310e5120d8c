import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { createMock } from '../../mocks/index.ts';
import { inBrowser } from './browser.ts';
import { expectAccessible, serveExplorer } from './explorer.ts';
import { createRuleClient, melodies } from './rule-client.ts';
import { useExplorer } from './use-explorer.ts';

inBrowser('the data of an account', () => {
  const explorer = useExplorer();

  let tokens = 0;

  /** Opens the view on the account of a token that nobody has used. */
  async function openAccount(options = {}, url = explorer.served.url) {
    const token = `data-${++tokens}`;
    const { page, complaints } = await explorer.open('state', options, url);
    await page.getByLabel('Token', { exact: true }).fill(token);
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: `History of ${token}` }).waitFor();
    return { page, complaints, token, ...createRuleClient(url, token) };
  }

  const rows = (page: Page): Locator =>
    page.getByRole('table', { name: `Items of ${melodies}` }).locator('[data-index]');
  const button = (page: Page, name: string): Locator =>
    page.getByRole('button', { name, exact: true });

  test('a snapshot is kept under a name, and survives a reload and a restart of the mock', async () => {
    const served = await serveExplorer();
    const { page, add, token } = await openAccount({}, served.url);
    await add(4711);
    await rows(page).nth(1).waitFor();
    await button(page, 'Snapshots…').click();
    await page.getByLabel('Name', { exact: true }).fill('before the release');
    await button(page, 'Save snapshot').click();
    const kept = page.getByRole('list', { name: 'Snapshots…' }).getByRole('listitem');
    await kept.getByText(`${token} · `).waitFor();
    await expectAccessible(page);
    await served.close();
    const again = await createMock();
    await again.listen({ port: Number(new URL(served.url).port) });
    await page.reload();
    await expect.poll(() => rows(page).count()).toBe(1);
    await button(page, 'Restore: before the release').click();
    await rows(page).filter({ hasText: '4711' }).waitFor();
    await page.getByLabel('Name of before the release').fill('release 2');
    await page.keyboard.press('Enter');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      button(page, 'Save as file: release 2').click(),
    ]);
    expect(download.suggestedFilename()).toBe('release-2.json');
    const saved = await readFile(await download.path(), 'utf8');
    expect(JSON.parse(saved)).toMatchObject({ [melodies]: { next: 84 } });
    await button(page, 'Delete: release 2').click();
    await page.getByText('No snapshots yet.').waitFor();
    const file = { name: 'saved.json', mimeType: 'application/json', buffer: Buffer.from(saved) };
    await button(page, 'Reset').click();
    await expect.poll(() => rows(page).count()).toBe(1);
    await page.getByLabel('Restore from file').setInputFiles(file);
    await page.getByText('Restored from saved.json').waitFor();
    await expect.poll(() => rows(page).count()).toBe(2);
    const broken = { ...file, buffer: Buffer.from('{"a":') };
    await page.getByLabel('Restore from file').setInputFiles(broken);
    await page.getByText('Nothing was changed').waitFor();
    await again.close();
  });

  test('items are generated with free values, as many as wanted in each list, as one change', async () => {
    const { page, complaints } = await openAccount();
    await button(page, 'Generate…').click();
    await page.getByLabel('Items', { exact: true }).fill('500');
    await page.getByLabel('Values in each number_capacity_ids').fill('3');
    await page.reload();
    expect(await page.getByLabel('Items', { exact: true }).inputValue()).toBe('500');
    await button(page, 'Generate').click();
    await page.getByText('501 items').waitFor();
    await page.getByText('500 items generated. Undo reverts this.').waitFor();
    await page.getByRole('columnheader', { name: /^one-rule-per-number 1,503 claimed/ }).waitFor();
    await expectAccessible(page);
    await button(page, 'Undo').click();
    await expect.poll(() => rows(page).count()).toBe(1);
    await page.getByLabel('Items', { exact: true }).fill('many');
    await button(page, 'Generate').click();
    await page.getByRole('alert').getByText('count').first().waitFor();
    expect(complaints.filter((one) => !one.includes('422'))).toEqual([]);
  });

  test('a preset of the mock replaces what the account has', async () => {
    const { page } = await openAccount();
    await button(page, 'Seed…').click();
    await page.getByLabel('Preset of the mock').selectOption('empty');
    await button(page, 'Apply preset').click();
    await page.getByText('Preset empty applied. Undo reverts this.').waitFor();
    await expect.poll(() => rows(page).count()).toBe(0);
    await page.getByText('Empty', { exact: true }).first().waitFor();
  });

  test('two states are compared: a point of the history, a snapshot, another account, and now', async () => {
    const other = createRuleClient(explorer.served.url, 'other');
    await other.add(9);
    const { page, add, complaints } = await openAccount();
    await add(4711);
    await add(4712);
    await rows(page).nth(2).waitFor();
    await button(page, 'Snapshots…').click();
    await button(page, 'Save snapshot').click();
    await page.getByText('Snapshot saved.').waitFor();
    await button(page, 'Compare…').click();
    const left = page.getByRole('combobox', { name: 'Compare' });
    const right = page.getByRole('combobox', { name: 'With' });
    const shown = page.getByRole('region', { name: 'Compare…' });
    await left.selectOption('state:1');
    await shown.getByText(`${melodies} › 84`).waitFor();
    await expect.poll(() => shown.getByText(`${melodies} › 83`).count()).toBe(0);
    await expectAccessible(page);
    await left.selectOption('state:0');
    await shown.getByText(`${melodies} › 83`).waitFor();
    const snapshot = await left.locator('option', { hasText: 'Snapshot State of' }).first();
    await left.selectOption((await snapshot.getAttribute('value')) ?? '');
    await shown.getByText('No difference.').waitFor();
    const accounts = right.locator('option', { hasText: 'Account ' });
    const values = await accounts.evaluateAll((all) => all.map((one) => one.getAttribute('value')));
    const { body } = await other.send('GET', '/_mock/accounts/me');
    expect(values).toContain(`account:${body.id}`);
    await right.selectOption(`account:${body.id}`);
    await shown.getByText('4711').first().waitFor();
    // What is compared survives a reload.
    await page.reload();
    await expect.poll(() => right.inputValue()).toBe(`account:${body.id}`);
    expect(complaints).toEqual([]);
  });

  test('undo and redo move what is now, and every change has its time', async () => {
    const { page, add, send } = await openAccount();
    await add(4711);
    await send('POST', '/_mock/accounts/me/seed', {});
    const points = page.getByRole('list', { name: 'History, newest first' }).getByRole('listitem');
    await points
      .filter({ hasText: 'Seed applied' })
      .filter({ hasText: /\d\d:\d\d:\d\d/ })
      .waitFor();
    const before = await points.allTextContents();
    await button(page, 'Undo').click();
    await points.filter({ hasText: 'Seed applied' }).filter({ hasText: 'undone' }).waitFor();
    expect(await points.filter({ hasText: /now$/ }).textContent()).toContain('state 1');
    await button(page, 'Redo').click();
    await points.filter({ hasText: 'Seed applied' }).filter({ hasText: /now$/ }).waitFor();
    expect(await points.allTextContents()).toEqual(before);
  });

  test('a row unfolds to the fields that do not fit', async () => {
    const { page } = await openAccount({ width: 768 });
    const numbers = page.getByRole('table', { name: 'Items of /numbers/virtual-number' });
    await numbers.getByText('79001000000').waitFor();
    expect(await numbers.getByText('custom+fmc').count()).toBe(0);
    await numbers.getByRole('button', { name: 'All fields of 250' }).click();
    await numbers.getByText('custom+fmc').waitFor();
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(768);
  });
});
