import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { renderHtml } from '../../../contracts/report/index.ts';
import type { Report } from '../../../contracts/report/report.ts';
import { type Browser, inBrowser, startBrowser } from '../../explorer/browser.ts';
import { expectAccessible } from '../../explorer/explorer.ts';
import { brokenResult, hostile, sampleReport, sampleResult } from './sample-report.ts';

inBrowser('report.html in a browser', () => {
  const dir = mkdtempSync(join(tmpdir(), 'report-'));
  const file = join(dir, 'report.html');
  const url = pathToFileURL(file).href;
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(dir, { recursive: true, force: true });
  });

  /** Opens the page of a report; `complaints` are its errors and its requests. */
  async function open(
    report: Report = sampleReport(),
    { hash = '', ...options }: Parameters<Browser['page']>[0] & { hash?: string } = {},
    prepare?: (page: Page) => Promise<unknown>,
  ) {
    writeFileSync(file, renderHtml(report));
    const page = await browser.page(options);
    const complaints: string[] = [];
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('request', (request) => request.url() !== url && complaints.push(request.url()));
    await prepare?.(page);
    await page.goto(url + hash);
    return { page, complaints };
  }

  const unfoldAll = (page: Page) =>
    page.evaluate(() => {
      document.querySelectorAll('details').forEach((one) => {
        one.open = true;
      });
    });
  const ids = (page: Page) =>
    page.locator('article:visible').evaluateAll((all) => all.map(({ id }) => id));

  test('copies the command that repeats a finding, says so, and returns to its label', async () => {
    const { page } = await open(undefined, {}, (one) => one.clock.install());
    await page.locator('.group summary').first().click();
    const button = page.getByRole('button', { name: 'Copy the command' });
    await button.click();
    const copied = page.getByRole('button', { name: 'Copied.' });
    await copied.waitFor();
    expect(await page.locator('#status').textContent()).toBe('Copied.');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(brokenResult.repeat);
    await page.clock.runFor(2_000);
    await button.waitFor();
    expect(await page.locator('#status').textContent()).toBe('');
  });

  test.each([
    { says: 'copies a selection without access to the clipboard', copies: true, want: 'Copied.' },
    {
      says: 'leaves the text selected if it cannot copy',
      copies: false,
      want: 'Selected: copy it with the keyboard.',
    },
  ])('$says', async ({ copies, want }) => {
    const { page } = await open(undefined, {}, (one) =>
      one.addInitScript((can) => {
        Object.defineProperty(navigator, 'clipboard', { value: undefined });
        document.execCommand = () => can;
      }, copies),
    );
    await page.locator('.group summary').first().click();
    await page.getByRole('button', { name: 'Copy the command' }).click();
    await page.getByRole('button', { name: want }).waitFor();
    expect(await page.evaluate(() => `${getSelection()}`)).toBe(brokenResult.repeat);
  });

  test('unfolds what a link leads to, and all that it stands in', async () => {
    const { page } = await open(undefined, { hash: '#result-lists' });
    expect(await page.getByText('Link to this result').count()).toBeGreaterThan(0);
    const within = page.locator('#skipped, #result-lists > details');
    expect(await within.evaluateAll((all) => all.map((one) => one.matches('[open]')))).toEqual([
      true,
      true,
    ]);
    await page.getByRole('link', { name: '1 kept' }).click();
    await page.locator('#kept[open]').waitFor();
  });

  test('shows its time in the zone of the reader', async () => {
    const { page } = await open();
    const [shown, want] = await page.locator('time').evaluate((time) => [
      time.textContent,
      new Date('2026-01-02T03:04:05.678Z').toLocaleString('en-GB', {
        dateStyle: 'long',
        timeStyle: 'long',
      }),
    ]);
    expect(shown).toBe(`${want} (local time)`);
  });

  test.each([
    { of: 'an id', text: 'u1-ADD', want: ['result-U1-add'] },
    { of: 'words of a sentence, in any order', text: 'refused taken', want: ['result-U1-add'] },
    { of: 'a row of the documentation', text: 'row seats', want: ['result-U1-add'] },
    { of: 'a doubt', text: 'D9', want: ['result-empty-list', 'doubt-D9'] },
    { of: 'the path of a request', text: '/desks/83', want: ['result-pact-hostile'] },
    { of: 'nothing', text: 'no such words', want: [] },
  ])('shows only what has the text of $of', async ({ text, want }) => {
    const { page } = await open();
    const usual = await page.locator('details[open]').count();
    await page.keyboard.press('/');
    await page.keyboard.type(text);
    expect(await ids(page)).toEqual(want);
    const found =
      want.length === 0
        ? 'Nothing matches.'
        : `${want.length} of 12 match${want.length === 1 ? 'es' : ''}`;
    expect(await page.locator('.found').textContent()).toBe(found);
    await page.keyboard.press('Escape');
    expect(await page.locator('.found').textContent()).toBe('');
    expect(await page.locator('details[open]').count()).toBe(usual);
    expect(await page.locator(':is(main, main *)[hidden]:not(button)').count()).toBe(0);
  });

  test('unfolds the exchange that has the text, if it stands nowhere else', async () => {
    const { page } = await open();
    await page.keyboard.press('/');
    await page.keyboard.type('x-quote');
    expect(await page.getByText('x-quote').isVisible()).toBe(true);
    expect(await page.locator('.exchange[open]:visible').count()).toBe(1);
  });

  test('a slash in the search is a slash', async () => {
    const { page } = await open();
    await page.keyboard.press('/');
    await page.keyboard.type('/desks');
    expect(await page.getByRole('searchbox').inputValue()).toBe('/desks');
  });

  test('a link ends the search that hides its target', async () => {
    const { page } = await open();
    await page.keyboard.press('/');
    await page.keyboard.type('U1-add');
    await page.getByRole('link', { name: '1 observed' }).click();
    await page.locator('#observed[open]').waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('');
  });

  test.each([360, 768, 1280, 1920])(
    'is as wide as its window of %i pixels, all unfolded',
    async (width) => {
      const long = 'long'.repeat(200);
      const results = [{ ...brokenResult, id: long, message: long }, ...sampleReport().results];
      const { page, complaints } = await open(sampleReport({ results, provider: long }), { width });
      await unfoldAll(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      expect(complaints).toEqual([]);
    },
  );

  test('axe-core finds nothing, in light and dark colours', async () => {
    const { page } = await open();
    await unfoldAll(page);
    await expectAccessible(page);
  });

  test('texts of a provider stay texts', async () => {
    const text = `${hostile}</script></style><img src=x onerror="document.title='x'">\u202e\u001b[31m`;
    const result = sampleResult({
      ...brokenResult,
      id: text,
      says: text,
      message: text,
      script: text,
    });
    const { page, complaints } = await open(sampleReport({ results: [result], summary: text }));
    expect(await page.title()).toBe('Broken: Booking desk');
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('.broken article .message').textContent()).toContain(
      '\\u202e\\u001b[31m',
    );
    expect(complaints).toEqual([]);
  });
});
