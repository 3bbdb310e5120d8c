import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Report } from '../../contracts/report/report.ts';
import { faults, type Provider, startProvider } from '../providers/index.ts';
import { type Browser, inBrowser, startBrowser } from './browser.ts';
import { expectAccessible, openView, type Served, serveExplorer } from './explorer.ts';

/** Waits for the end of a run. */
async function done(page: Page, text: string | RegExp): Promise<void> {
  await page.getByRole('status').filter({ hasText: text }).waitFor();
}

async function search(page: Page, words: string): Promise<void> {
  await page.getByRole('searchbox', { name: 'Filter' }).fill(words);
}

function row(page: Page, id: string) {
  return page.getByRole('listitem').filter({ has: page.getByText(id, { exact: true }) });
}

/** Opens the view with a provider chosen, its tokens given and its test data named. */
async function chooseProvider(page: Page, { tokens }: Provider): Promise<void> {
  await page.getByRole('combobox', { name: 'Send to' }).selectOption('provider');
  await page.getByLabel('Provider token').fill(tokens.first);
  await page.getByLabel('Second token').fill(tokens.second);
}

inBrowser('the results of edge cases', () => {
  let browser: Browser;
  let faulty: Provider;
  let sound: Provider;
  let served: Served;
  beforeAll(async () => {
    [browser, faulty, sound] = await Promise.all([
      startBrowser(),
      startProvider(faults.find(({ id }) => id === 'conflict-answered-ok')?.ways),
      startProvider(),
    ]);
    served = await serveExplorer({ provider: faulty.url });
  });
  afterAll(async () => {
    await browser.close();
    await served.close();
    await faulty.close();
    await sound.close();
  });

  test('results, filter, grouping, open groups and test data survive a reload, for both targets', async () => {
    const { page, complaints } = await openView(browser, served.url, 'cases');
    await search(page, 'taken-on-add');
    await page.getByRole('combobox', { name: 'Group by' }).selectOption('operation');
    await page.getByRole('button', { name: 'Run 2 cases' }).click();
    await done(page, '2 of 2 done.');
    await chooseProvider(page, faulty);
    await page.getByText('Test data', { exact: true }).click();
    await page.getByRole('textbox', { name: 'number', exact: true }).fill('1000-1019');
    // What only this project's mock lends may be in use at a provider.
    const mobile = page.getByRole('textbox', { name: 'mobile', exact: true });
    expect(await mobile.inputValue()).toBe('');
    await page.getByRole('button', { name: 'Run 2 cases' }).click();
    await done(page, '2 of 2 done.');
    await row(page, 'number-taken-on-add').getByText('failed').waitFor();
    await page.reload();
    await row(page, 'number-taken-on-add').getByText('failed').waitFor();
    await page.getByText(`Results of the provider ${faulty.url}`).waitFor();
    const kept = page.getByRole('textbox', { name: 'number', exact: true });
    expect(await kept.inputValue()).toBe('1000-1019');
    expect(await page.getByLabel('Second token').inputValue()).toBe(faulty.tokens.second);
    expect(await page.getByRole('combobox', { name: 'Group by' }).inputValue()).toBe('operation');
    await row(page, 'number-taken-on-add').getByRole('link').first().click();
    await page.getByText('It was accepted (200), but must be refused.').first().waitFor();
    await page.getByRole('button', { name: 'Whole response of step 2' }).click();
    await page.getByLabel('Step 2 response body').waitFor();
    await page.getByRole('combobox', { name: 'Send to' }).selectOption('mock');
    await row(page, 'number-taken-on-add').getByText('passed').waitFor();
    await page.getByText(/on the mock at/).waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    const group = page.locator('details[open]', { hasText: 'DELETE /melodies/personal/{id}' });
    await page.getByText('DELETE /melodies/personal/{id}', { exact: true }).click();
    await group.getByRole('listitem').first().waitFor();
    await page.reload();
    await group.waitFor();
    expect(complaints).toEqual([]);
  });

  test('results are saved as HTML, JUnit and JSON, as the verifier writes them', async () => {
    const { page } = await openView(browser, served.url, 'cases');
    page.setDefaultTimeout(10_000);
    await page.getByText('Save as', { exact: true }).click();
    await page.getByText('Run cases first').waitFor();
    await page.keyboard.press('Escape');
    await chooseProvider(page, faulty);
    await search(page, 'taken-on-add');
    await page.getByRole('button', { name: 'Run 2 cases' }).click();
    await done(page, '2 of 2 done.');
    const save = async (label: string) => {
      await page.getByText('Save as', { exact: true }).click();
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: label, exact: true }).click();
      const file = await download;
      expect(file.suggestedFilename()).toMatch(/^cases-provider-[\dT-]+\.(html|xml|json)$/);
      return readFile(await file.path(), 'utf8');
    };
    const ajv = new Ajv2020({ strict: true, strictTypes: false });
    formats.default(ajv);
    const schema = new URL('../../contracts/report/report.schema.json', import.meta.url);
    const validate = ajv.compile(JSON.parse(await readFile(schema, 'utf8')));
    const report = JSON.parse(await save('JSON')) as Report;
    expect(validate(report), ajv.errorsText(validate.errors)).toBe(true);
    expect(report).toMatchObject({ provider: faulty.url, counts: { broken: 2, kept: 0 } });
    const xml = await save('JUnit XML');
    expect(XMLValidator.validate(xml)).toBe(true);
    const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' });
    expect(parser.parse(xml).testsuites).toMatchObject({ tests: '2', failures: '2' });
    const html = await save('HTML');
    for (const text of [JSON.stringify(report), xml, html]) {
      for (const token of Object.values(faulty.tokens)) expect(text).not.toContain(token);
    }
    const file = join(await mkdtemp(join(tmpdir(), 'cases-')), 'report.html');
    await writeFile(file, html);
    await page.goto(pathToFileURL(file).href);
    await rm(dirname(file), { recursive: true });
    await page.getByText('2 of 2 cases failed on the provider.').waitFor();
    await page.getByText('number-taken-on-add', { exact: true }).first().waitFor();
    await expectAccessible(page);
  });

  test('only what failed runs again, and a batch stops at the first failure', async () => {
    const { page } = await openView(browser, served.url, 'cases');
    await chooseProvider(page, faulty);
    await search(page, 'taken-on-add');
    await page.getByRole('button', { name: 'Run failed only (0)', disabled: true }).waitFor();
    await page.getByRole('button', { name: 'Run 2 cases' }).click();
    await done(page, '2 of 2 done.');
    await search(page, 'on-add');
    await page.getByRole('button', { name: 'Run failed only (2)' }).click();
    await done(page, '2 of 2 done.');
    await page.getByRole('checkbox', { name: 'Stop at first failure' }).check();
    await page.getByRole('button', { name: 'Run failed only (2)' }).click();
    await done(page, /^Stopped after [12] of 2: \S+-taken-on-add failed\.$/);
    await page.reload();
    await page.getByRole('checkbox', { name: 'Stop at first failure', checked: true }).waitFor();
  });

  test('a run on another provider is compared with the run before, and nothing of the first is shown as its own', async () => {
    const first = await serveExplorer({ provider: faulty.url });
    const { page } = await openView(browser, first.url, 'cases');
    await chooseProvider(page, faulty);
    await search(page, 'taken-on-add');
    await page.getByRole('button', { name: 'Run 2 cases' }).click();
    await done(page, '2 of 2 done.');
    await page.getByRole('button', { name: '0 changed' }).waitFor();
    await first.close();
    const again = await serveExplorer({ provider: sound.url });
    try {
      // The storage belongs to the address, which is another one here, so it is carried over.
      const stored = await page.evaluate(() => Object.entries(sessionStorage));
      const next = (await openView(browser, again.url, 'cases')).page;
      await next.evaluate((all) => {
        for (const [name, value] of all) sessionStorage.setItem(name, value);
      }, stored);
      await next.reload();
      await chooseProvider(next, sound);
      await next.getByText(`Results of the provider ${sound.url}`).waitFor();
      expect(await row(next, 'number-taken-on-add').getByText('failed').count()).toBe(0);
      await next.getByRole('button', { name: '0 failed' }).waitFor();
      await next.getByRole('button', { name: 'Run 2 cases' }).click();
      await done(next, '2 of 2 done.');
      await next.getByText('2 fixed', { exact: true }).waitFor();
      await next.getByRole('button', { name: '2 changed' }).click();
      await row(next, 'number-taken-on-add').getByText('was failed').waitFor();
      expect(await row(next, 'number-taken-on-add').locator('.was').getAttribute('title')).toBe(
        `at ${faulty.url}`,
      );
      await expectAccessible(next);
    } finally {
      await again.close();
    }
  });

  test('without a token, or with a wrong one, nothing runs on the provider, and one sentence says why', async () => {
    const { page, complaints } = await openView(browser, served.url, 'cases');
    await page.getByRole('combobox', { name: 'Send to' }).selectOption('provider');
    await search(page, 'taken-on-add');
    await page.getByRole('button', { name: 'Run 2 cases' }).click();
    await page.getByRole('alert').filter({ hasText: 'Give a token' }).first().waitFor();
    await page.getByLabel('Provider token').fill('a-wrong-token');
    await page.getByRole('button', { name: 'Run number-taken-on-add', exact: true }).click();
    const alert = page.getByRole('alert').filter({ hasText: 'refuses the token with status 401' });
    await alert.first().waitFor();
    await page.getByRole('button', { name: 'Run 2 cases' }).waitFor();
    for (const verdict of ['passed', 'failed', 'could not run']) {
      await page.getByRole('button', { name: `0 ${verdict}`, exact: true }).waitFor();
    }
    expect(complaints).toEqual([]);
  });

  test('faults that are set for all accounts do not reach the cases', async () => {
    const own = await serveExplorer();
    try {
      await fetch(`${own.url}/_mock/faults/*`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ status: 503 }),
      });
      const { page } = await openView(browser, own.url, 'cases');
      await search(page, 'taken-on-add');
      await page.getByRole('button', { name: 'Run 2 cases' }).click();
      await done(page, '2 of 2 done.');
      await page.getByRole('button', { name: '2 passed' }).waitFor();
    } finally {
      await own.close();
    }
  });

  test('at 360 px the list comes first, no label is cut, and a verdict opens the groups that have it', async () => {
    const { page } = await openView(browser, served.url, 'cases', { width: 360, height: 740 });
    const top = async (text: string) => (await page.getByText(text).first().boundingBox())?.y ?? 0;
    expect(await top('Select a case')).toBeGreaterThan(await top('Run group'));
    await search(page, 'taken-on-add');
    await page.getByRole('button', { name: 'Run 2 cases' }).click();
    await done(page, '2 of 2 done.');
    await search(page, '');
    await page.getByRole('button', { name: '2 passed' }).click();
    await row(page, 'number-taken-on-add').waitFor();
    const cut = await page
      .locator('.filters label, .chip, .actions button')
      .evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1).length);
    expect(cut).toBe(0);
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
    ).toBeLessThanOrEqual(0);
    await expectAccessible(page);
  });

  test('exchanges of passed cases are dropped first where a tab stores too much, and the case says so', async () => {
    const { page } = await openView(browser, served.url, 'cases/number-taken-on-add');
    const detail = page.getByRole('region', { name: 'Case', exact: true });
    await detail.getByRole('button', { name: 'Run on the mock' }).click();
    await done(page, '1 of 1 done.');
    // As many results as fill the storage.
    await page.evaluate(() => {
      const name = 'explorer.result mock number-taken-on-add';
      const text = sessionStorage.getItem(name) ?? '';
      const result = JSON.parse(text);
      const long = { ...result, message: 'x'.repeat(90_000), verdict: 'differs' };
      for (let i = 0; i < 25; i++) {
        sessionStorage.setItem(`explorer.result mock other-${i}`, JSON.stringify(long));
      }
    });
    await page.reload();
    await search(page, 'taken-on-add');
    await page.getByRole('button', { name: 'Run 2 cases' }).click();
    await done(page, '2 of 2 done.');
    await page.reload();
    await detail.getByText('are no longer kept').waitFor();
    await detail.getByText('passed').first().waitFor();
    const size = await page.evaluate(() => JSON.stringify(sessionStorage).length);
    expect(size).toBeLessThan(3_500_000);
  });
});
