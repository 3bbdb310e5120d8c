import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { createMock, type Mock, type MockOptions } from '../../mocks/index.ts';
import type { Browser } from './browser.ts';

/** A running mock. */
export interface Served {
  readonly mock: Mock;
  /** The URL of the mock, without a path. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a mock on a free port. */
export async function serveExplorer(options: MockOptions = {}): Promise<Served> {
  const mock = await createMock(options);
  const url = await mock.listen();
  return { mock, url, close: () => mock.close() };
}

/** A page with its errors, and its requests to other hosts. */
export interface Watched {
  readonly page: Page;
  readonly complaints: readonly string[];
}

/** Opens a view of the explorer and waits for its heading. */
export async function openView(
  browser: Browser,
  url: string,
  view: string,
  options: Parameters<Browser['page']>[0] = {},
): Promise<Watched> {
  const page = await browser.page(options);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) complaints.push(`asked ${request.url()}`);
  });
  await page.goto(`${url}/_mock/#/${view}`);
  await page.locator('main h1').first().waitFor();
  return { page, complaints };
}

/** Asserts that axe-core finds no violations on a page, in light and dark colours. */
export async function expectAccessible(page: Page): Promise<void> {
  const isDark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
  const found = await findViolations(page, (axe) => axe);
  await page.emulateMedia({ colorScheme: isDark ? 'light' : 'dark' });
  // Only the contrast rule depends on colours.
  const foundThen = await findViolations(page, (axe) => axe.withRules(['color-contrast']));
  await page.emulateMedia({ colorScheme: isDark ? 'dark' : 'light' });
  expect([...found, ...foundThen]).toEqual([]);
}

/** The violations that axe-core finds on a page; it skips frames unless told otherwise. */
export async function findViolations(page: Page, only: (axe: AxeBuilder) => AxeBuilder) {
  // Legacy mode: merging the results of frames on a second page would double the time.
  const { violations } = await only(new AxeBuilder({ page }).setLegacyMode(true)).analyze();
  return violations.map(({ id, help, nodes }) => ({
    id,
    help,
    where: nodes.map((node) => node.target.join(' ')),
  }));
}
