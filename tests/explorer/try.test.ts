import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { inBrowser } from './browser.ts';
import { expectAccessible } from './explorer.ts';
import { useExplorer } from './use-explorer.ts';

inBrowser('the view Try', () => {
  const explorer = useExplorer();

  let accounts = 0;

  /** Opens an operation in the name of an account that nobody else uses. */
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

  const answerOf = (page: Page) => page.getByRole('region', { name: 'Answer' });
  const rule = { number_capacity_ids: [1], source_type: 'system', media_id: 50 };

  test('sends the documented example, and shows answer, status and time', async () => {
    const page = await open('addPersonalMelody');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await answerOf(page).getByText('200').waitFor();
    await answerOf(page)
      .getByText(/\d ms$/)
      .waitFor();
    const body = await page.getByLabel('Body of the answer').textContent();
    expect(JSON.parse(body ?? '')).toMatchObject({ id: 83 });
    await expectAccessible(page);
    expect(page.complaints).toEqual([]);
  });

  test('shows every operation with the Russian title of its page', async () => {
    const page = await open('editSipNumber');
    const operations = page.getByRole('navigation', { name: 'Operations' }).getByRole('link');
    expect(await operations.count()).toBe(explorer.served.mock.contract.operations.length);
    const title = explorer.served.mock.contract.pages.find(
      ({ id }) => id === 'edit-sip-number',
    )?.original;
    expect(await page.locator('.original[lang=ru]').textContent()).toBe(title);
    await page.getByText('Documentation', { exact: true }).last().click();
    await page.getByText('server_port').first().waitFor();
  });

  test('marks what is wrong while it is written, with the words of a refusal', async () => {
    const page = await open('addPersonalMelody');
    await write(page, { ...rule, sourcetype: 'system', source_type: undefined });
    const mark = page.locator('.cm-lintRange-error').first();
    await mark.waitFor();
    expect(await mark.textContent()).toContain('sourcetype');
    await write(page, '{"media_id": 50,}');
    // A comma too many is a place between two letters.
    await page.locator('.cm-lintPoint-error').waitFor({ state: 'attached' });
  });

  test('completes the names and values that the schema has', async () => {
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

  test('keeps every letter of a fast hand', async () => {
    const page = await open('addPersonalMelody');
    await write(page, '{\n\n}');
    await page.keyboard.press('ArrowUp');
    const line = '"text": "the quick brown fox jumps over the lazy dog"';
    await page.keyboard.type(line);
    expect((await page.locator('.cm-line').allInnerTexts()).join('\n')).toContain(line);
  });

  test('explains a conflict: the place in the body, the rule, the owner, and the documentation', async () => {
    const page = await open('addPersonalMelody');
    await write(page, rule);
    await page.keyboard.press('Control+Enter');
    await answerOf(page).getByText('200').waitFor();
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

  test('sends headers, query, Prefer and path as they are chosen', async () => {
    const page = await open('editPersonalMelody');
    await page.getByLabel('id in the path').fill('78');
    await page.getByLabel('Query').fill('verbose=1');
    await page.getByLabel('Prefer').fill('code=409');
    await page
      .getByText(/^Headers/)
      .first()
      .click();
    await page.getByRole('button', { name: 'Add a header' }).click();
    await page.getByLabel('Name of header 2').fill('X-Trace');
    await page.getByLabel('Value of header 2').fill('abc');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await answerOf(page).getByText('409').first().waitFor();
    await page.getByRole('button', { name: 'Copy as curl' }).click();
    await page.getByText('Copied').waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain('/melodies/personal/78?verbose=1');
    expect(copied).toContain("-H 'X-Trace: abc'");
    expect(copied).toContain("-H 'Prefer: code=409'");
  });

  test('a request without a token is refused, and says so', async () => {
    const page = await open('listPersonalMelodies');
    await page
      .getByText(/^Headers/)
      .first()
      .click();
    await page.getByLabel('Send the token').uncheck();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await answerOf(page).getByText('401', { exact: true }).waitFor();
  });

  test('can be used by keyboard alone', async () => {
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
    await answerOf(page).getByText('200').waitFor();
  });

  test.each([360, 1920])('is readable at %i px', async (width) => {
    const { page } = await explorer.open('try/editSipNumber', {
      width,
      dark: true,
    });
    const widths = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(widths[0]).toBeLessThanOrEqual(widths[1] ?? 0);
    await expectAccessible(page);
  });
});
