import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { type Browser, inBrowser } from './browser.ts';
import { expectAccessible, serveExplorer } from './explorer.ts';
import { createRuleClient, melodies } from './rule-client.ts';
import { useExplorer } from './use-explorer.ts';
import { usualFrame } from './usual-frame.ts';

const desk = fileURLToPath(new URL('../fixtures/booking-desk/openapi.yaml', import.meta.url));

inBrowser('the State view', () => {
  const explorer = useExplorer();

  let tokens = 0;

  /** Opens the view on a new account. */
  async function openAccount(options: Parameters<Browser['page']>[0] = {}) {
    const token = `state-${++tokens}`;
    const { send, add } = createRuleClient(explorer.served.url, token);
    // Reading creates no account.
    await send('DELETE', '/_mock/accounts/me/switches');
    const { body } = await send('GET', '/_mock/accounts/me');
    const shown = await explorer.open(`state/${body.id}`, options);
    await shown.page.getByRole('table').first().waitFor();
    return { ...shown, send, add, id: String(body.id) };
  }

  const rows = (page: Page): Locator =>
    page.getByRole('table', { name: `Items of ${melodies}` }).locator('[data-index]');
  const button = (page: Page, name: string): Locator =>
    page.getByRole('button', { name, exact: true });

  test('the State view shows the account of the page’s token, or a selected one', async () => {
    const other = await openAccount();
    await other.add(4711);
    const { page, complaints } = await explorer.open('state');
    await rows(page).filter({ hasText: '250' }).waitFor();
    expect(await rows(page).count()).toBe(1);
    await page.getByRole('combobox', { name: 'Account' }).selectOption({ value: other.id });
    await rows(page).filter({ hasText: '4711' }).waitFor();
    expect(page.url()).toContain(`#/state/${other.id}`);
    expect(complaints).toEqual([]);
  });

  test('the State view follows changes live, and flashes conflicting claims', async () => {
    const { page, add, complaints } = await openAccount();
    await add(1, 2);
    const added = rows(page).filter({ hasText: '83' });
    await added.filter({ hasText: '1' }).waitFor();
    expect(await added.getAttribute('class')).toContain('changed');
    // The owner is as new as the conflict.
    await add(3);
    expect((await add(3)).status).toBe(409);
    const chip = page.locator('.chip.conflict');
    await chip.waitFor();
    expect(await chip.textContent()).toBe('3');
    await page.getByLabel('Who owns').fill('1');
    await page.locator('.chip.match').waitFor();
    const note = page.getByRole('status').filter({ hasText: 'Refused' });
    expect(await note.textContent()).toContain('Number 3 already belongs to rule 84.');
    await expectAccessible(page);
    expect(complaints).toEqual([]);
  });

  test('the State view marks conflicts without animation if reduced motion is preferred', async () => {
    const { page, add } = await openAccount();
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await add(250);
    await page.locator('.chip.conflict').waitFor();
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  });

  test('the State view finds the owner of a value, or says that it is free', async () => {
    const { page, add } = await openAccount();
    await add(1, 2);
    await rows(page).nth(1).waitFor();
    await page.getByLabel('Who owns').fill('2');
    const found = page.getByRole('list', { name: 'Owners' });
    await found.getByRole('button', { name: `${melodies}/83` }).waitFor();
    expect(await found.textContent()).toContain('one-rule-per-group 2 is free');
    expect(await page.locator('.chip.match').textContent()).toBe('2');
  });

  test('the State view undoes and redoes changes, and restores any state of the history', async () => {
    const { page, add } = await openAccount();
    for (const number of [1, 2, 3]) await add(number);
    await rows(page).nth(3).waitFor();
    const ids = async () => (await rows(page).locator('.identity').allTextContents()).join();
    const press = async (name: string, want: string) => {
      await button(page, name).click();
      await expect.poll(ids).toBe(want);
    };
    await press('Undo', '77,83,84');
    await press('Undo', '77,83');
    await press('Redo', '77,83,84');
    await press('Undo', '77,83');
    await press('Undo', '77');
    await expect.poll(() => button(page, 'Undo').isDisabled()).toBe(true);
    await press('Redo', '77,83');
    await press('Redo', '77,83,84');
    await press('Redo', '77,83,84,85');
    await expect.poll(() => button(page, 'Redo').isDisabled()).toBe(true);
    // Any earlier state, not only the last.
    const points = page.getByRole('list', { name: 'history' });
    await points.getByText('Account created').scrollIntoViewIfNeeded();
    await points
      .getByRole('listitem')
      .filter({ hasText: 'Account created' })
      .getByRole('button')
      .click();
    await expect.poll(ids).toBe('77');
  });

  test('the State view applies a seed, and keeps a refused one for editing', async () => {
    const { page } = await openAccount({ width: 360 });
    await button(page, 'Seed…').click();
    const editor = page.getByRole('textbox', { name: 'Seed' });
    const seed = (number: number) =>
      JSON.stringify({
        [melodies]: {
          items: [{ id: 5, number_capacity_ids: [number], source_type: 'system', media_id: 1 }],
        },
      });
    await editor.fill(seed(250));
    await button(page, 'Apply seed').click();
    await page.getByRole('region', { name: 'Why it was refused' }).waitFor();
    expect(await editor.textContent()).toContain('250');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await expectAccessible(page);
    await editor.fill(seed(251));
    await button(page, 'Apply seed').click();
    await rows(page).filter({ hasText: '251' }).waitFor();
    expect(await editor.count()).toBe(0);
  });

  test('the State view says that an account does not exist', async () => {
    const { page } = await explorer.open('state/nobody');
    await page.getByText('There is no account nobody').waitFor();
    await page.getByRole('link', { name: 'Show the account' }).click();
    await page.getByRole('table').first().waitFor();
  });

  test('the State view scrolls 10,000 items with a few dozen rendered rows', async () => {
    const { page, send } = await openAccount({ width: 360, height: 700 });
    const items = Array.from({ length: 10_000 }, (_, i) => ({
      id: i + 1_000,
      number_capacity_ids: [i * 2 + 10_000, i * 2 + 10_001],
      source_type: 'system',
      media_id: 1,
    }));
    expect((await send('POST', '/_mock/accounts/me/seed', { [melodies]: { items } })).status).toBe(
      200,
    );
    await page.getByText('10,001 items').waitFor();
    expect(await rows(page).count()).toBeLessThan(60);
    expect(await usualFrame(page, `Items of ${melodies}`)).toBeLessThan(100);
    expect(await rows(page).count()).toBeLessThan(60);
    await page.getByLabel('Who owns').fill('29999');
    await rows(page).filter({ hasText: '29999' }).waitFor();
    expect(await page.locator('.chip.match').textContent()).toBe('29999');
    // A change of a large account shows soon.
    await send('DELETE', `${melodies}/77`);
    await page.getByText('10,000 items').waitFor();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBe(360);
  });

  test('the State view shows composite keys and limited rules of another contract', async () => {
    const office = await serveExplorer({ spec: desk });
    const { page, complaints } = await explorer.open('state', {}, office.url);
    const bookings = page.getByRole('table', { name: /bookings/ });
    await bookings.getByText('2026-05-04 · none · 1').waitFor();
    await page.getByText('A1 in atrium').waitFor();
    await page.getByLabel('Who owns').fill('Bekant · 100');
    await page.getByRole('button', { name: '/rooms/atrium/desks/1' }).waitFor();
    expect(complaints).toEqual([]);
    await page.close();
    await office.close();
  });
});
