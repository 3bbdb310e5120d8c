import { expect, test } from 'vitest';
import { inBrowser } from './browser.ts';
import { expectAccessible } from './explorer.ts';
import { useExplorer } from './use-explorer.ts';

inBrowser('the Doubts view', () => {
  const explorer = useExplorer();

  /** The list of rules of an account, as text. */
  async function listed(token: string): Promise<string> {
    const response = await fetch(`${explorer.served.url}/melodies/personal`, {
      headers: { authorization: token },
    });
    return response.text();
  }

  test('the Doubts view shows the evidence side by side, and the references to a doubt', async () => {
    const { page, complaints } = await explorer.open('doubts/D9');
    const evidence = page.getByRole('region', { name: 'Evidence' });
    const { doubts } = explorer.served.mock.contract;
    const known = doubts.find(({ id }) => id === 'D9')?.evidence.length;
    expect(await evidence.getByRole('article').count()).toBe(known);
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
    await cases.getByText('No edge cases for this doubt.').waitFor();
    expect(complaints).toEqual([]);
  });

  test('the Doubts view links to edge cases and operations', async () => {
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

  test('the Doubts view filters by words and by changed switches', async () => {
    const { page } = await explorer.open('doubts');
    const links = page.getByRole('navigation', { name: 'Doubts' }).getByRole('link');
    await page.getByLabel('Filter').fill('cyrillic');
    const all = explorer.served.mock.contract.doubts.length;
    await page.getByRole('status').getByText(`1 of ${all}`).waitFor();
    await links.click();
    await page.getByRole('heading', { level: 1 }).getByText('D2').waitFor();
    await page.getByLabel('Filter').fill('nowhere to be found');
    await page.getByText('No doubts match.').waitFor();
    await page.getByLabel('Filter').fill('');
    await page.getByRole('button', { name: 'Changed 0' }).click();
    await page.getByText('No doubts match.').waitFor();
  });

  test('the Doubts view sets a switch for this account only, by keyboard, and resets it', async () => {
    const { page } = await explorer.open('doubts/D9');
    await page.getByLabel('Token', { exact: true }).fill('mine');
    await page.getByRole('radio', { name: /^null default/ }).focus();
    await page.keyboard.press('ArrowDown');
    await page.getByText('Set to empty-array.').waitFor();
    await page.getByRole('navigation').getByText('changed: empty-array').waitFor();
    const [mine, other] = await Promise.all([listed('mine'), listed('other')]);
    expect(mine).not.toContain('null');
    expect(mine).toContain('[]');
    expect(other).not.toContain('[]');
    await page.getByRole('button', { name: 'Reset', exact: true }).click();
    await page.getByText('Switch reset.').waitFor();
    expect(await listed('mine')).not.toContain('[]');
  });

  test('the Doubts view shows the value for all accounts after a reset for one', async () => {
    const { page } = await explorer.open('doubts/D9');
    const back = page.getByRole('button', { name: 'Reset', exact: true });
    const given = page.getByRole('radio', { name: /^empty-array/ });
    await page.getByLabel('All accounts').check();
    await given.check();
    await page.getByText('Set to empty-array.').waitFor();
    await page.getByLabel(/This account only/).check();
    // Nothing is set for this account, once its own switches are loaded.
    await expect.poll(() => back.isDisabled()).toBe(true);
    await page.getByRole('radio', { name: /^null default/ }).click();
    await page.getByText('Set to null.').waitFor();
    await back.click();
    await page.getByText('Switch reset.').waitFor();
    expect([await given.isChecked(), await back.isDisabled()]).toEqual([true, true]);
    await page.getByLabel('All accounts').check();
    await page.getByRole('button', { name: 'Reset to default' }).click();
    await page.getByRole('radio', { name: /^null default/, checked: true }).waitFor();
  });

  test('the Doubts view sets a switch for all accounts, which each account shows', async () => {
    const { page } = await explorer.open('doubts/D18');
    await page.getByLabel('All accounts').check();
    await page.getByRole('radio', { name: /^mask/ }).check();
    await page.getByText('Set to mask.').waitFor();
    await page.getByLabel(/This account only/).check();
    await page.locator('main input[type=radio]:checked').nth(1).waitFor();
    await expect.poll(() => page.getByRole('radio', { name: /^mask/ }).isChecked()).toBe(true);
    await page.getByLabel('All accounts').check();
    await page.getByRole('button', { name: 'Reset all switches' }).click();
    await page.getByText('All switches reset.').waitFor();
    await expect.poll(() => page.getByRole('radio', { name: /^echo/ }).isChecked()).toBe(true);
  });

  test('the Doubts view shows each switch of a doubt, and resets them one by one', async () => {
    const { page } = await explorer.open('doubts/D7.add');
    await page.getByRole('heading', { level: 1 }).getByText('D7').waitFor();
    await page.getByLabel('Token', { exact: true }).fill('several');
    const add = page.getByRole('group', { name: 'D7.add' });
    await add.getByLabel('Value').selectOption('201');
    await page.getByText('Set to 201.').waitFor();
    await add.getByText('An addition is answered with 201.').waitFor();
    const location = page.getByRole('group', { name: 'D7.location' });
    await location.getByRole('radio', { name: /^sent/ }).check();
    await page.getByRole('navigation').getByText('changed: 201, sent').waitFor();
    await page.getByRole('link', { name: '2 switches', exact: true }).first().waitFor();
    await add.getByRole('button', { name: 'Reset', exact: true }).click();
    await page.getByRole('navigation').getByText('changed: sent').waitFor();
    expect(await add.getByLabel('Value').inputValue()).toBe('documented');
  });

  test('the Doubts view says that a doubt does not exist', async () => {
    const { page } = await explorer.open('doubts/D99');
    await page.getByText('There is no doubt D99. Select one from the list.').waitFor();
  });

  test.each([
    { width: 1280, dark: false },
    { width: 360, dark: true },
    { width: 1920, dark: false },
  ])('the Doubts view is accessible and fits at $width px (dark: $dark)', async (options) => {
    const { page } = await explorer.open('doubts/D9', options);
    await page.getByRole('radio', { name: /^null default/ }).waitFor();
    await page.getByText('No edge cases for this doubt.').waitFor();
    if (options.width < 1920) await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(options.width);
  });
});

inBrowser('the Doubts view of a mock with a profile', () => {
  const explorer = useExplorer({
    profile: {
      provider: 'https://pbx.example',
      date: '2026-11-28',
      positions: {
        D9: { is: 'empty-array', seen: ['empty-list'] },
        D10: 'replace',
        'D8.missing': { is: '410', seen: ['d17-delete-twice', 'status-of-404'] },
      },
    },
  });
  const says =
    'The mock behaves as https://pbx.example was seen on 2026-11-28: 2 positions unlike the strict mock.';

  test('the Doubts view says whom the mock behaves as, and shows the evidence of a position', async () => {
    const { page, complaints } = await explorer.open('doubts/D8');
    await page.getByText(says).waitFor();
    await page.getByRole('button', { name: 'In the profile 3' }).click();
    const links = page.getByRole('navigation', { name: 'Doubts' }).getByRole('link');
    await expect.poll(() => links.count()).toBe(3);
    const missing = page.getByRole('group', { name: 'D8.missing' });
    expect(await missing.getByLabel('Value').inputValue()).toBe('410');
    const options = await missing.getByRole('option').allTextContents();
    expect(options).toEqual(expect.arrayContaining(['404 · default', '410 · profile', '200']));
    await missing.getByText('status-of-404').waitFor();
    const link = missing.getByRole('link', { name: 'd17-delete-twice' });
    await link.click();
    expect(page.url()).toMatch(/#\/cases\/d17-delete-twice$/);
    expect(complaints).toEqual([]);
  });

  test('the Doubts view turns the profile back, position by position or at once', async () => {
    const { page } = await explorer.open('doubts/D9');
    await page.getByLabel('All accounts').check();
    const own = page.getByRole('radio', { name: /^empty-array profile/ });
    const strict = page.getByRole('radio', { name: /^null default/ });
    await expect.poll(() => own.isChecked()).toBe(true);
    await strict.check();
    await page.getByText('Set to null.').waitFor();
    await page.getByRole('button', { name: 'Reset to the profile' }).click();
    await page.getByText('Switch reset.').waitFor();
    expect(await own.isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Back to strict' }).click();
    await expect.poll(() => strict.isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Changed 0' }).waitFor();
    await page.getByRole('button', { name: 'Back to the profile' }).click();
    await expect.poll(() => own.isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Changed 2' }).waitFor();
  });

  test.each([
    { width: 1280, dark: false },
    { width: 360, dark: true },
  ])(
    'ten switches of a doubt fit at $width px (dark: $dark), in both languages',
    async (options) => {
      for (const language of ['en', 'ru']) {
        const { page } = await explorer.open('doubts/D8', options);
        await page.evaluate(
          (one) => localStorage.setItem('explorer.language', JSON.stringify(one)),
          language,
        );
        await page.reload();
        await page.getByText(language === 'en' ? says : /^Мок ведёт себя так/).waitFor();
        await page.getByRole('group', { name: 'D8.missing' }).waitFor();
        await expectAccessible(page);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(options.width);
      }
    },
  );
});
