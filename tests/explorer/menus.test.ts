import { expect, test } from 'vitest';
import { inBrowser } from './browser.ts';
import { expectAccessible } from './explorer.ts';
import { useExplorer } from './use-explorer.ts';

inBrowser('menus and confirmations', () => {
  const explorer = useExplorer();

  test('a menu near the right edge opens within the window', async () => {
    const { page } = await explorer.open('try/addPersonalMelody', { width: 360 });
    await page
      .locator('.copy-menu')
      .first()
      .evaluate((menu) => {
        menu.style.marginInlineStart = '8rem';
      });
    await page.locator('.copy-menu summary').first().click();
    await page.getByRole('button', { name: 'curl command' }).waitFor();
    const width = () => page.evaluate(() => document.documentElement.scrollWidth);
    await expect.poll(width).toBe(360);
    await page.getByLabel('Settings').click();
    await page.getByRole('radio', { name: 'Dark' }).waitFor();
    await expect.poll(width).toBe(360);
  });

  test('an open exchange has the heading of its view on a phone', async () => {
    await explorer.served.mock.inject({ url: '/melodies/personal' });
    const { page } = await explorer.open('journal/1', { width: 360 });
    await page.getByRole('heading', { level: 1, name: 'Journal' }).waitFor();
    await page.getByRole('heading', { level: 2, name: 'Exchange 1' }).waitFor();
    await expectAccessible(page);
  });

  test('a menu closes when the focus leaves it', async () => {
    const { page } = await explorer.open('try/addPersonalMelody');
    const entry = page.getByRole('button', { name: 'Link to this request' });
    await page.locator('.copy-menu summary').focus();
    await page.keyboard.press('Enter');
    await entry.focus();
    await page.keyboard.press('Tab');
    await entry.waitFor({ state: 'hidden' });
  });

  test('a confirmation keeps the focus while exchanges arrive, and gives it back on Escape', async () => {
    const { page } = await explorer.open('journal');
    const asker = page.getByRole('button', { name: 'Clear journal…' });
    await asker.focus();
    await page.keyboard.press('Enter');
    await page.locator('.confirm button:focus', { hasText: 'Cancel' }).waitFor();
    await page.keyboard.press('Shift+Tab');
    await page.locator('.confirm button:focus', { hasText: 'Clear journal' }).waitFor();
    await explorer.served.mock.inject({ url: '/nowhere/else' });
    await page.getByText('/nowhere/else').first().waitFor();
    await page.locator('.confirm button:focus', { hasText: 'Clear journal' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('button:focus', { hasText: 'Clear journal…' }).waitFor();
    await page.locator('.confirm').waitFor({ state: 'hidden' });
  });
});
