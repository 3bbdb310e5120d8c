import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { faults, type Provider, startProvider } from '../providers/index.ts';
import { inBrowser } from './browser.ts';
import { expectAccessible, type Served, serveExplorer } from './explorer.ts';
import { useExplorer } from './use-explorer.ts';

inBrowser('Try with a provider', () => {
  const explorer = useExplorer();
  let provider: Provider;
  let served: Served;
  beforeAll(async () => {
    provider = await startProvider(faults.find(({ id }) => id === 'first-number-checked')?.ways);
    served = await serveExplorer({ provider: provider.url });
  });
  afterAll(async () => {
    await served.close();
    await provider.close();
  });

  let accounts = 0;

  async function open(view: string, width = 1280): Promise<Page> {
    const { page } = await explorer.open(view, { width }, served.url);
    await page.getByLabel('Token').first().fill(`both ${++accounts}`);
    await page.keyboard.press('Enter');
    return page;
  }
  async function chooseProvider(page: Page): Promise<void> {
    await target(page).selectOption('provider');
    await page.getByLabel('Provider token').fill(provider.tokens.first);
    await page.keyboard.press('Enter');
  }
  async function write(page: Page, body: unknown): Promise<void> {
    await page.getByRole('textbox', { name: 'Body' }).click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText(JSON.stringify(body));
  }
  const target = (page: Page) => page.locator('.account-bar select');
  const rule = { source_type: 'system', media_id: 50 };

  test.each([360, 1280])(
    'one request to both shows both answers and what differs at %i px',
    async (width) => {
      const page = await open('try/addPersonalMelody', width);
      await chooseProvider(page);
      await write(page, { ...rule, number_capacity_ids: [width, width + 1] });
      await page.getByRole('button', { name: 'Send to both' }).click();
      await page.getByRole('region', { name: 'Mock response', exact: true }).waitFor();
      await write(page, { ...rule, number_capacity_ids: [width + 2, width + 1] });
      await page.getByRole('button', { name: 'Send to both' }).click();
      await page.getByText('The status: 409 of the mock, 200 of the provider.').waitFor();
      const differences = page.getByRole('region', { name: 'Differences: Mock, Provider' });
      await differences.locator('.added').first().waitFor();
      await page.getByText(`Mock, account both ${accounts}`).waitFor();
      await page.getByText(`Provider ${provider.url.replace(/\/$/, '')}, with a token`).waitFor();
      const scrollWidth = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(scrollWidth).toBe(width);
      await expectAccessible(page);
    },
  );

  test('what was sent to the provider is in the history, without its token', async () => {
    const page = await open('try/listPersonalMelodies');
    await chooseProvider(page);
    await page
      .getByText(/^Headers/)
      .first()
      .click();
    await page.getByRole('button', { name: 'Add header' }).click();
    await page.getByLabel('Header 1 name').fill('X-Api-Key');
    await page.getByLabel('Header 1 value').fill(provider.tokens.first);
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('with a token').waitFor();
    await page.getByText('Sent in this tab (1)').click();
    await page.getByRole('button', { name: /GET .* Provider ·/ }).waitFor();
    const stored = await page.evaluate(() => sessionStorage.getItem('explorer.sent') ?? '');
    expect(stored).toContain('listPersonalMelodies');
    expect(stored).not.toContain(provider.tokens.first);
    // Another target did not answer this.
    await target(page).selectOption('mock');
    await page.getByText('Response to an earlier version').waitFor();
    await page.getByRole('button', { name: /GET .* Provider ·/ }).click();
    expect(await target(page).inputValue()).toBe('provider');
  });

  test('a link that names the provider says so, and only the reader chooses it', async () => {
    const page = await open('try/listPersonalMelodies');
    await chooseProvider(page);
    await page.getByText('Copy', { exact: true }).click();
    await page.getByRole('button', { name: 'Link to this request' }).click();
    await page.getByText('Copied').waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    await target(page).selectOption('mock');
    await page.goto(link);
    await page.getByText('The link was made for the provider').waitFor();
    expect(await target(page).inputValue()).toBe('mock');
    await page.getByRole('button', { name: 'Send it to the provider' }).click();
    expect(await target(page).inputValue()).toBe('provider');
    await expectAccessible(page);
  });
});
