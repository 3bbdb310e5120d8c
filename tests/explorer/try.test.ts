import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { inBrowser } from './browser.ts';
import { expectAccessible } from './explorer.ts';
import { useExplorer } from './use-explorer.ts';

inBrowser('the Try view', () => {
  const explorer = useExplorer();

  let accounts = 0;

  /** Opens an operation with a new account. */
  async function open(operation: string): Promise<Page & { complaints: readonly string[] }> {
    const { page, complaints } = await explorer.open(`try/${operation}`);
    await page.getByLabel('Token').first().fill(`tester ${++accounts}`);
    return Object.assign(page, { complaints });
  }

  async function write(page: Page, body: unknown): Promise<void> {
    await page.getByRole('textbox', { name: 'Body' }).click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText(typeof body === 'string' ? body : JSON.stringify(body, null, 2));
  }

  const responseOf = (page: Page) => page.getByRole('region', { name: 'Response' });
  const rule = { number_capacity_ids: [1], source_type: 'system', media_id: 50 };

  test('the Try view sends the documented example and shows response, status and time', async () => {
    const page = await open('addPersonalMelody');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await responseOf(page).getByText('200').waitFor();
    await responseOf(page)
      .getByText(/\d ms$/)
      .waitFor();
    const body = await page.getByLabel('Response body').textContent();
    expect(JSON.parse(body ?? '')).toMatchObject({ id: 83 });
    await expectAccessible(page);
    expect(page.complaints).toEqual([]);
  });

  test('the Try view lists every operation, with the original title of its page', async () => {
    const page = await open('editSipNumber');
    const operations = page.getByRole('navigation', { name: 'Operations' }).getByRole('link');
    const sent = explorer.served.mock.contract.operations.flatMap((one) =>
      one.variants.length > 0 ? one.variants : [one],
    );
    expect(await operations.count()).toBe(sent.length);
    const title = explorer.served.mock.contract.pages.find(
      ({ id }) => id === 'edit-sip-number',
    )?.original;
    expect(await page.locator('.original[lang=ru]').textContent()).toBe(title);
    await page.getByText('Documentation', { exact: true }).last().click();
    await page.getByText('server_port').first().waitFor();
  });

  test('the editor marks errors while a body is typed', async () => {
    const page = await open('addPersonalMelody');
    await write(page, { ...rule, sourcetype: 'system', source_type: undefined });
    const mark = page.locator('.cm-lintRange-error').first();
    await mark.waitFor();
    expect(await mark.textContent()).toContain('sourcetype');
    await write(page, '{"media_id": 50,}');
    // An extra comma is an error between two characters.
    await page.locator('.cm-lintPoint-error').waitFor({ state: 'attached' });
  });

  test('the editor completes names and values from the schema', async () => {
    const page = await open('addPersonalMelody');
    await write(page, '{\n  "media_id": 50,\n  \n}');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('End');
    await page.keyboard.type('"so');
    await page.locator('.cm-tooltip-autocomplete').getByText('"source_type"').click();
    await page.keyboard.type('"sys');
    await page.locator('.cm-tooltip-autocomplete').getByText('"system"').click();
    const text = await page.locator('.cm-content').innerText();
    expect(JSON.parse(text)).toEqual({ media_id: 50, source_type: 'system' });
  });

  test('the editor keeps every letter of a fast typist', async () => {
    const page = await open('addPersonalMelody');
    await write(page, '{\n\n}');
    await page.keyboard.press('ArrowUp');
    const line = '"text": "the quick brown fox jumps over the lazy dog"';
    await page.keyboard.type(line);
    expect((await page.locator('.cm-line').allInnerTexts()).join('\n')).toContain(line);
  });

  test('the Try view explains a conflict by field, rule, owner and documentation', async () => {
    const page = await open('addPersonalMelody');
    await write(page, rule);
    await page.keyboard.press('Control+Enter');
    await responseOf(page).getByText('200').waitFor();
    await write(page, { ...rule, number_capacity_ids: [2, 1] });
    await page.keyboard.press('Control+Enter');
    const refusal = page.getByRole('region', { name: 'Why it was refused' });
    await refusal.waitFor();
    const text = await refusal.innerText();
    expect(text).toContain('one-rule-per-number');
    expect(text).toContain('/number_capacity_ids/1');
    expect(text).toContain('owner 83');
    expect(text).toContain('FORBIDDEN');
    const mark = page.locator('.cm-lintRange-error');
    await mark.waitFor();
    expect(await mark.textContent()).toBe('1');
    await expectAccessible(page);
  });

  test('the Try view sends the chosen path, query, headers and preference', async () => {
    const page = await open('editPersonalMelody');
    await page.getByLabel('id (path)').fill('78');
    await page.getByLabel('Query').fill('verbose=1');
    await page.getByLabel('Prefer').fill('code=409');
    await page
      .getByText(/^Headers/)
      .first()
      .click();
    await page.getByRole('button', { name: 'Add header' }).click();
    await page.getByLabel('Header 2 name').fill('X-Trace');
    await page.getByLabel('Header 2 value').fill('abc');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await responseOf(page).getByText('409').first().waitFor();
    await page.getByRole('button', { name: 'Copy as curl' }).click();
    await page.getByText('Copied').waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain('/melodies/personal/78?verbose=1');
    expect(copied).toContain("-H 'X-Trace: abc'");
    expect(copied).toContain("-H 'Prefer: code=409'");
  });

  test('the Try view can send a request without a token', async () => {
    const page = await open('listPersonalMelodies');
    await page
      .getByText(/^Headers/)
      .first()
      .click();
    await page.getByLabel('Send token').uncheck();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await responseOf(page).getByText('401', { exact: true }).waitFor();
  });

  test('the Try view works with the keyboard alone', async () => {
    const page = await open('addPersonalMelody');
    await page.locator('body').press('Tab');
    const reached = new Set<string>();
    for (let i = 0; i < 40 && !reached.has('Send'); i++) {
      reached.add(await page.evaluate(() => document.activeElement?.textContent?.trim() ?? ''));
      await page.keyboard.press('Tab');
    }
    expect([...reached]).toContain('Send');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await responseOf(page).getByText('200').waitFor();
  });

  test.each([360, 1920])('the Try view is accessible and fits at %i px', async (width) => {
    const { page } = await explorer.open('try/editSipNumber', {
      width,
      dark: true,
    });
    const widths = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(widths[0]).toBeLessThanOrEqual(widths[1] ?? 0);
    await expectAccessible(page);
  });
});
