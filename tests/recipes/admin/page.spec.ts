import { test as base, expect } from '@playwright/test';
import { type MockAccount, type StartedMock, startMock } from 'data-api-contract/mocks';
import { build, type PreviewServer, preview } from 'vite';

const how = {
  root: import.meta.dirname,
  logLevel: 'warn',
  build: { target: 'es2024' },
  preview: { port: 0 },
} as const;
let site: PreviewServer;
let mock: StartedMock;

const test = base.extend<{ account: MockAccount }>({
  account: async ({ page }, use) => {
    await using account = mock.account();
    const { baseUrl: api, token } = account;
    await page.goto(`${site.resolvedUrls?.local[0]}?${new URLSearchParams({ api, token })}`);
    await use(account);
  },
});

test.beforeAll(async () => {
  await build(how);
  site = await preview(how);
  mock = await startMock();
});
test.afterAll(async () => {
  await site.close();
  await mock.close();
});

test('lists numbers, groups and melodies, of which all that a rule names exist', async ({
  page,
  account,
}) => {
  const rule = page.getByRole('form', { name: 'Rule 77' });
  const { '/melodies/personal': rules } = await account.state();
  const held = rules?.items[0]?.number_capacity_ids as number[];
  await expect(rule.getByLabel('Numbers').locator('option:checked')).toHaveCount(held.length);
  await expect(rule.getByLabel('Groups').locator('option')).not.toHaveCount(0);
  await expect(rule.getByLabel('Melody').locator('option:checked')).toHaveCount(1);
});

test('adds a rule and edits it by picking', async ({ page, account: _ }) => {
  const fresh = page.getByRole('form', { name: 'New rule' });
  await fresh.getByLabel('Groups').selectOption({ index: 0 });
  await fresh.getByLabel('Melody').selectOption({ index: 1 });
  await fresh.getByRole('button').click();
  const added = page.getByRole('form', { name: 'Rule 83' });
  await expect(added.getByLabel('Groups').locator('option:checked')).toHaveCount(1);
  await added.getByLabel('Groups').selectOption([{ index: 0 }, { index: 1 }]);
  await added.getByRole('button').click();
  await page.reload();
  await expect(added.getByLabel('Groups').locator('option:checked')).toHaveCount(2);
});

test('shows in words why a taken number is refused', async ({ page, account: _ }) => {
  const fresh = page.getByRole('form', { name: 'New rule' });
  await fresh.getByLabel('Numbers').selectOption('250');
  await fresh.getByRole('button').click();
  await expect(page.getByRole('alert')).toHaveText('Number 250 already belongs to rule 77.');
});

test('says that a list cannot be loaded, and shows it when it can', async ({ page, account }) => {
  await account.fault('listEmployees', { status: 403 });
  await page.reload();
  await expect(page.getByRole('alert')).toContainText('sends this 403 in place of a response');
  await account.fault('listEmployees', null);
  await page.reload();
  await expect(page.getByRole('form', { name: 'Rule 77' })).toBeVisible();
  await expect(page.getByRole('alert')).toBeEmpty();
});

test('edits a mobile number, which keeps what the edit cannot carry', async ({ page, account }) => {
  const state = await account.state();
  const numbers = state['/numbers/virtual-number']?.items as { id: number; number: string }[];
  const number = numbers.find(({ id }) => id === 256)?.number;
  const form = page.getByRole('form', { name: number ?? '' });
  await form.getByLabel('Comment').fill('Front desk');
  await form.getByLabel('Employee').selectOption('129');
  await form.getByRole('button').click();
  await page.reload();
  await expect(form.getByLabel('Comment')).toHaveValue('Front desk');
  await expect(form.getByLabel('Employee')).toHaveValue('129');
});

test('uploads a melody, which rules can then have', async ({ page, account: _ }) => {
  const buffer = Buffer.alloc(2 * 1024 * 1024, 'ID3');
  await page
    .getByLabel('Upload')
    .setInputFiles({ name: 'own.mp3', mimeType: 'audio/mpeg', buffer });
  await expect(page.getByRole('listitem').filter({ hasText: /^own\.mp3$/ })).toHaveCount(1);
  const fresh = page.getByRole('form', { name: 'New rule' });
  await expect(fresh.getByRole('option', { name: 'own.mp3' })).toHaveCount(1);
});
