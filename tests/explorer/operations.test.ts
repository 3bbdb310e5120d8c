import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { groupOperations } from '../../mocks/explorer/try/operation-groups.ts';
import { withDocument } from '../fixtures/plain-document.ts';
import { inBrowser } from './browser.ts';
import { expectAccessible, type Served, serveExplorer } from './explorer.ts';
import { useExplorer } from './use-explorer.ts';

const tags = ['ada', 'bob', 'cyd', 'dan', 'eve', 'fay', 'gus', 'hal'];

/** A document of 300 operations in 8 tags, and one more without a tag. */
const large = {
  openapi: '3.1.0',
  info: { title: 'Large', version: '1.0.0' },
  paths: Object.fromEntries(
    Array.from({ length: 301 }, (_, i) => [
      `/things-${i}`,
      {
        get: {
          operationId: `readThings${i}`,
          summary: `Read things of kind ${i}`,
          ...(i < 300 && { tags: [tags[i % tags.length]] }),
          responses: { '200': { description: 'Things.' } },
        },
      },
    ]),
  ),
};

test('operations are grouped by their first tag, and found by the words of all that names them', () => {
  const operation = (id: string, tag?: string) =>
    ({
      ...{ id, method: 'get', path: `/${id}`, summary: `Read ${id}` },
      tags: tag === undefined ? [] : [tag],
    }) as never;
  const all = [operation('a'), operation('b', 'x'), operation('c', 'y'), operation('d', 'x')];
  const idsOf = (search: string) =>
    groupOperations(all, search).map(({ tag, operations }) => [tag, operations.map((o) => o.id)]);
  expect(idsOf('')).toEqual([
    ['x', ['b', 'd']],
    ['y', ['c']],
    ['', ['a']],
  ]);
  expect(idsOf('GET x')).toEqual([['x', ['b', 'd']]]);
  expect(idsOf('/c read')).toEqual([['y', ['c']]]);
  expect(idsOf('nothing')).toEqual([]);
});

inBrowser('the list of operations', () => {
  const explorer = useExplorer();
  let many: Served;
  beforeAll(async () => {
    many = await withDocument(large, (spec) => serveExplorer({ spec }));
  });
  afterAll(() => many.close());

  test('an operation may have the name of what every JavaScript object has', async () => {
    const document = {
      ...large,
      paths: {
        '/built': {
          get: { operationId: 'constructor', responses: { '200': { description: 'Built.' } } },
        },
      },
    };
    const odd = await withDocument(document, (spec) => serveExplorer({ spec }));
    const { page, complaints } = await explorer.open('try/constructor', {}, odd.url);
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.locator('.response .status').waitFor();
    expect(complaints).toEqual([]);
    await odd.close();
  });

  const open = async (view: string, width: number) =>
    (await explorer.open(view, { width }, many.url)).page;
  const list = (page: Page) => page.getByRole('navigation', { name: 'Operations' });
  const inSight = (page: Page, selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => {
        const { top, bottom } = element.getBoundingClientRect();
        return bottom > 0 && top < innerHeight;
      });

  test.each([360, 1280])(
    'of 300 operations, the one of the address and the clicked one are in sight at %i px',
    async (width) => {
      const page = await open('try/readThings250', width);
      expect(await inSight(page, '.request')).toBe(true);
      if (width === 360) await page.locator('.operation-picker > summary').click();
      expect(await list(page).locator('h2').allInnerTexts()).toEqual([...tags, 'Others']);
      expect(await inSight(page, '.operation-list [aria-current]')).toBe(true);
      await list(page).getByRole('link', { name: 'Read things of kind 293' }).click();
      await page.getByRole('heading', { name: 'Read things of kind 293' }).waitFor();
      expect(await inSight(page, 'h1')).toBe(true);
      expect(await inSight(page, '.request')).toBe(true);
      const { scrollWidth, height } = await page.evaluate(() => ({
        scrollWidth: document.documentElement.scrollWidth,
        height: document.documentElement.scrollHeight,
      }));
      expect(scrollWidth).toBe(width);
      expect(height).toBeLessThan(2_000);
      await expectAccessible(page);
    },
  );

  test('Ctrl+K searches operations from every view, and the arrow keys and Enter choose one', async () => {
    const page = await open('journal', 1280);
    await page.keyboard.press('Control+k');
    await page.getByRole('searchbox', { name: 'Filter operations' }).waitFor();
    await page.keyboard.type('kind 29');
    expect(await list(page).getByRole('link').count()).toBe(13);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    const wanted = await page.evaluate(() => document.activeElement?.textContent ?? '');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1 }).filter({ hasText: '29' }).waitFor();
    expect(wanted).toContain(await page.getByRole('heading', { level: 1 }).innerText());
    await page.keyboard.press('Control+k');
    await page.keyboard.type('/things-7');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Read things of kind 7', exact: true }).waitFor();
  });

  test('on a phone, Ctrl+K unfolds the list of operations', async () => {
    const page = await open('try', 360);
    expect(await list(page).count()).toBe(0);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('kind 123');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Read things of kind 123' }).waitFor();
    expect(await list(page).count()).toBe(0);
  });

  test('an address of no operation says so, and Try without one shows the last operation', async () => {
    const page = await open('try/readThings9', 1280);
    await page.goto(`${many.url}/_mock/#/try/nope`);
    await page.getByText('This page has nothing at #/try/nope.').waitFor();
    await page.goto(`${many.url}/_mock/#/try`);
    await page.getByRole('heading', { name: 'Read things of kind 9', exact: true }).waitFor();
    expect(await page.title()).toContain('Read things of kind 9');
  });
});
