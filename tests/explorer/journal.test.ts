import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Locator, Page } from 'playwright-core';
import { beforeEach, expect, test } from 'vitest';
import { inBrowser } from './browser.ts';
import { expectAccessible } from './explorer.ts';
import { createRuleClient, melodies } from './rule-client.ts';
import { useExplorer } from './use-explorer.ts';
import { usualFrame } from './usual-frame.ts';

const run = promisify(execFile);

inBrowser('the Journal view', () => {
  const explorer = useExplorer();
  beforeEach(() => explorer.served.mock.inject({ method: 'DELETE', url: '/_mock/journal' }));

  let tokens = 0;

  /** A client with a new token. */
  function createSender() {
    const token = `journal-${++tokens}`;
    return createRuleClient(explorer.served.url, token);
  }

  const rows = (page: Page): Locator => page.locator('.exchange');
  const button = (page: Page, name: string): Locator =>
    page.getByRole('button', { name, exact: true });
  const statuses = async (page: Page) =>
    (await rows(page).locator('.status').allTextContents()).join();

  /** Chooses a form to save the listed exchanges in, and returns the file. */
  async function saved(page: Page, name: string): Promise<string> {
    await page.getByText('Save as').click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      button(page, name).click(),
    ]);
    return download.path();
  }

  /** Shows only one class of statuses, or all again. */
  const choose = (page: Page, status: string) =>
    page.getByRole('group', { name: 'Status' }).getByRole('button', { name: status }).click();

  test('the Journal view is live, filters and searches exchanges, and can be paused', async () => {
    const { add, send } = createSender();
    const { page, complaints } = await explorer.open('journal');
    await page.getByText('No requests yet.').waitFor();
    await add(1);
    await add(1, 4711);
    await send('GET', melodies);
    await expect.poll(() => statuses(page)).toBe('200,409,200');
    await choose(page, 'Refused');
    await expect.poll(() => statuses(page)).toBe('409');
    await choose(page, 'Refused');
    await page.getByLabel('Operation').selectOption('listPersonalMelodies');
    await expect.poll(() => rows(page).count()).toBe(1);
    await page.getByLabel('Operation').selectOption('');
    await page.getByLabel('Search').fill('4711 NUMBER');
    await expect.poll(() => statuses(page)).toBe('409');
    await page.getByLabel('Search').fill('one-rule-per-group');
    await page.getByText('No exchanges match.').waitFor();
    await button(page, 'Clear filters').click();
    await expect.poll(() => rows(page).count()).toBe(3);
    await button(page, 'Pause').click();
    await add(2);
    await page.getByText('paused; 1 new').waitFor();
    expect(await rows(page).count()).toBe(3);
    await button(page, 'Pause').click();
    await expect.poll(() => rows(page).count()).toBe(4);
    const other = createSender();
    await other.add(1);
    await expect.poll(() => rows(page).count()).toBe(5);
    const { body } = await other.send('GET', '/_mock/accounts/me');
    await page.getByLabel('Account').selectOption(body.id);
    await expect.poll(() => rows(page).count()).toBe(1);
    await page.getByLabel('Account').selectOption('');
    expect(complaints).toEqual([]);
  });

  test('the Journal view opens an exchange and replays it beside the original response', async () => {
    const { add } = createSender();
    await add(1);
    await add(1);
    const { page, complaints } = await explorer.open('journal');
    await rows(page).first().click();
    const details = page.getByRole('article');
    await details.getByText('Number 1 already belongs to rule 83.').first().waitFor();
    // The page's token names another account, which has no such rule yet.
    expect(await page.locator('.primary').count()).toBe(0);
    await details.getByText('A replay goes to your account.').waitFor();
    await button(page, 'Replay in my account explorer').click();
    const now = page.getByRole('region', { name: 'New response', exact: true });
    await now.waitFor();
    expect(await now.locator('.status').textContent()).toBe('200');
    const differences = page.getByRole('region', { name: 'What differs' });
    await differences.getByText('Status 409, now 200.').waitFor();
    await differences.getByRole('row', { name: /^rule removed/ }).waitFor();
    await page.reload();
    await differences.getByText('Status 409, now 200.').waitFor();
    await explorer.served.mock.inject({
      method: 'POST',
      url: '/_mock/accounts/me/reset',
      headers: { authorization: 'explorer' },
    });
    await expectAccessible(page);
    expect(complaints).toEqual([]);
  });

  test('the Journal view cannot replay a secret, and opens the request in Try instead', async () => {
    const { send } = createSender();
    const sip = { id: 608, purpose: 'company', login: 'ada', password: 'hunter2' };
    expect((await send('PUT', '/numbers/virtual-number/608?a=b', sip)).status).toBe(200);
    const { page } = await explorer.open('journal');
    await rows(page).first().click();
    await page.getByText('the journal does not store the secret in its body').waitFor();
    expect(await button(page, 'Replay in my account explorer').isDisabled()).toBe(true);
    expect(await page.content()).not.toContain('hunter2');
    await button(page, 'Open in Try').click();
    await page.getByRole('textbox', { name: 'Body' }).getByText('"***"').waitFor();
    expect(await page.getByLabel('id (path)').inputValue()).toBe('608');
    expect(await page.getByLabel('Query').inputValue()).toBe('a=b');
    await button(page, 'Send').click();
    await page.getByText('Replace the mask *** in password with a value').waitFor();
    const { body } = await explorer.served.mock.inject('/_mock/journal');
    expect(JSON.parse(body)).toHaveLength(1);
  });

  test('the Journal view restores the state of an account after an exchange', async () => {
    const { add, send } = createSender();
    for (const number of [1, 2, 3]) await add(number);
    const { page } = await explorer.open('journal');
    await rows(page).nth(1).click();
    await button(page, 'Restore this state').click();
    await page.getByText('is not yours. Undo all its later changes?').waitFor();
    await button(page, 'Cancel').click();
    await button(page, 'Restore this state').click();
    await button(page, 'Undo later changes').click();
    await page.getByText('restored to state').waitFor();
    expect((await send('GET', melodies)).body).toMatchObject([{ id: 77 }, { id: 83 }, { id: 84 }]);
  });

  test('the Journal view saves the listed exchanges as HAR and as a curl script that runs', async () => {
    const { add, send } = createSender();
    await add(1);
    await add(1);
    await send('GET', `${melodies}?it's=<b>`);
    const { page } = await explorer.open('journal');
    await choose(page, 'Accepted');
    await expect.poll(() => rows(page).count()).toBe(2);
    const har = JSON.parse(await readFile(await saved(page, 'HAR file'), 'utf8'));
    expect(har.log.entries).toMatchObject([
      {
        request: { method: 'POST', url: explorer.served.url + melodies },
        response: { status: 200 },
      },
      { request: { method: 'GET' }, response: { status: 200 } },
    ]);
    const script = await saved(page, 'curl script');
    const { stdout } = await run('bash', [script]);
    expect(stdout.match(/^HTTP.*/gm)).toEqual(['HTTP/1.1 200 OK', 'HTTP/1.1 200 OK']);
    expect(stdout).toContain('"id":83');
    const pact = JSON.parse(await readFile(await saved(page, 'Pact file'), 'utf8'));
    expect(pact.interactions.map(({ response }: { response: object }) => response)).toMatchObject([
      { status: 200 },
      { status: 200 },
    ]);
    await choose(page, 'Accepted');
  });

  test('the Journal view keeps visible exchanges in place while new ones arrive', async () => {
    const inject = () => explorer.served.mock.inject({ method: 'POST', url: '/nowhere' });
    for (let i = 0; i < 60; i++) await inject();
    const { page } = await explorer.open('journal');
    const list = page.getByRole('list', { name: 'Exchanges, newest first' });
    await rows(page).first().waitFor();
    const top = (row: Locator) =>
      row.evaluate((one) => Math.round(one.getBoundingClientRect().top));
    await list.evaluate((one) => one.scrollTo({ top: 1_000 }));
    const watched = list.locator('[aria-posinset="22"] .exchange');
    await watched.waitFor();
    const same = page.locator(`a[href="${await watched.getAttribute('href')}"]`);
    const before = await top(same);
    for (let i = 0; i < 3; i++) await inject();
    await page.getByText('63 of 63 exchanges').waitFor();
    expect(Math.abs((await top(same)) - before)).toBeLessThan(3);
    // At the top the newest exchange shows.
    await list.evaluate((one) => one.scrollTo({ top: 0 }));
    await list.locator('[aria-posinset="1"]').waitFor();
    await inject();
    await page.getByText('64 of 64 exchanges').waitFor();
    await list.locator('[aria-posinset="1"]').waitFor();
    expect(await list.evaluate((one) => one.scrollTop)).toBe(0);
  });

  test('the Journal view asks before it clears the journal', async () => {
    await createSender().add(1);
    const { page } = await explorer.open('journal');
    await button(page, 'Clear journal…').click();
    await button(page, 'Cancel').click();
    expect(await rows(page).count()).toBe(1);
    await button(page, 'Clear journal…').click();
    await expectAccessible(page);
    await button(page, 'Clear journal').click();
    await page.getByText('No requests yet.').waitFor();
    expect((await explorer.served.mock.inject('/_mock/journal')).json()).toEqual([]);
  });

  test('the Journal view says that an exchange is no longer in the journal', async () => {
    const { page } = await explorer.open('journal/4711');
    await page.getByText('Exchange 4711 is not in the journal').waitFor();
    await expect.poll(() => page.title()).toMatch(/^Exchange 4711 · Journal · /);
  });

  test('the Journal view replays an exchange in its own account if the tab knows the token', async () => {
    const { page } = await explorer.open('state');
    const word = `journal-own-${++tokens}`;
    const field = page.locator('header').getByLabel('Token');
    await field.fill(word);
    await field.press('Enter');
    await createRuleClient(explorer.served.url, word).add(1);
    await page.goto(`${explorer.served.url}/_mock/#/journal`);
    await rows(page).first().getByText(word).waitFor();
    await rows(page).first().click();
    await page.locator('.primary', { hasText: /^Replay$/ }).waitFor();
    await field.fill('somebody');
    await field.press('Enter');
    await button(page, `Replay in ${word}`).click();
    await page.getByText('Status 200, now 409.').waitFor();
  });

  test('the Journal view says which exchanges came of a fault or of changed switches', async () => {
    const { add, send } = createSender();
    await send('PUT', '/_mock/accounts/me/faults/*', { status: 503 });
    await add(1);
    await send('DELETE', '/_mock/accounts/me/faults');
    await send('PUT', '/_mock/accounts/me/switches', { D9: 'empty-array' });
    await add(2);
    const { page } = await explorer.open('journal');
    await rows(page).first().getByText('switches D9').waitFor();
    await choose(page, 'By a fault');
    await expect.poll(() => statuses(page)).toBe('503');
    await rows(page).first().getByText('fault', { exact: true }).waitFor();
    await rows(page).first().click();
    await page
      .getByText('A fault made this response. It is set for all operations of this account.')
      .waitFor();
    await expectAccessible(page);
    await choose(page, 'By a fault');
  });

  test('the Journal view keeps its filter, its exchange and its pause over a reload', async () => {
    const { add } = createSender();
    await add(1);
    await add(1);
    const { page } = await explorer.open('journal');
    await choose(page, 'Refused');
    await page.getByLabel('Search').fill('number');
    await button(page, 'Pause').click();
    await rows(page).first().click();
    await page.reload();
    await page.getByRole('article').getByText('Number 1 already belongs').first().waitFor();
    await add(1);
    await page.getByText('1 of 2 exchanges, paused; 1 new').waitFor();
    expect(await page.getByLabel('Search').inputValue()).toBe('number');
    await button(page, 'Pause').click();
    await expect.poll(() => statuses(page)).toBe('409,409');
  });

  test('the Journal view copies an exchange for other tools, or says why it cannot', async () => {
    const { add, send } = createSender();
    await add(1);
    await add(1);
    await send('PUT', '/numbers/virtual-number/608', {
      id: 608,
      purpose: 'company',
      login: 'ada',
      password: 'hunter2',
    });
    const { page } = await explorer.open('journal');
    const copied = async (name: string) => {
      await page.locator('.copy-menu summary').click();
      await button(page, name).click();
      await page.getByText('Copied').waitFor();
      return page.evaluate(() => navigator.clipboard.readText());
    };
    await rows(page).nth(1).click();
    const interaction = JSON.parse(await copied('Pact interaction'));
    expect(interaction).toMatchObject({
      providerStates: [{ params: { items: { [melodies]: { items: [{ id: 77 }, { id: 83 }] } } } }],
      request: { method: 'POST', path: melodies },
      response: { status: 409 },
    });
    expect(await copied('fetch call')).toContain('const token = globalThis.process?.env.TOKEN');
    await rows(page).first().click();
    expect(await copied('curl command')).toContain('"$(json "$PASSWORD")"');
    await page.locator('.copy-menu summary').click();
    await button(page, 'Pact interaction').click();
    await page.getByText('the value of password is masked').waitFor();
  });

  test('the Journal view searches and scrolls 1,000 exchanges with a few dozen rendered rows', async () => {
    const numbers = Array.from({ length: 2_000 }, (_, i) => i);
    for (let i = 0; i < 1_000; i++) {
      const payload = { needle: `needle-${i}.`, numbers };
      await explorer.served.mock.inject({ method: 'POST', url: `/nowhere/${i}`, payload });
    }
    const { page } = await explorer.open('journal', { width: 360, height: 700 });
    await page.getByText('1,000 of 1,000 exchanges').waitFor();
    expect(await rows(page).count()).toBeLessThan(40);
    expect(await usualFrame(page, 'Exchanges, newest first')).toBeLessThan(100);
    expect(await rows(page).count()).toBeLessThan(40);
    const started = performance.now();
    await page.getByLabel('Search').fill('needle-7.');
    await page.getByText('1 of 1,000 exchanges').waitFor();
    expect(performance.now() - started).toBeLessThan(4_000);
    // By keyboard, on a screen with room for either the list or an exchange.
    await rows(page).first().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('article').getByText('needle-7.').first().waitFor();
    await page.keyboard.press('Enter');
    await rows(page).first().waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('article').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  });
});
