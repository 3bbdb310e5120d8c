import { expect, test } from 'vitest';
import { createMock } from '../../mocks/index.ts';
import { inBrowser } from './browser.ts';
import { expectAccessible, findViolations, serveExplorer } from './explorer.ts';
import { useExplorer } from './use-explorer.ts';

// Redoc asks for the logo of its makers, and the policy of its frame stops it.
const logo = 'https://cdn.redoc.ly/redoc/logo-mini.svg';
const unexpected = (complaints: readonly string[]) =>
  complaints.filter((complaint) => !complaint.includes(logo));

inBrowser('the Documentation view', () => {
  const explorer = useExplorer();

  test('the Documentation view shows the contract with rules, sources and doubts, and requests nothing from other hosts', async () => {
    const { page, complaints } = await explorer.open('try');
    const blocked = page.waitForEvent('requestfailed', (request) => request.url() === logo);
    await page.getByRole('link', { name: 'Documentation' }).click();
    const frame = page.frameLocator('iframe');
    await frame.getByRole('heading', { name: 'Add a personal melody' }).waitFor();
    expect((await blocked).failure()?.errorText).toBe('csp');
    const section = frame.locator('[id="tag/melodies/operation/addPersonalMelody"]');
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
    await page.goBack();
    await section.getByText('one-rule-per-number').waitFor();
    expect(unexpected(complaints)).toEqual([]);
  });

  test('the Documentation view opens an operation by its address and by its menu', async () => {
    const address = 'documentation/tag/melodies/operation/deletePersonalMelody';
    const { page } = await explorer.open(address);
    const frame = page.frameLocator('iframe');
    const deletion = frame.getByRole('heading', { name: 'Delete a personal melody' });
    const distance = async () => (await deletion.boundingBox())?.y;
    await expect.poll(distance).toBeLessThan(200);
    await frame.getByRole('menuitem', { name: 'Add a personal melody' }).click();
    await expect.poll(() => page.url()).toMatch(/#\/documentation\/.*addPersonalMelody$/);
    await expect.poll(distance).toBeGreaterThan(200);
    await page.goBack();
    await expect.poll(distance).toBeLessThan(200);
    await expect.poll(() => page.url()).toMatch(/#\/documentation\/.*deletePersonalMelody$/);
    const other = address.replace('deletePersonalMelody', 'listPersonalMelodies');
    await page.evaluate((hash) => location.assign(`#/${hash}`), other);
    await expect.poll(distance).toBeGreaterThan(200);
    await page.evaluate((hash) => location.assign(`#/${hash}`), address);
    await expect.poll(distance).toBeLessThan(200);
    await page.getByRole('navigation', { name: 'Views' }).getByText('Documentation').waitFor();
  });

  test('the Documentation view keeps what is long within its column at 360 px', async () => {
    const { page } = await explorer.open('documentation', { width: 360, height: 740 });
    const frame = page.frameLocator('iframe');
    const [heading, mail] = [frame.locator('h1').first(), frame.locator('a[href^=mailto]').first()];
    await mail.waitFor();
    const [of, within] = [await mail.boundingBox(), await heading.boundingBox()];
    expect(of?.x).toBeGreaterThanOrEqual(Number(within?.x));
  });

  test('the Documentation view says that an address leads nowhere', async () => {
    const { page } = await explorer.open('documentation/nonsense');
    await page.getByText('This page has nothing at #/documentation/nonsense.').waitFor();
  });

  test('the Documentation view copies an example', async () => {
    const { page } = await explorer.open('documentation');
    const frame = page.frameLocator('iframe');
    const section = frame.locator('[id="tag/melodies/operation/addPersonalMelody"]');
    await section.getByRole('button', { name: 'Copy' }).first().click();
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toContain('"media_id": 50');
  });

  test('the Documentation view is loaded only when it is opened', async () => {
    const { page } = await explorer.open('try');
    const loaded = () =>
      page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
    expect(await loaded()).not.toContainEqual(expect.stringMatching(/redoc|documentation/));
    await page.getByRole('link', { name: 'Documentation' }).click();
    await page.frameLocator('iframe').getByRole('heading').first().waitFor();
    expect(await loaded()).toContainEqual(expect.stringMatching(/documentation\.html/));
  });

  test('the Documentation view says that it cannot be loaded', async () => {
    const { page } = await explorer.open('try');
    await page.route(/redoc/, (route) => route.abort());
    await page.getByRole('link', { name: 'Documentation' }).click();
    const alert = page.frameLocator('iframe').getByRole('alert');
    await alert.filter({ hasText: 'could not be loaded' }).waitFor();
  });

  test('the Documentation view shows the new contract after a restart of the mock with another one', async () => {
    const served = await serveExplorer();
    const { page } = await explorer.open('documentation', {}, served.url);
    const frame = page.frameLocator('iframe');
    await frame.getByRole('heading', { name: 'Add a personal melody' }).waitFor();
    await served.close();
    const spec = new URL('../fixtures/booking-desk/openapi.yaml', import.meta.url).pathname;
    const again = await createMock({ spec });
    await again.listen({ port: Number(new URL(served.url).port) });
    await frame.getByRole('heading', { name: again.contract.title }).waitFor();
    await again.close();
  });

  test.each([
    { width: 1280, dark: false },
    { width: 360, dark: true },
  ])(
    'the Documentation view is accessible and fits at $width px (dark: $dark)',
    async (options) => {
      const { page } = await explorer.open('documentation', options);
      const frame = page.frameLocator('iframe');
      await frame.getByRole('heading', { name: 'Add a personal melody' }).waitFor();
      const found = await findViolations(page, (axe) =>
        // Redoc's headings go from the second level to the fifth.
        axe.setLegacyMode(false).disableRules('heading-order'),
      );
      expect(found).toEqual([]);
      const widthOf = () => document.documentElement.scrollWidth - document.body.clientWidth;
      expect(await page.evaluate(widthOf)).toBe(0);
      expect(await frame.locator('body').evaluate(widthOf)).toBe(0);
      // What of the page is our own is held to every rule.
      await expectAccessible(page);
      // The whole contract stands on one page, which axe-core looks at for ten seconds.
    },
    90_000,
  );

  test('the Documentation view follows a change of the colour scheme', async () => {
    const { page, complaints } = await explorer.open('documentation');
    const heading = page
      .frameLocator('iframe')
      .getByRole('heading', { name: 'Add a personal melody' });
    const colour = () => heading.evaluate((one) => getComputedStyle(one).color);
    const light = await colour();
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect
      .poll(async () => ((await heading.count()) === 1 ? colour() : light))
      .not.toBe(light);
    expect(unexpected(complaints)).toEqual([]);
  });
});
