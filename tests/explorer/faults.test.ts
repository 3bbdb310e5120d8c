import { afterEach, expect, test } from 'vitest';
import { inBrowser } from './browser.ts';
import { expectAccessible } from './explorer.ts';
import { useExplorer } from './use-explorer.ts';

inBrowser('the Faults view', () => {
  const explorer = useExplorer();
  afterEach(() => explorer.served.mock.inject({ method: 'DELETE', url: '/_mock/faults' }));

  const ask = (token: string) =>
    fetch(`${explorer.served.url}/melodies/personal`, { headers: { authorization: token } });

  test('the Faults view sets a preset for one operation of this account, and removes it', async () => {
    const { page, complaints } = await explorer.open('faults');
    await page.getByLabel('Token', { exact: true }).fill('mine');
    await page.getByRole('button', { name: 'Rate limit (429)' }).click();
    await page.getByLabel('Operation').selectOption('listPersonalMelodies');
    await page.getByRole('button', { name: 'Set fault' }).click();
    const mine = page.getByRole('region', { name: 'This account' });
    await mine.getByText('responds with 429, a custom body, Retry-After: 2').waitFor();
    const response = await ask('mine');
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('2');
    expect(await response.json()).toEqual({ message: 'Too many requests' });
    expect((await ask('other')).status).toBe(200);
    await mine.getByRole('button', { name: 'Remove fault: listPersonalMelodies' }).click();
    await mine.getByText('No faults.').waitFor();
    expect((await ask('mine')).status).toBe(200);
    expect(complaints).toEqual([]);
  });

  test('the Faults view describes the active faults, edits one, and removes all', async () => {
    await explorer.served.mock.inject({
      method: 'PUT',
      url: '/_mock/faults/*',
      payload: { delay: { min: 200, max: 800 }, status: 503, probability: 0.3 },
    });
    await explorer.served.mock.inject({
      method: 'PUT',
      url: '/_mock/faults/listPersonalMelodies',
      payload: { drop: true },
    });
    const { page } = await explorer.open('faults');
    const all = page.getByRole('region', { name: 'All accounts' });
    await all.getByText('responds with 503 in 30% of requests, after 200–800 ms').waitFor();
    await all.getByText('drops the connection').waitFor();
    await all.getByRole('button', { name: 'Edit fault: all operations' }).click();
    expect(await page.getByLabel('Max, ms').inputValue()).toBe('800');
    expect(await page.getByLabel('Probability, %').inputValue()).toBe('30');
    expect(await page.getByRole('radio', { name: 'All accounts' }).isChecked()).toBe(true);
    await all.getByRole('button', { name: 'Remove all 2' }).click();
    await all.getByText('No faults.').waitFor();
  });

  test('the Faults view sets a fault that the contract names, a number of times, and counts down', async () => {
    const { page, complaints } = await explorer.open('faults');
    await page.getByLabel('Token', { exact: true }).fill('named');
    await page.getByLabel('Start from').selectOption('bad-gateway');
    await page.getByText('Not in the documentation: That there is a gateway').waitFor();
    expect(await page.getByLabel('Body (text)').inputValue()).toContain('<h1>502 Bad Gateway</h1>');
    await page.getByLabel('Times', { exact: true }).fill('2');
    await page.getByLabel('Cut the body off half-way').check();
    await page.getByRole('button', { name: 'Set fault' }).click();
    const mine = page.getByRole('region', { name: 'This account' });
    await mine.getByText('Content-Type: text/html, cut off half-way').waitFor();
    await mine.getByText('2 left').waitFor();
    const response = await ask('named');
    expect([response.status, response.headers.get('content-type')]).toEqual([502, 'text/html']);
    await expect(response.text()).rejects.toThrow('terminated');
    await mine.getByText('1 left').waitFor();
    await mine.getByRole('button', { name: 'Edit fault: all operations' }).click();
    expect(await page.getByLabel('Times', { exact: true }).inputValue()).toBe('1');
    expect(await page.getByLabel('Cut the body off half-way').isChecked()).toBe(true);
    expect(await page.getByLabel('Body (text)').inputValue()).toContain('<h1>502 Bad Gateway</h1>');
    await ask('named');
    await mine.getByText('No faults.').waitFor();
    expect((await ask('named')).status).toBe(200);
    await page.getByLabel('Start from').selectOption('A fault of your own');
    expect(await page.getByLabel('Body (JSON)').inputValue()).toBe('');
    expect(complaints).toEqual([]);
  });

  test('the Faults view says which fault was set by its name', async () => {
    const payload = { name: 'rate-limit' };
    await explorer.served.mock.inject({ method: 'PUT', url: '/_mock/faults/*', payload });
    const { page } = await explorer.open('faults');
    await page.getByText('rate-limit, responds with 429, a custom body, Retry-After: 2').waitFor();
    await page.getByRole('button', { name: 'Edit fault: all operations' }).click();
    expect(await page.getByLabel('Start from').inputValue()).toBe('rate-limit');
    await expectAccessible(page);
  });

  test('the Faults view shows each mistake at its field', async () => {
    const { page } = await explorer.open('faults');
    const set = page.getByRole('button', { name: 'Set fault' });
    const expectAlert = (hasText: string) => page.getByRole('alert').filter({ hasText }).waitFor();
    await page.getByLabel('Status', { exact: true }).fill('99');
    await set.click();
    await expectAlert('status is the number 99');
    expect(await page.getByLabel('Status', { exact: true }).getAttribute('aria-invalid')).toBe(
      'true',
    );
    await page.getByLabel('Status', { exact: true }).fill('500');
    await page.getByLabel('Headers, one per line').fill('Content-Length: 5');
    await set.click();
    await expectAlert('The server itself writes "Content-Length"');
    await page.getByLabel('Headers, one per line').fill('no colon');
    await set.click();
    await expectAlert('"no colon" is not a header');
    await page.getByLabel('Headers, one per line').fill('');
    await page.getByLabel('Body (JSON)').fill('{');
    await set.click();
    await expectAlert('The body is not valid JSON');
    await expectAccessible(page);
    await page.getByLabel('Body (JSON)').fill('');
    await page.getByLabel('Times', { exact: true }).fill('0');
    await set.click();
    await expectAlert('times is the number 0');
    await page.getByLabel('Times', { exact: true }).fill('');
    await page.getByLabel('Normal').check();
    await set.click();
    await expectAlert('This fault does nothing');
    await page.getByLabel('Random').check();
    await page.getByLabel('Min, ms').fill('900');
    await page.getByLabel('Max, ms').fill('100');
    await set.click();
    await expectAlert('delay.min is 900');
  });

  test.each([
    { width: 1280, dark: false },
    { width: 360, dark: true },
    { width: 1920, dark: false },
  ])('the Faults view is accessible and fits at $width px (dark: $dark)', async (options) => {
    const payload = { status: 503, headers: { 'Retry-After': '2' } };
    await explorer.served.mock.inject({ method: 'PUT', url: '/_mock/faults/*', payload });
    const { page } = await explorer.open('faults', options);
    await page.getByText('responds with 503, Retry-After: 2').waitFor();
    if (options.width < 1920) await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(options.width);
  });
});
