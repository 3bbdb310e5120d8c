import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { createMock, type Mock, type MockOptions } from '../../mocks/index.ts';
import type { Browser } from './browser.ts';

/** A mock that listens, with the URL of its explorer. */
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

/** What went wrong on a page by itself, and what it asked of other machines. */
export interface Watched {
  readonly page: Page;
  readonly complaints: readonly string[];
}

/** Opens a view of the explorer and waits until it is there. */
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

/** Demands that axe-core finds nothing wrong with what a page shows, in light and dark colours. */
export async function expectAccessible(page: Page): Promise<void> {
  const isDark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
  const found = await findViolations(page, (axe) => axe);
  await page.emulateMedia({ colorScheme: isDark ? 'light' : 'dark' });
  // Of all rules only that of contrast looks at colours.
  const foundThen = await findViolations(page, (axe) => axe.withRules(['color-contrast']));
  await page.emulateMedia({ colorScheme: isDark ? 'dark' : 'light' });
  expect([...found, ...foundThen]).toEqual([]);
}

/** What axe-core finds wrong with what a page shows; it looks into frames only when it is told to. */
export async function findViolations(page: Page, only: (axe: AxeBuilder) => AxeBuilder) {
  // A second page to put results together, which frames would need, takes as long as the look.
  const { violations } = await only(new AxeBuilder({ page }).setLegacyMode(true)).analyze();
  return violations.map(({ id, help, nodes }) => ({
    id,
    help,
    where: nodes.map((node) => node.target.join(' ')),
  }));
}
