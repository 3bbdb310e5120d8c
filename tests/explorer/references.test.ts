import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withDocument } from '../fixtures/plain-document.ts';
import { inBrowser } from './browser.ts';
import { expectAccessible, type Served, serveExplorer } from './explorer.ts';
import { phoneLines, phoneLinesInitial } from './phone-lines.ts';
import { useExplorer } from './use-explorer.ts';

inBrowser('what fields name, and what stored items decide', () => {
  const explorer = useExplorer();
  let lines: Served;

  beforeAll(async () => {
    lines = await withDocument(phoneLines, (spec) => serveExplorer({ spec }), {
      'initial.yaml': phoneLinesInitial,
    });
  });
  afterAll(() => lines.close());

  let accounts = 0;

  /** Opens a view with a new account. */
  const open = async (view: string) => {
    const { page, complaints } = await explorer.open(view, {}, lines.url);
    await page.getByLabel('Token').first().fill(`lines ${++accounts}`);
    return Object.assign(page, { complaints });
  };
  const editor = (page: Page) => page.getByRole('textbox', { name: 'Body' });
  const textOf = async (page: Page) =>
    JSON.parse((await page.locator('.cm-content').innerText()).replaceAll('\u00a0', ' '));

  /** Writes a body; the cursor stands at `|`. */
  async function write(page: Page, body: string): Promise<void> {
    const [before = '', after = ''] = body.split('|');
    await editor(page).click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText(before + after);
    for (const _ of after) await page.keyboard.press('ArrowLeft');
  }

  /** What the editor offers at `|` in a body. */
  async function offered(page: Page, body: string): Promise<string[]> {
    await write(page, body);
    await page.keyboard.press('Control+Space');
    const options = page.locator('.cm-tooltip-autocomplete li');
    await options.first().waitFor();
    const texts = await options.evaluateAll((all) =>
      all.map((one) =>
        Array.from(one.children, ({ textContent }) => textContent)
          .join(' ')
          .trim(),
      ),
    );
    await page.keyboard.press('Escape');
    return texts;
  }

  test('the Try view lists the variants in place of their operation, and sends the chosen one', async () => {
    const page = await open('try');
    const operations = page.getByRole('navigation', { name: 'Operations' });
    expect(await operations.getByText('Edit a line', { exact: true }).count()).toBe(0);
    await operations.getByText('Edit a mobile line').click();
    await page.getByRole('heading', { name: 'Edit a mobile line' }).waitFor();
    await page.getByLabel('id (path)').fill('2');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByRole('region', { name: 'Response' }).getByText('200').waitFor();
    await page.getByLabel('id (path)').fill('1');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByRole('region', { name: 'Why it was refused' }).waitFor();
    expect(page.complaints).toEqual([]);
  });

  test('the journal names the variant, and filters by it or by its operation', async () => {
    const send = (path: string, body: object) =>
      fetch(lines.url + path, {
        method: 'PUT',
        headers: { authorization: 'journal', 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    await fetch(`${lines.url}/_mock/journal`, { method: 'DELETE' });
    await send('/lines/2', { owner_id: 12, sim: '1' });
    await send('/lines/1', { owner_id: 11, source: 'own', sound_id: 5 });
    await send('/lines/7', {});
    const page = await open('journal');
    const shown = page.getByRole('status').filter({ hasText: 'exchange' });
    await page.getByLabel('Operation').selectOption('editMobileLine');
    await expect.poll(() => shown.textContent()).toBe('1 of 3 exchanges');
    await page.locator('.exchange').click();
    await page.getByText('Edit a mobile line · editMobileLine').waitFor();
    await page.getByLabel('Operation').selectOption('editLine');
    await expect.poll(() => shown.textContent()).toBe('3 of 3 exchanges');
    await expectAccessible(page);
    expect(page.complaints).toEqual([]);
  });

  test('the editor offers the items that a field may name, with what people call them', async () => {
    const page = await open('try/addLine');
    expect(await offered(page, '{"kind": "desk", "owner_id": |}')).toEqual([
      '11 Ann Lee',
      '12 Ben Cook',
    ]);
    expect(await offered(page, '{"next_ids": [1, |]}')).toEqual(['1', '2 8970']);
    expect(await offered(page, '{"next_ids": [|]}')).toEqual(['1', '2 8970']);
    expect(await offered(page, '{"source": "own", "sound_id": |}')).toEqual(['5 Bell']);
    expect(await offered(page, '{"source": "shared", "sound_id": |}')).toEqual([
      '5 Waves',
      '6 Rain',
    ]);
    await write(page, '{"kind": "desk", "owner_id": |}');
    await page.keyboard.type('Coo');
    await page.locator('.cm-tooltip-autocomplete').getByText('Ben Cook').click();
    expect(await textOf(page)).toEqual({ kind: 'desk', owner_id: 12 });
    expect(page.complaints).toEqual([]);
  });

  test('the State view leads from a field to the item that it names, or says that there is none', async () => {
    const page = await open('state');
    const row = page.getByRole('table', { name: 'Items of /lines' }).locator('[data-index="0"]');
    await row.getByRole('button', { name: /^All fields of/ }).click();
    await row.getByRole('button', { name: '6', exact: true }).click();
    const asked = page.locator('.virtual-row.asked');
    await asked.getByText('Rain').waitFor();
    await row.getByRole('button', { name: '11', exact: true }).click();
    await asked.getByText('Ann Lee').waitFor();
    await row.getByRole('button', { name: '9', exact: true }).click();
    await page.getByText('This account has no /lines/9.').waitFor();
    await expectAccessible(page);
    expect(page.complaints).toEqual([]);
  });

  test('the State view edits an item with the variant that fits it, without what it hides', async () => {
    const page = await open('state');
    await page.getByRole('button', { name: 'Edit 2', exact: true }).click();
    await page.getByRole('heading', { name: 'Edit a mobile line' }).waitFor();
    expect(await page.getByLabel('id (path)').inputValue()).toBe('2');
    expect(await textOf(page)).toEqual({ owner_id: 12, sim: '8970' });
    await page.goto(`${lines.url}/_mock/#/state`);
    await page.getByRole('button', { name: 'Edit 1', exact: true }).click();
    await page.getByRole('heading', { name: 'Edit a line on a desk' }).waitFor();
    expect(await textOf(page)).toEqual({ owner_id: 11, source: 'shared', sound_id: 6 });
    expect(page.complaints).toEqual([]);
  });

  test('the Try view explains why an item that another names cannot be deleted', async () => {
    const page = await open('try/deletePerson');
    await page.getByLabel('id (path)').fill('11');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    const refusal = page.getByRole('region', { name: 'Why it was refused' });
    await refusal.getByText('The resource is in use').waitFor();
    await refusal.getByText('/lines/1 names /people/11 in its owner_id').waitFor();
  });
});
