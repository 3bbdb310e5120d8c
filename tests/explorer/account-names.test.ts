import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createMock } from '../../mocks/index.ts';
import { inBrowser } from './browser.ts';
import { expectAccessible, serveExplorer } from './explorer.ts';
import { createRuleClient, melodies } from './rule-client.ts';
import { useExplorer } from './use-explorer.ts';

const uuid = '0b6b7a52-7e0c-4f3c-9d0a-3f1d6c1e2a44';
const jwt = `eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.${'a1B2c3D4'.repeat(51)}.sigsig0`;

inBrowser('the accounts of the page', () => {
  const explorer = useExplorer();

  async function countAccounts(): Promise<number> {
    const response = await explorer.served.mock.inject({ url: '/_mock/accounts' });
    return response.json().length;
  }

  test('neither a token that is typed nor a view that reads it makes an account', async () => {
    const { page } = await explorer.open('state');
    await page.getByRole('table').first().waitFor();
    const before = await countAccounts();
    const field = page.getByLabel('Token', { exact: true });
    for (const view of ['state', 'faults', 'doubts/D9']) {
      await page.goto(`${explorer.served.url}/_mock/#/${view}`);
      await field.fill('');
      await field.pressSequentially(`team-${view}`, { delay: 20 });
      await field.press('Enter');
      await page.locator('main').getByText(`team-${view}`).first().waitFor({ state: 'attached' });
    }
    await page.getByRole('link', { name: 'State', exact: true }).click();
    await page.getByRole('table').first().waitFor();
    expect(await countAccounts()).toBe(before);
  });

  test('an account is called by the word of its token, or by the name that was given to it', async () => {
    const { page, complaints } = await explorer.open('state');
    await createRuleClient(explorer.served.url, 'qa-team-blue').add(1);
    const field = page.getByLabel('Token', { exact: true });
    await field.fill('qa-team-blue');
    await field.press('Enter');
    const accounts = page.getByRole('combobox', { name: 'Account' });
    await accounts.getByText('qa-team-blue · your token').waitFor({ state: 'attached' });
    await page.getByLabel('Name this account').click();
    await page.getByLabel('Account name').fill('Blue team');
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'History of Blue team' }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await field.fill('explorer');
    await field.press('Enter');
    const named = accounts.locator('option', { hasText: 'Blue team · ' });
    await named.waitFor({ state: 'attached' });
    await accounts.selectOption({ label: (await named.textContent()) ?? '' });
    await page.getByRole('region', { name: 'History of Blue team' }).waitFor();
    expect(await page.title()).toContain('Blue team · State');
    // Its token can be used in this tab again.
    await page.getByLabel('Name this account').click();
    await page.getByRole('button', { name: 'Use its token in this tab' }).click();
    expect(await field.inputValue()).toBe('qa-team-blue');
    await page.evaluate(() => localStorage.clear());
    expect(complaints).toEqual([]);
  });

  test('the whole of a long token stays in its tab', async () => {
    const { page } = await explorer.open('state');
    const field = page.getByLabel('Token', { exact: true });
    await field.fill(jwt);
    await field.press('Enter');
    const accounts = page.getByRole('combobox', { name: 'Account' });
    await accounts.getByText('eyJhbGciOiJS…').waitFor({ state: 'attached' });
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain(
      'a1B2c3D4a1B2c3D4',
    );
    await page.reload();
    await accounts.getByText('eyJhbGciOiJS…').waitFor({ state: 'attached' });
  });

  test.each([360, 1280])('tokens of any length fit at %i px', async (width) => {
    const { page } = await explorer.open('faults', { width });
    for (const token of [uuid, jwt]) {
      for (const view of ['faults', 'doubts/D9', 'state']) {
        await page.goto(`${explorer.served.url}/_mock/#/${view}`);
        await page.getByLabel('Token', { exact: true }).fill(token);
        await page.keyboard.press('Enter');
        await page
          .locator('main')
          .getByText(`${token.slice(0, 12)}…`)
          .first()
          .waitFor({ state: 'attached' });
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      }
    }
  });

  test('a token that no header can carry is named', async () => {
    const { page } = await explorer.open('state');
    await page.getByLabel('Token', { exact: true }).fill('токен');
    await page.keyboard.press('Enter');
    await page.getByText('The token has “т”').waitFor();
  });
});

inBrowser('a mock that is started again', () => {
  const explorer = useExplorer();

  test('the page says that all is forgotten, and leads from an old id to what its token has now', async () => {
    const served = await serveExplorer();
    const { page } = await explorer.open('state', {}, served.url);
    await createRuleClient(served.url, 'explorer').add(4711);
    await page.getByRole('region', { name: 'History of explorer' }).waitFor();
    const { body } = await createRuleClient(served.url, 'explorer').send(
      'GET',
      '/_mock/accounts/me',
    );
    await page.goto(`${served.url}/_mock/#/state/${body.id}`);
    await page.getByText('4711').waitFor();
    await served.close();
    const again = await createMock();
    await again.listen({ port: Number(new URL(served.url).port) });
    await page.getByText('The mock was restarted and has lost').waitFor();
    await page.getByText('It was the account of explorer.').waitFor();
    await createRuleClient(served.url, 'explorer').send('GET', melodies);
    await page.getByRole('link', { name: 'Show the account that explorer has now' }).click();
    await page.getByRole('region', { name: 'History of explorer' }).waitFor();
    expect(page.url()).not.toContain(body.id);
    await again.close();
  });

  test.each([false, true])(
    'with a store, the page says that the exchanges are gone, unless they are stored too (%s)',
    async (storeJournal) => {
      const directory = await mkdtemp(join(tmpdir(), 'again-'));
      const options = { store: join(directory, 'state.db'), storeJournal };
      const served = await serveExplorer(options);
      const { page } = await explorer.open('journal', {}, served.url);
      await createRuleClient(served.url, 'explorer').add(4711);
      await page.getByText('1 of 1 exchange').waitFor();
      await served.close();
      await page.getByText('Cannot reach the mock.').waitFor();
      const again = await createMock(options);
      await again.listen({ port: Number(new URL(served.url).port) });
      if (storeJournal) await page.getByText('Cannot reach the mock.').waitFor({ state: 'hidden' });
      else await page.getByText('The mock was restarted: its store kept').waitFor();
      await page.getByText(storeJournal ? '1 of 1 exchange' : '0 of 0 exchanges').waitFor();
      expect(await page.getByText('was restarted').count()).toBe(storeJournal ? 0 : 1);
      await again.close();
      await rm(directory, { recursive: true });
    },
  );
});
