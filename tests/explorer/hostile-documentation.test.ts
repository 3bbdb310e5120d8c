import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { inBrowser } from './browser.ts';
import { useExplorer } from './use-explorer.ts';

/** HTML that leads or asks elsewhere, or runs a script that does. */
const hostileHtml = (away: string): string[] => {
  const script = `hostile = 1; parent.postMessage('#/faults', '*'); new Image().src = '${away}script'`;
  return [
    `<meta http-equiv="refresh" content="0;url=${away}refresh">`,
    `<base href="${away}base">`,
    `<script>${script}</script>`,
    `<script src="${away}script.js"></script>`,
    `<img src="${away}image" onerror="${script}">`,
    `<svg onload="${script}"><image href="${away}svg" /></svg>`,
    `<video src="${away}video" poster="${away}poster"></video>`,
    `<iframe src="${away}frame"></iframe>`,
    `<iframe srcdoc="<script>${script.replace('parent', 'top')}</script>"></iframe>`,
    `<object data="${away}object"></object><embed src="${away}embed">`,
    `<style>@import "${away}import"; body { background: url(${away}style) }</style>`,
    `<p style="background: url(${away}background)">hostile text</p>`,
    `<link rel="stylesheet" href="${away}sheet"><link rel="prefetch" href="${away}prefetch">`,
    `<form action="${away}form"><button>hostile button</button></form>`,
    `<a href="${away}link">hostile link</a>`,
    `<a href="${away}top" target="_top">hostile link to the top</a>`,
    `<a href="${away}parent" target="_parent">hostile link to the parent</a>`,
    `<a href="${away}tab" target="_blank">hostile link to a tab</a>`,
    `<a href="#" ping="${away}ping">hostile link that tells</a>`,
    `<a href="javascript:${script}">hostile script link</a>`,
    `<svg height="20"><a xlink:href="${away}svg"><text y="15">hostile drawn link</text></a></svg>`,
    `<map name="m"><area shape="default" href="${away}area" target="_top"></map>
     <img usemap="#m" alt="hostile picture" width="50" height="50">`,
  ];
};

inBrowser('a hostile contract in the Documentation view', () => {
  const explorer = useExplorer();
  let elsewhere: Server;
  let away: string;
  let asked: string[];
  beforeAll(async () => {
    elsewhere = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end();
    });
    elsewhere.on('connection', () => asked.push('a connection'));
    await once(elsewhere.listen(0, '127.0.0.1'), 'listening');
    away = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`;
  });
  afterAll(() => elsewhere.close());
  beforeEach(() => {
    asked = [];
  });

  /** Opens the documentation of a contract with a description and a contact. */
  async function openWith(description: string, url: string): Promise<[Page, FrameLocator]> {
    const { page } = await explorer.open('try');
    page.on('popup', (popup) => asked.push(`a tab with ${popup.url()}`));
    await page.route('**/_mock/contract', async (route) => {
      const response = await route.fetch();
      const contract = await response.json();
      Object.assign(contract.document.info, { description, contact: { name: 'hostile', url } });
      Object.assign(contract.document.tags[0], { description });
      await route.fulfill({ response, json: contract });
    });
    await page.reload();
    await page.getByRole('link', { name: 'Documentation' }).click();
    const frame = page.frameLocator('iframe');
    await frame.getByRole('heading', { name: 'Add a personal melody' }).waitFor();
    return [page, frame];
  }

  /** Demands that the page is where it was and that nothing was asked of elsewhere. */
  async function expectHeld(page: Page): Promise<void> {
    await page.getByRole('heading', { level: 1, name: 'Documentation' }).waitFor();
    expect(page.url()).toContain(`${explorer.served.url}/_mock/#/documentation`);
    expect(await page.evaluate(() => 'hostile' in globalThis)).toBe(false);
    expect(asked).toEqual([]);
    // Otherwise it could not have been seen.
    await fetch(`${away}control`);
    expect(asked).toContain('/control');
  }

  test('a hostile contract is shown, but leads nowhere and runs no script, not even after a click', async () => {
    const preconnect = `<link rel="preconnect" href="${away}">`;
    const description = [...hostileHtml(away), preconnect].join('\n\n');
    const [page, frame] = await openWith(description, `javascript:top.location='${away}'`);
    await frame.getByText('hostile text').first().waitFor();
    const links = frame.locator('a, button').filter({ hasText: 'hostile' });
    expect(await links.count()).toBeGreaterThan(7);
    for (const link of await links.all()) {
      for (const button of ['left', 'middle'] as const) await link.click({ button });
    }
    // A picture is covered by its map.
    await frame.getByAltText('hostile picture').first().click({ force: true });
    await page.getByRole('link', { name: `${away}area` }).waitFor();
    await frame.getByText('hostile link to the top').first().click();
    await page.getByRole('link', { name: `${away}top` }).waitFor();
    const body = frame.locator('body').filter({ hasText: 'Add a personal melody' });
    expect(await body.evaluate(() => 'hostile' in globalThis)).toBe(false);
    await expectHeld(page);
  });

  test('a hostile contract covers at most its own frame', async () => {
    const cover = 'position: fixed; inset: 0; z-index: 999; background: white';
    const overlay = `<a href="${away}overlay" target="_top" style="${cover}">hostile overlay</a>`;
    const [page] = await openWith(overlay, away);
    await page.locator('iframe').click();
    await page.getByRole('link', { name: `${away}overlay` }).waitFor();
    await expectHeld(page);
    await page.getByRole('link', { name: 'Try', exact: true }).click();
    await page.getByRole('button', { name: 'Send', exact: true }).waitFor();
  });

  test('the frame alone contains a hostile contract that Redoc does not sanitize', async () => {
    const [page] = await openWith('', away);
    expect(await page.locator('iframe').getAttribute('sandbox')).toBe('allow-scripts');
    const frame = page.frames().find((one) => one.url().includes('documentation.html'));
    const stopped = page.waitForEvent('console', (one) => one.text().includes('frame-src'));
    const done = await frame?.evaluate(
      async ([away = '', ...html]) => {
        for (const one of html) {
          document.body.append(document.createRange().createContextualFragment(one));
        }
        for (const link of Array.from(document.querySelectorAll<HTMLElement>('body > a, form'))) {
          if (link instanceof HTMLFormElement) link.requestSubmit();
          else link.click();
        }
        const attempts: Record<string, () => unknown> = {
          'read the page': () => parent.document.title,
          'move the page': () => top?.location.assign(away),
          'open a tab': () => window.open(away)?.closed,
          'ask elsewhere': () => fetch(away, { mode: 'no-cors' }),
          'ask the mock': () => fetch('/_mock/journal'),
          'remember something': () => localStorage.setItem('hostile', '1'),
          'start a worker': () => new Worker(URL.createObjectURL(new Blob(['']))).postMessage(1),
          'run what is inserted': () => (globalThis as { hostile?: unknown }).hostile,
        };
        const possible: string[] = [];
        for (const [name, attempt] of Object.entries(attempts)) {
          try {
            if ((await attempt()) !== undefined) possible.push(name);
          } catch {
            // As it should be.
          }
        }
        return possible;
      },
      [away, ...hostileHtml(away)],
    );
    expect(done).toEqual([]);
    await stopped;
    // Chromium connects before it looks whether the frame may be led there, and then sends nothing.
    asked = asked.filter((one) => one !== 'a connection');
    await expectHeld(page);
  });
});
