import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { faults, type Provider, startProvider, type Ways } from '../providers/index.ts';
import { type Browser, inBrowser, startBrowser } from './browser.ts';
import { expectAccessible, openView, type Served, serveExplorer } from './explorer.ts';

// Accepts a taken number with status 200.
const faulty: Ways = faults.find(({ id }) => id === 'conflict-answered-ok')?.ways ?? {};

function detail(page: Page) {
  return page.getByRole('region', { name: 'Case', exact: true });
}

/** What a step expects and what came, without the bodies. */
async function outcomeOf(step: Locator): Promise<string[]> {
  const shown = await step.locator('.side-by-side dd').all();
  return Promise.all(
    shown.map((one) =>
      one.evaluate((element) => {
        const short = element.cloneNode(true) as Element;
        for (const body of Array.from(short.querySelectorAll('.preview'))) body.remove();
        return short.textContent?.trim() ?? '';
      }),
    ),
  );
}

/** Waits for the end of a run. */
async function done(page: Page, total: number): Promise<void> {
  await page
    .getByRole('status')
    .filter({ hasText: `${total} of ${total} done.` })
    .waitFor();
}

inBrowser('the Edge cases view', () => {
  let browser: Browser;
  let provider: Provider;
  let served: Served;
  beforeAll(async () => {
    [browser, provider] = await Promise.all([startBrowser(), startProvider(faulty)]);
    served = await serveExplorer({ provider: provider.url });
  });
  afterAll(async () => {
    await browser.close();
    await served.close();
    await provider.close();
  });

  test('the Edge cases view opens a case by its link and runs it', async () => {
    const { page, complaints } = await openView(browser, served.url, 'cases/edit-shrinks');
    await detail(page).getByText('A number that an edit leaves out is free').waitFor();
    await detail(page).getByRole('button', { name: 'Run on the mock' }).click();
    await done(page, 1);
    const steps = await detail(page).getByRole('listitem').filter({ hasText: 'Expected' }).all();
    const outcomes = await Promise.all(steps.map(outcomeOf));
    expect(outcomes).toEqual([
      ['200', '200 passed'],
      ['200', '200 passed'],
      ['200', '200 passed'],
      ['409', '409 passed'],
    ]);
    const last = detail(page).getByRole('listitem').filter({ hasText: 'Expected' }).last();
    expect(await last.locator('.side-by-side dd').last().textContent()).toContain(
      'already belongs to',
    );
    await last.getByRole('button', { name: 'Whole response of step 4' }).click();
    await last.getByLabel('Step 4 response: why it was refused').waitFor();
    await last.getByText('Response', { exact: true }).click();
    await page.getByRole('link', { name: 'U6', exact: true }).waitFor();
    expect(await page.title()).toContain('edit-shrinks');
    for (const summary of await detail(page)
      .getByText(/^(Request|Response)$/)
      .all()) {
      await summary.click();
    }
    expect(await detail(page).getByLabel('Step 2 request').textContent()).toContain('"id": 83');
    expect(await detail(page).getByLabel('Step 4 response body').textContent()).toContain(
      'uniqueness',
    );
    await expectAccessible(page);
    expect(complaints).toEqual([]);
  });

  test('the Edge cases view opens a step in Try, and copies all steps as a curl script', async () => {
    const { page } = await openView(browser, served.url, 'cases/number-of-other-account');
    await detail(page).getByRole('button', { name: 'Run on the mock' }).click();
    await done(page, 1);
    await detail(page).locator('summary', { hasText: 'Copy' }).click();
    await detail(page).getByRole('button', { name: 'As a curl script' }).click();
    await detail(page).getByText('Copied').waitFor();
    const script = await page.evaluate(() => navigator.clipboard.readText());
    expect(script.match(/^curl /gm)).toHaveLength(3);
    expect(script).toContain(`TOKEN=\${TOKEN-'curl-number-of-other-account-`);
    expect(script).toContain('-H "Authorization: second-$TOKEN"');
    expect(script).toContain('-H "Authorization: $TOKEN"');
    await detail(page).locator('summary', { hasText: 'Request' }).nth(1).click();
    await detail(page).getByRole('button', { name: 'Open in Try: step 2' }).click();
    await page.getByRole('heading', { name: 'Add a personal melody' }).waitFor();
    expect(page.url()).toContain('#/try/addPersonalMelody');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByRole('region', { name: 'Response' }).getByText('200').waitFor();
  });

  test('the Edge cases view filters by word, doubt, promise, operation and verdict, and runs the matching cases', async () => {
    const { page } = await openView(browser, served.url, 'cases');
    const shown = page.getByRole('heading', { level: 1 });
    await page.getByRole('searchbox', { name: 'Filter' }).fill('cyrillic purpose');
    await page.getByText('d2-cyrillic-purpose').waitFor();
    expect(await shown.textContent()).toMatch(/Edge cases [1-9] of \d+ cases/);
    await page.getByRole('searchbox', { name: 'Filter' }).fill('no such words');
    await page.getByText('No cases match.').waitFor();
    await page.getByRole('button', { name: 'Run – nothing matches', disabled: true }).waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).last().click();
    expect(await page.locator('.case-group details[open]').count()).toBe(0);
    await page.getByRole('combobox', { name: 'Promise' }).selectOption('U8');
    await page.getByRole('combobox', { name: 'Doubt' }).selectOption('D17');
    await page.getByText('No cases match.').waitFor();
    await page.getByRole('combobox', { name: 'Promise' }).selectOption('');
    await page.getByRole('combobox', { name: 'Operation' }).selectOption('editSipNumber');
    await page.getByText('d17-sip-unknown').waitFor();
    await page.getByRole('button', { name: 'Run 1 case' }).click();
    await done(page, 1);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('button', { name: '1 passed' }).click();
    await page.getByText('Edge cases 1 of').waitFor();
    await page.getByRole('listitem').filter({ hasText: 'd17-sip-unknown' }).waitFor();
    await expectAccessible(page);
  });

  test('the Edge cases view groups cases by promise and runs a single group', async () => {
    const { page } = await openView(browser, served.url, 'cases');
    await page.getByRole('combobox', { name: 'Group by' }).selectOption('promise');
    const group = page.getByRole('button', { name: 'Run group: U8' });
    await group.press('Enter');
    await page.getByRole('progressbar', { name: 'Progress' }).waitFor();
    await page
      .getByRole('status')
      .filter({ hasText: /done\.$/ })
      .waitFor();
    expect(await group.evaluate((one) => one === document.activeElement)).toBe(true);
    await page.getByText('U8', { exact: true }).click();
    const rows = page.getByRole('listitem').filter({ hasText: 'passed' });
    await rows.first().waitFor();
    const text = await page.getByRole('status').filter({ hasText: 'done' }).textContent();
    expect(text).toBe(`${await rows.count()} of ${await rows.count()} done.`);
  });

  test('the Edge cases view runs all matching cases, which pass, and stops on request', async () => {
    const { page, complaints } = await openView(browser, served.url, 'cases');
    // Another test runs the whole catalogue without a browser.
    await page.getByRole('combobox', { name: 'Promise' }).selectOption('U12');
    await page.getByRole('button', { name: /^Run \d+ cases$/ }).click();
    await page.getByRole('button', { name: 'Stop' }).click();
    const status = page.getByRole('status').filter({ hasText: 'Stopped after' });
    await status.waitFor();
    expect(await status.textContent()).toMatch(/^Stopped after \d+ of \d+\.$/);
    await page.getByRole('button', { name: /^Run \d+ cases$/ }).click();
    await page
      .getByRole('status')
      .filter({ hasText: /done\.$/ })
      .waitFor();
    expect(await page.getByRole('progressbar', { name: 'Progress' }).count()).toBe(0);
    await page.getByRole('button', { name: /^0 failed/ }).waitFor();
    await page.getByRole('button', { name: /^0 could not run/ }).waitFor();
    await page.getByRole('button', { name: /^[1-9]\d* passed/ }).waitFor();
    expect(complaints).toEqual([]);
  });

  test('the Edge cases view runs cases on a faulty provider, and keeps its token in this tab only', async () => {
    const { page, complaints } = await openView(browser, served.url, 'cases');
    await page.getByRole('combobox', { name: 'Send to' }).selectOption('provider');
    await page.getByText(`Requests go to ${provider.url}.`).waitFor();
    await page.getByLabel('Provider token').fill(provider.tokens.first);
    await page.getByLabel('Second token').fill(provider.tokens.second);
    await page.getByText('Test data', { exact: true }).click();
    await page.getByRole('textbox', { name: 'number', exact: true }).fill('1000-1019');
    await page.getByRole('searchbox', { name: 'Filter' }).fill('taken-on-add');
    await page.getByText('number-taken-on-add').waitFor();
    await page.getByRole('button', { name: 'Run 2 cases' }).click();
    await done(page, 2);
    await page.getByText('number-taken-on-add').click();
    await detail(page).getByText('It was accepted (200), but must be refused.').first().waitFor();
    const steps = await detail(page).getByRole('listitem').filter({ hasText: 'Expected' }).all();
    expect(await Promise.all(steps.map(outcomeOf))).toEqual([
      ['accepted (2xx)', '200 passed'],
      ['refused (4xx)', '200 failed'],
    ]);
    await detail(page).getByText(`on the provider ${provider.url} at`).waitFor();
    await expectAccessible(page);
    const shared = await page.evaluate(() => JSON.stringify(localStorage));
    expect(shared).not.toContain(provider.tokens.first);
    expect(page.url()).not.toContain(provider.tokens.first);
    expect(await page.content()).not.toContain(provider.tokens.first);
    await page.getByRole('combobox', { name: 'Send to' }).selectOption('mock');
    await detail(page).getByText('not run').first().waitFor();
    expect(complaints).toEqual([]);
  });

  test('the Edge cases view explains a wrong link, a missing token and invalid test data', async () => {
    const { page } = await openView(browser, served.url, 'cases/no-such-case');
    await page.getByText('There is no case “no-such-case”').waitFor();
    await page.getByRole('combobox', { name: 'Send to' }).selectOption('provider');
    await page.getByText('Enter the provider token above.').waitFor();
    await page.getByText('Test data', { exact: true }).click();
    await page.getByRole('textbox', { name: 'number', exact: true }).fill('5-1');
    await page.getByText('The range 5-1 ends before it begins.').waitFor();
    await expectAccessible(page);
  });

  test.each([360, 1920])('the Edge cases view is accessible and fits at %i px', async (width) => {
    const { page } = await openView(browser, served.url, 'cases/add-source-client-first', {
      width,
    });
    await detail(page).getByText('A provider may refuse this case').waitFor();
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
    ).toBeLessThanOrEqual(0);
    await expectAccessible(page);
  });
});
