import { expect } from '@playwright/test';
import { test } from './account.ts';

// Stands for an app: it adds a rule and shows what came of it.
const app = `<button>Add</button><output></output><script>
  document.querySelector('button').onclick = async () => {
    const { baseUrl, token } = JSON.parse(document.documentElement.dataset.api);
    const answer = await fetch(baseUrl + '/melodies/personal', {
      method: 'POST',
      headers: { Authorization: token, 'Content-Type': 'application/json' },
      body: JSON.stringify({ number_capacity_ids: [352], source_type: 'system', media_id: 50 }),
    });
    const { id, detail } = await answer.json();
    document.querySelector('output').textContent = id ?? detail;
  };
</script>`;

test.beforeEach(async ({ page, account: { baseUrl, token } }) => {
  await page.setContent(app);
  const api = JSON.stringify({ baseUrl, token });
  await page.locator('html').evaluate((html, text) => html.setAttribute('data-api', text), api);
});

test('shows the new rule', async ({ page, account }) => {
  await page.getByRole('button').click();
  await expect(page.getByRole('status')).toHaveText('83');
  const state = await account.state();
  expect(state['/melodies/personal']?.items).toHaveLength(2);
});

test('shows why a rule is refused', async ({ page, account }) => {
  await account.seed({
    '/melodies/personal': {
      items: [{ id: 5, number_capacity_ids: [352], source_type: 'client', media_id: 1 }],
    },
  });
  await page.getByRole('button').click();
  await expect(page.getByRole('status')).toHaveText('Number 352 already belongs to rule 5.');
});
