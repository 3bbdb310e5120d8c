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

  async function copy(page: Page, as: string): Promise<string> {
    await page.getByText('Copy', { exact: true }).click();
    await page.getByRole('button', { name: as, exact: true }).click();
    await page.getByText('Copied').waitFor();
    return page.evaluate(() => navigator.clipboard.readText());
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
    const text = () => page.locator('.cm-content').innerText();
    await expect.poll(text).toContain('"system"');
    expect(JSON.parse(await text())).toEqual({ media_id: 50, source_type: 'system' });
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
    expect(text).toContain('number_capacity_ids › 1');
    expect(text).toContain('rule 83');
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
    await page
      .getByText(/^Headers/)
      .first()
      .click();
    await page.getByLabel('Prefer').fill('code=409');
    await page.getByRole('button', { name: 'Add header' }).click();
    await page.getByLabel('Header 2 name').fill('X-Trace');
    await page.getByLabel('Header 2 value').fill('abc');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await responseOf(page).getByText('409').first().waitFor();
    const copied = await copy(page, 'curl command');
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
    await responseOf(page).locator('.status', { hasText: '401' }).waitFor();
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

  test('the answer of an operation stays over another operation, view and reload, and says who gave it', async () => {
    const page = await open('addPersonalMelody');
    await write(page, rule);
    await page.keyboard.press('Control+Enter');
    await responseOf(page).getByText('"id"').waitFor();
    await page.getByText(`Mock, account tester ${accounts}`).waitFor();
    await page.getByRole('navigation', { name: 'Operations' }).getByRole('link').first().click();
    await page.getByText('No request sent yet.').waitFor();
    await page.getByRole('navigation', { name: 'Views' }).getByText('Faults').click();
    await page.goBack();
    await page.goBack();
    await responseOf(page).getByText('"id"').waitFor();
    await page.reload();
    await responseOf(page).getByText('"id"').waitFor();
    expect(await page.getByText('earlier version').count()).toBe(0);
    expect(await page.locator('.cm-content').innerText()).toContain('"media_id": 50');
  });

  test('an answer is marked as that of an earlier request once the request differs, and exports stay what was sent', async () => {
    const page = await open('addPersonalMelody');
    await write(page, rule);
    await page.keyboard.press('Control+Enter');
    await responseOf(page).getByText('"id"').waitFor();
    await write(page, { nonsense: true });
    await page.getByText('Response to an earlier version').waitFor();
    const pact = JSON.parse(await copy(page, 'Pact interaction, as sent'));
    expect(pact.request.body.content).toEqual(rule);
    expect(pact.response.status).toBe(200);
    expect(await copy(page, 'curl command, as sent')).toContain('"media_id": 50');
    expect(await copy(page, 'curl command')).toContain('nonsense');
    expect(pact.providerStates).toMatchObject([
      { params: { items: { '/melodies/personal': {} } } },
    ]);
    await write(page, rule);
    await page.getByText('Response to an earlier version').waitFor({ state: 'hidden' });
    await page.getByLabel('Token').first().fill('another');
    await page.keyboard.press('Enter');
    await page.getByText('Response to an earlier version').waitFor();
  });

  test('the history of the tab opens an earlier request again, with its answer', async () => {
    const page = await open('addPersonalMelody');
    await write(page, rule);
    await page.keyboard.press('Control+Enter');
    await responseOf(page).getByText('"id"').waitFor();
    await page.keyboard.press('Control+Enter');
    await responseOf(page).locator('.status', { hasText: '409' }).waitFor();
    await write(page, '{}');
    await page.keyboard.press('Control+Enter');
    await responseOf(page).locator('.status', { hasText: '422' }).waitFor();
    await page.getByText('Sent in this tab (3)').click();
    const history = page.locator('.sent-history li button');
    expect(await history.locator('.status').allInnerTexts()).toEqual(['422', '409', '200']);
    await history.last().click();
    await responseOf(page).getByText('"id"').waitFor();
    expect(JSON.parse(await page.locator('.cm-content').innerText())).toEqual(rule);
    expect(await page.getByText('earlier version').count()).toBe(0);
    await expectAccessible(page);
    await page.reload();
    await page.getByText('Sent in this tab (3)').click();
    await history.first().click();
    await responseOf(page).locator('.status', { hasText: '422' }).waitFor();
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByText('No request sent yet.').waitFor();
  });

  test('the link to a request fills the form, sends nothing, and carries no token', async () => {
    const page = await open('editPersonalMelody');
    await page.getByLabel('id (path)').fill('78');
    await page.getByLabel('Query').fill('a=1');
    await write(page, rule);
    const link = await copy(page, 'Link to this request');
    const written = Buffer.from(link.split('request=')[1] ?? '', 'base64url').toString();
    expect(written).not.toContain('tester');
    const before = (await explorer.served.mock.inject('/_mock/journal')).body;
    const other = await explorer.open(link.split('#/')[1] ?? '');
    await other.page.getByText('This request came from a link.').waitFor();
    expect(await other.page.getByLabel('id (path)').inputValue()).toBe('78');
    expect(await other.page.locator('.assembled').innerText()).toContain(
      '/melodies/personal/78?a=1',
    );
    expect(JSON.parse(await other.page.locator('.cm-content').innerText())).toEqual(rule);
    expect(other.page.url()).toMatch(/#\/try\/editPersonalMelody$/);
    expect((await explorer.served.mock.inject('/_mock/journal')).body).toBe(before);
    await expectAccessible(other.page);
    await other.page.goto(`${explorer.served.url}/_mock/#/try/editPersonalMelody?request=nonsense`);
    await other.page.getByText('The link to this request is damaged').waitFor();
  });

  test('a curl command and a HAR file are imported into the operation that they are for', async () => {
    const page = await open('listPersonalMelodies');
    await page.getByRole('button', { name: 'Import…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Import a request' });
    const text = dialog.getByLabel('curl command or HAR');
    await text.fill('curl https://pbx.example/nothing');
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await dialog
      .getByText('The contract has no operation GET https://pbx.example/nothing.')
      .waitFor();
    await expectAccessible(page);
    await text.fill(
      `curl --http3 -X PUT https://pbx.example/v1/melodies/personal/9 -H 'X-A: b' -d '{"media_id":7}'`,
    );
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByRole('heading', { name: 'Edit a personal melody' }).waitFor();
    expect(await page.getByLabel('id (path)').inputValue()).toBe('9');
    expect(JSON.parse(await page.locator('.cm-content').innerText())).toEqual({ media_id: 7 });
    const request = (path: string) => ({
      request: { method: 'GET', url: `http://a${path}`, headers: [] },
    });
    const har = { log: { entries: ['/melodies/system', '/melodies/beeps'].map(request) } };
    await page.getByRole('button', { name: 'Import…' }).click();
    await dialog.locator('input[type=file]').setInputFiles({
      ...{ name: 'a.har', mimeType: 'application/json' },
      buffer: Buffer.from(JSON.stringify(har)),
    });
    await dialog.getByRole('button', { name: 'GET http://a/melodies/beeps' }).click();
    await page.getByRole('heading', { name: 'Get the melody' }).waitFor();
  });

  test('a token that no header can carry says why, and nothing is sent', async () => {
    const page = await open('listPersonalMelodies');
    await page.getByLabel('Token').first().fill('токен');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    const why = page.getByText('The token has “т”, which an HTTP header cannot carry.');
    await why.waitFor();
    await page.getByText('Copy', { exact: true }).click();
    await page.getByRole('button', { name: 'curl command', exact: true }).click();
    await page.waitForFunction(() => document.querySelectorAll('.failure').length === 2);
    expect(await why.count()).toBe(2);
  });

  test('the page says who answered: a token as long as a real one is cut, an empty one is none', async () => {
    const page = await open('listPersonalMelodies');
    await page
      .getByLabel('Token')
      .first()
      .fill(`head-${'x'.repeat(450)}-tail`);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('Mock, account head-xxxxxxx…xxxxxx-tail').waitFor();
    await page.getByLabel('Token').first().fill('');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('Mock, no token').waitFor();
  });

  test('a refusal lists each mistake once, with its place in words and its own documentation', async () => {
    const page = await open('addPersonalMelody');
    await write(page, { media_id: 'x', source_type: 'nobody' });
    await page.keyboard.press('Control+Enter');
    const refusal = page.getByRole('region', { name: 'Why it was refused' });
    await refusal.waitFor();
    const text = await refusal.innerText();
    expect(text).toMatch(/\d mistakes:/);
    expect(text).not.toContain('see errors');
    expect(await refusal.locator('li').count()).toBeGreaterThan(1);
    expect(await refusal.locator('figure').count()).toBeGreaterThan(1);
  });

  test('a fault that made the answer is named with it', async () => {
    const page = await open('listPersonalMelodies');
    const account = { authorization: `tester ${accounts}` };
    await explorer.served.mock.inject({
      ...{ method: 'PUT', url: '/_mock/accounts/me/faults/*', headers: account },
      payload: { status: 503 },
    });
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await responseOf(page).getByText('By a fault, set for this account.').waitFor();
  });

  test.each([360, 768])('at %i px the answer is in sight after Send', async (width) => {
    const { page } = await explorer.open('try/addPersonalMelody', { width, height: 740 });
    await page.getByLabel('Token').first().fill(`narrow ${width}`);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await responseOf(page).getByText('"id"').waitFor();
    await page.waitForFunction(() => {
      const status = document.querySelector('.response .status')?.getBoundingClientRect();
      return status !== undefined && status.top >= 0 && status.bottom < innerHeight;
    });
    await expectAccessible(page);
  });

  test('at 1280 px the answer stands beside the request', async () => {
    const page = await open('addPersonalMelody');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await responseOf(page).getByText('"id"').waitFor();
    const [request, answer] = await Promise.all([
      page.locator('.work').boundingBox(),
      page.locator('.response').boundingBox(),
    ]);
    expect(answer?.x).toBeGreaterThan((request?.x ?? 0) + (request?.width ?? 0));
    expect(answer?.y).toBeLessThan(200);
  });

  test('a page in Russian asks the mock for Russian refusals by a header that can be removed', async () => {
    const page = await open('addPersonalMelody');
    await write(page, '{}');
    await page.evaluate(() => localStorage.setItem('explorer.language', '"ru"'));
    try {
      await page.reload();
      await page
        .getByText(/^Заголовки/)
        .first()
        .click();
      expect(await page.getByLabel('Значение заголовка языка').inputValue()).toBe('ru');
      await page.getByRole('button', { name: 'Отправить', exact: true }).click();
      const refusal = page.getByRole('region', { name: 'Почему отказано' });
      await refusal.locator('> strong', { hasText: /[а-я]/ }).waitFor();
      await page.getByText(/^[\d,]+ мс$/).waitFor();
      await page.getByText(/^[\d,]+ (Б|кБ)$/).waitFor();
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Убрать заголовок языка' }).click();
      await page.getByText('Это ответ на прежний запрос').waitFor();
      await page.getByRole('button', { name: 'Отправить', exact: true }).click();
      await refusal.locator('> strong', { hasText: /^[^а-я]+$/ }).waitFor();
    } finally {
      await page.evaluate(() => localStorage.removeItem('explorer.language'));
    }
  });
});
