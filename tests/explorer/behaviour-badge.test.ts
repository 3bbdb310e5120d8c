import { expect, test } from 'vitest';
import { inBrowser } from './browser.ts';
import { expectAccessible } from './explorer.ts';
import { useExplorer } from './use-explorer.ts';

inBrowser('the badge of what is set', () => {
  const explorer = useExplorer();

  const put = (path: string, payload: object) =>
    explorer.served.mock.inject({
      method: 'PUT',
      url: `/_mock/${path}`,
      headers: { authorization: 'explorer' },
      payload,
    });

  test('every view says how many faults and changed switches there are, as soon as they are set', async () => {
    const { page, complaints } = await explorer.open('try', { width: 1600 });
    const faults = page.getByRole('link', { name: '1 fault', exact: true });
    await put('faults/*', { status: 500, times: 2 });
    await faults.waitFor();
    await put('accounts/me/switches', { D9: 'empty-array' });
    const switches = page.getByRole('link', { name: '1 switch', exact: true });
    await switches.waitFor();
    await expectAccessible(page);
    await switches.click();
    await page.getByRole('navigation').getByText('changed: empty-array').waitFor();
    await faults.click();
    await page.getByText('2 left').waitFor();
    const { page: narrow } = await explorer.open('state', { width: 360 });
    await narrow.getByRole('link', { name: '1 fault · 1 switch' }).waitFor();
    expect(await narrow.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await expectAccessible(narrow);
    await explorer.served.mock.inject({ method: 'DELETE', url: '/_mock/faults' });
    await narrow.getByRole('link', { name: '1 switch', exact: true }).waitFor();
    expect(complaints).toEqual([]);
  });

  test('what is typed in Faults and Doubts survives a reload', async () => {
    const { page } = await explorer.open('faults');
    await page.getByRole('button', { name: 'Rate limit (429)' }).click();
    await page.getByLabel('Times', { exact: true }).fill('7');
    await page.getByRole('radio', { name: 'All accounts' }).check();
    await page.reload();
    expect(await page.getByLabel('Times', { exact: true }).inputValue()).toBe('7');
    expect(await page.getByLabel('Status', { exact: true }).inputValue()).toBe('429');
    expect(await page.getByRole('radio', { name: 'All accounts' }).isChecked()).toBe(true);
    await page.getByRole('link', { name: 'Doubts' }).click();
    await page.getByLabel('Filter').fill('cyrillic');
    await page.getByRole('button', { name: /^With a switch/ }).click();
    await page.reload();
    expect(await page.getByLabel('Filter').inputValue()).toBe('cyrillic');
    await page.getByRole('button', { name: /^With a switch/, pressed: true }).waitFor();
  });
});
