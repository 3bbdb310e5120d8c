import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { describe } from 'vitest';

const executable = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);

/** The command that installs the browser. */
export const install = 'sudo apt-get install chromium';

/**
 * A `describe` for tests in a browser: without one they are skipped, with the command that installs
 * it, but run, and so fail, where `CI` is set.
 */
export const inBrowser =
  executable === undefined && !process.env.CI
    ? (title: string, tests: () => void) => describe.skip(`${title} (${install})`, tests)
    : describe;

// A test needs at most two pages.
const mostPages = 1;

/** A browser with an empty profile. */
export interface Browser {
  /** Opens a page; only the previous one stays open. */
  page(options?: { width?: number; height?: number; dark?: boolean }): Promise<Page>;
  close(): Promise<void>;
}

/** Starts Debian's Chromium. */
export async function startBrowser(): Promise<Browser> {
  if (executable === undefined) throw new Error(`There is no Chromium; ${install}`);
  const home = mkdtempSync(join(tmpdir(), 'explorer-'));
  const browser = await chromium.launch({
    executablePath: executable,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    env: { ...process.env, HOME: home } as Record<string, string>,
  });
  // One context for all pages, so that scripts are loaded and compiled once.
  const context = await browser.newContext({
    permissions: ['clipboard-read', 'clipboard-write'],
    locale: 'en-GB',
  });
  return {
    async page({ width = 1280, height = 900, dark = false } = {}) {
      // Pages of earlier tests would keep following their mocks.
      for (const old of context.pages().slice(0, -mostPages)) await old.close();
      const page = await context.newPage();
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
      return page;
    },
    async close() {
      await context.close();
      await browser.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
