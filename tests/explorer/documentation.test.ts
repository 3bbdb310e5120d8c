import { expect, test } from 'vitest';
import { inBrowser } from './browser.ts';
import { expectAccessible } from './explorer.ts';
import { useExplorer } from './use-explorer.ts';

inBrowser('the view Documentation', () => {
  const explorer = useExplorer();

  test('shows the contract with its rules, sources and doubts, and asks nothing of others', async () => {
    const { page, complaints } = await explorer.open('documentation');
    await page.getByRole('heading', { name: 'Add a personal melody' }).waitFor();
    const section = page.locator('[id="tag/melodies/operation/addPersonalMelody"]');
    await section.getByText('one-rule-per-number').waitFor();
    await section.getByText('Добавить персональную мелодию').first().waitFor();
    await section
      .getByText('to add rules for virtual numbers that already have rules')
      .first()
      .waitFor();
    await section.getByText('Doubts D1, D11').first().click();
    await section.getByRole('link', { name: 'D11', exact: true }).first().click();
    await page.getByRole('heading', { level: 1 }).getByText('D11').waitFor();
    expect(page.url()).toMatch(/#\/doubts\/D11$/);
    // Whoever scrolls elsewhere is not led back by what was taken down.
    await page.mouse.wheel(0, 500);
    await page.getByLabel('Filter').fill('D1');
    expect(page.url()).toMatch(/#\/doubts\/D11$/);
    expect(complaints).toEqual([]);
  });

  test('leads to an operation by its address, and by its menu', async () => {
    const address = 'documentation/tag/melodies/operation/deletePersonalMelody';
    const { page } = await explorer.open(address);
    const heading = page.getByRole('heading', { name: 'Delete a personal melody' });
    await heading.waitFor();
    await expect.poll(async () => (await heading.boundingBox())?.y).toBeLessThan(200);
    await page.getByRole('menuitem', { name: 'Add a personal melody' }).click();
    await expect.poll(() => page.url()).toMatch(/#\/documentation\/.*addPersonalMelody$/);
    await page.getByRole('navigation', { name: 'Views' }).getByText('Documentation').waitFor();
  });

  test('is loaded only when it is opened', async () => {
    const { page } = await explorer.open('try');
    const loaded = () =>
      page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
    expect(await loaded()).not.toContainEqual(expect.stringMatching(/redoc/));
    await page.getByRole('link', { name: 'Documentation' }).click();
    await page.getByRole('heading', { name: 'Add a personal melody' }).waitFor();
    expect(await loaded()).toContainEqual(expect.stringMatching(/redoc/));
  });

  test('says so when it cannot be loaded', async () => {
    const { page } = await explorer.open('try');
    await page.route(/redoc/, (route) => route.abort());
    await page.getByRole('link', { name: 'Documentation' }).click();
    await page.getByRole('alert').filter({ hasText: 'could not be loaded' }).waitFor();
  });

  test.each([
    { width: 1280, dark: false },
    { width: 360, dark: true },
  ])(
    'is accessible and fits at $width px, dark $dark',
    async (options) => {
      const { page } = await explorer.open('documentation', options);
      await page.getByRole('heading', { name: 'Add a personal melody' }).waitFor();
      await expectAccessible(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(options.width);
      // The whole contract stands on one page, which axe-core looks at for ten seconds.
    },
    90_000,
  );

  test('follows the scheme when it changes', async () => {
    const { page, complaints } = await explorer.open('documentation');
    const heading = page.getByRole('heading', { name: 'Add a personal melody' });
    await heading.waitFor();
    const colour = () => heading.evaluate((one) => getComputedStyle(one).color);
    const light = await colour();
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect
      .poll(async () => ((await heading.count()) === 1 ? colour() : light))
      .not.toBe(light);
    expect(complaints).toEqual([]);
  });
});
