import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { createMock } from '../../mocks/index.ts';
import { startBrowser } from './browser.ts';

// Takes the screenshots of the documentation. No test compares them: fonts differ between machines.

const folder = fileURLToPath(new URL('../../mocks/explorer/pictures/', import.meta.url));
mkdirSync(folder, { recursive: true });

const rule = { source_type: 'system', media_id: 50 };
const sent = [
  { method: 'POST', body: { ...rule, number_capacity_ids: [352, 446, 448] } },
  { method: 'POST', body: { ...rule, employee_group_ids: [93, 103], source_type: 'client' } },
  { method: 'POST', body: { ...rule, number_capacity_ids: [7, 352] } },
  { method: 'POST', body: { ...rule, number_capacity_ids: [7, 8], employee_group_ids: [12] } },
  { method: 'POST', body: { numbercapacityids: [1], ...rule } },
  { method: 'GET', body: undefined },
];

const pictures: Record<string, { view: string; act?: (page: Page) => Promise<unknown> }> = {
  try: {
    view: 'try/addPersonalMelody',
    async act(page) {
      await page.getByRole('textbox', { name: 'Body' }).click();
      await page.keyboard.press('Control+A');
      await page.keyboard.insertText(
        '{\n  "number_capacity_ids": [11, 352],\n  "source_type": "client",\n  "media_id": 1\n}',
      );
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await page.locator('.refusal').waitFor();
      await page.locator('.cm-lintRange-error').waitFor();
    },
  },
  cases: {
    view: 'cases/taken-number-last',
    async act(page) {
      await page.getByRole('button', { name: /^Run \d+ cases$/ }).click();
      await page.getByRole('button', { name: 'Stop' }).waitFor({ state: 'detached' });
    },
  },
  state: { view: 'state' },
  journal: {
    view: 'journal/3',
    act: (page) => page.locator('.refusal').waitFor(),
  },
  doubts: { view: 'doubts/D9' },
  faults: { view: 'faults' },
  documentation: {
    view: 'documentation/tag/melodies/operation/addPersonalMelody',
    async act(page) {
      // The part that shows a rule, a doubt and a source.
      const part = page.frameLocator('iframe').locator('[id$="/addPersonalMelody"]');
      await part.getByText('one-rule-per-number').first().hover();
    },
  },
};

const mock = await createMock();
const url = await mock.listen();
const browser = await startBrowser();
try {
  for (const { method, body } of sent) {
    await fetch(`${url}/melodies/personal`, {
      method,
      headers: { authorization: 'explorer', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
  const page = await browser.page({ width: 1200, height: 820 });
  for (const [name, { view, act }] of Object.entries(pictures)) {
    await page.goto(`${url}/_mock/#/${view}`);
    await page.reload();
    await page.locator('main h1').first().waitFor();
    await act?.(page);
    await page.screenshot({ path: `${folder}${name}.png`, animations: 'disabled' });
  }
} finally {
  await browser.close();
  await mock.close();
}
