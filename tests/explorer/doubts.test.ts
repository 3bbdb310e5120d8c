import { expect, test } from 'vitest';
import { inBrowser } from './browser.ts';
import { expectAccessible } from './explorer.ts';
import { useExplorer } from './use-explorer.ts';

inBrowser('the view Doubts', () => {
  const explorer = useExplorer();

  /** What the mock answers for the list of rules, as the account of a token. */
  async function listed(token: string): Promise<string> {
    const answer = await fetch(`${explorer.served.url}/melodies/personal`, {
      headers: { authorization: token },
    });
    return answer.text();
  }

  test('shows the evidence side by side, and where the doubt matters', async () => {
    const { page, complaints } = await explorer.open('doubts/D9');
    const evidence = page.getByRole('region', { name: 'Evidence' });
    expect(await evidence.getByRole('article').count()).toBe(4);
    await evidence.getByText('each of the two id lists').waitFor();
    const titles = await evidence.locator('[lang=ru]').allTextContents();
    expect(titles).toContain('Получить все настроенные персональные мелодии');
    const [first, second] = await Promise.all(
      [0, 1].map((i) => evidence.getByRole('article').nth(i).boundingBox()),
    );
    expect(first?.y).toBe(second?.y);
    await page
      .getByRole('region', { name: 'In the contract' })
      .getByText('MelodyRule')
      .first()
      .waitFor();
    const cases = page.getByRole('region', { name: 'Edge cases' });
    await cases.getByText('The catalogue has no case of its own for it.').waitFor();
    expect(complaints).toEqual([]);
  });

  test('leads to its edge cases and operations', async () => {
    const { page } = await explorer.open('doubts/D17');
    const one = page.getByRole('region', { name: 'Edge cases' }).getByRole('link').first();
    await one.waitFor();
    expect(await one.getAttribute('href')).toMatch(/^#\/cases\/./);
    await page
      .getByRole('region', { name: 'In the contract' })
      .getByText('editSipNumber', { exact: true })
      .click();
    expect(page.url()).toMatch(/#\/try\/editSipNumber$/);
  });

  test('is found by words, and by a switch that was turned', async () => {
    const { page } = await explorer.open('doubts');
    const links = page.getByRole('navigation', { name: 'Doubts' }).getByRole('link');
    await page.getByLabel('Filter').fill('cyrillic');
    await page.getByRole('status').getByText('1 of 25').waitFor();
    await links.click();
    await page.getByRole('heading', { level: 1 }).getByText('D2').waitFor();
    await page.getByLabel('Filter').fill('nowhere to be found');
    await page.getByText('No doubt matches.').waitFor();
    await page.getByLabel('Filter').fill('');
    await page.getByLabel('Show').selectOption('turned away');
    await page.getByText('No doubt matches.').waitFor();
  });

  test('turns a switch for this account only, by keyboard, and puts it back', async () => {
    const { page } = await explorer.open('doubts/D9');
    await page.getByLabel('Token', { exact: true }).fill('mine');
    await page.getByRole('radio', { name: /^null default/ }).focus();
    await page.keyboard.press('ArrowDown');
    await page.getByText('Turned to empty-array.').waitFor();
    await page.getByRole('navigation').getByText('turned: empty-array').waitFor();
    const [mine, other] = await Promise.all([listed('mine'), listed('other')]);
    expect(mine).not.toContain('null');
    expect(mine).toContain('[]');
    expect(other).not.toContain('[]');
    await page.getByRole('button', { name: 'Put it back' }).click();
    await page.getByText('It is put back.').waitFor();
    expect(await listed('mine')).not.toContain('[]');
  });

  test('put back for one account, shows what is turned for all', async () => {
    const { page } = await explorer.open('doubts/D9');
    const back = page.getByRole('button', { name: 'Put it back' });
    const given = page.getByRole('radio', { name: /^empty-array/ });
    await page.getByLabel('all accounts').check();
    await given.check();
    await page.getByText('Turned to empty-array.').waitFor();
    await page.getByLabel(/only the account/).check();
    // Nothing is turned for the account, once its own switches are there.
    await expect.poll(() => back.isDisabled()).toBe(true);
    await page.getByRole('radio', { name: /^null default/ }).click();
    await page.getByText('Turned to null.').waitFor();
    await back.click();
    await page.getByText('It is put back.').waitFor();
    expect([await given.isChecked(), await back.isDisabled()]).toEqual([true, true]);
    await page.getByLabel('all accounts').check();
    await back.click();
    await page.getByRole('radio', { name: /^null default/, checked: true }).waitFor();
  });

  test('turns a switch for all accounts, which each of them shows', async () => {
    const { page } = await explorer.open('doubts/D18');
    await page.getByLabel('all accounts').check();
    await page.getByRole('radio', { name: /^mask/ }).check();
    await page.getByText('Turned to mask.').waitFor();
    await page.getByLabel(/only the account/).check();
    await page.locator('input[type=radio]:checked').nth(1).waitFor();
    await expect.poll(() => page.getByRole('radio', { name: /^mask/ }).isChecked()).toBe(true);
    await page.getByLabel('all accounts').check();
    await page.getByRole('button', { name: 'Put all switches back' }).click();
    await page.getByText('All switches are put back.').waitFor();
    await expect.poll(() => page.getByRole('radio', { name: /^echo/ }).isChecked()).toBe(true);
  });

  test('says so when there is no such doubt', async () => {
    const { page } = await explorer.open('doubts/D99');
    await page.getByText('There is no doubt D99; choose one of the list.').waitFor();
  });

  test.each([
    { width: 1280, dark: false },
    { width: 360, dark: true },
    { width: 1920, dark: false },
  ])('is accessible and fits at $width px, dark $dark', async (options) => {
    const { page } = await explorer.open('doubts/D9', options);
    await page.getByRole('radio', { name: /^null default/ }).waitFor();
    await page.getByText('The catalogue has no case of its own for it.').waitFor();
    if (options.width < 1920) await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(options.width);
  });
});
