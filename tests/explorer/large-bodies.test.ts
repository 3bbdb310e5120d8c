import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withDocument } from '../fixtures/plain-document.ts';
import { inBrowser } from './browser.ts';
import { expectAccessible, type Served, serveExplorer } from './explorer.ts';
import { phoneLines, phoneLinesInitial } from './phone-lines.ts';
import { useExplorer } from './use-explorer.ts';

// What a browser lays out within a moment.
const mostShown = 110_000;

inBrowser('bodies of several megabytes', () => {
  const explorer = useExplorer();
  const file = 'QUJD'.repeat(1_000_000);
  const body = JSON.stringify({ title: 'Bell', file }, null, 2);
  let lines: Served;

  beforeAll(async () => {
    lines = await withDocument(phoneLines, (spec) => serveExplorer({ spec }), {
      'initial.yaml': phoneLinesInitial,
    });
  });
  afterAll(() => lines.close());

  const upload = (content: unknown) =>
    fetch(`${lines.url}/sounds/own`, {
      method: 'POST',
      headers: { authorization: 'explorer', 'content-type': 'application/json' },
      body: JSON.stringify(content),
    });

  test('the Try view sends a large file, of which the editor shows the beginning', async () => {
    const { page, complaints } = await explorer.open('try/addOwnSounds', {}, lines.url);
    await page.getByRole('textbox', { name: 'Body' }).click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText(body);
    await page.getByText('… 3,999,800 more characters').waitFor();
    const content = page.locator('.cm-content');
    expect((await content.innerText()).length).toBeLessThan(mostShown);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByRole('region', { name: 'Response' }).getByText('201').waitFor();
    await page.getByText('Copy', { exact: true }).click();
    await page.getByRole('button', { name: 'curl command' }).click();
    await page.getByText('Copied').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(file);
    // The hidden part is deleted as a whole.
    await page.getByRole('textbox', { name: 'Body' }).click();
    await page.keyboard.press('Control+End');
    for (const _ of '"\n}') await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Backspace');
    await page.getByText('more characters').waitFor({ state: 'hidden' });
    expect(JSON.parse(await content.innerText())).toEqual({
      title: 'Bell',
      file: 'QUJD'.repeat(50),
    });
    expect(complaints).toEqual([]);
  });

  test('the journal shows the beginning of a large body, and opens and exports it whole', async () => {
    await upload({ title: 'Bell', file });
    const { page, complaints } = await explorer.open('journal', {}, lines.url);
    await page.locator('.exchange').first().click();
    const shown = page.getByRole('region', { name: 'Request body' });
    expect((await shown.innerText()).length).toBeLessThan(mostShown);
    await page.getByRole('button', { name: 'Show all 4,000,035 characters' }).waitFor();
    for (const name of ['HAR file', 'curl script']) {
      await page.getByText('Save as', { exact: true }).click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name }).click(),
      ]);
      expect(await readFile(await download.path(), 'utf8')).toContain(file);
    }
    await page.getByRole('button', { name: 'Open in Try' }).click();
    await page.getByText('… 3,999,800 more characters').waitFor();
    expect(complaints).toEqual([]);
  });

  test('the Try view shows the beginning of a large response', async () => {
    await upload({ title: 'B'.repeat(500_000) });
    const { page, complaints } = await explorer.open('try/listOwnSounds', {}, lines.url);
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    const shown = page.getByRole('region', { name: 'Response body' });
    await shown.waitFor();
    expect((await shown.innerText()).length).toBeLessThan(mostShown);
    await page.getByRole('button', { name: /^Show all/ }).click();
    expect((await shown.innerText()).length).toBeGreaterThan(500_000);
    expect(complaints).toEqual([]);
  });
});
