import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { describe } from 'vitest';

const executable = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);

/** What installs the browser where it is missing. */
export const install = 'sudo apt-get install chromium';

/**
 * A `describe` for tests in a browser: without one they are skipped, with the command that installs
 * it, but run, and so fail, where `CI` is set.
 */
export const inBrowser =
  executable === undefined && !process.env.CI
    ? (title: string, tests: () => void) => describe.skip(`${title} (${install})`, tests)
    : describe;

/** A browser with nothing remembered. */
export interface Browser {
  /** A page of its own, with no cookies and nothing stored. */
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
  const contexts: BrowserContext[] = [];
  return {
    async page({ width = 1280, height = 900, dark = false } = {}) {
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: dark ? 'dark' : 'light',
        permissions: ['clipboard-read', 'clipboard-write'],
        locale: 'en-GB',
      });
      contexts.push(context);
      return context.newPage();
    },
    async close() {
      for (const context of contexts) await context.close();
      await browser.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
