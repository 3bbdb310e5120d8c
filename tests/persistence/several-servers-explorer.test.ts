import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, inBrowser, startBrowser } from '../explorer/browser.ts';
import { openView } from '../explorer/explorer.ts';
import { createRuleClient, melodies } from '../explorer/rule-client.ts';
import { hasPostgres } from '../providers/stacks/index.ts';
import { createServers, type Databases, type Servers, startDatabases } from './several-servers.ts';

const second = 1_000;

inBrowser('the explorer of a server that is not alone', () => {
  let browser: Browser;
  let databases: Databases;
  let servers: Servers;
  const urls: string[] = [];
  const isMissing = !hasPostgres && !process.env.CI;
  beforeAll(async () => {
    if (isMissing) return;
    [browser, databases] = await Promise.all([startBrowser(), startDatabases()]);
    servers = await createServers(await databases.create(), { storeJournal: true });
    urls.push(await servers.first.listen(), await servers.second.listen());
  });
  afterAll(async () => {
    await browser?.close();
    await servers?.[Symbol.asyncDispose]();
    await databases?.close();
  });

  test.skipIf(isMissing)(
    'the State view shows within a second what happened on another server',
    async () => {
      const { send, add } = createRuleClient(urls[1] ?? '', 'seen-from-afar');
      await add(1);
      const { body } = await send('GET', '/_mock/accounts/me');
      const { page, complaints } = await openView(browser, urls[0] ?? '', `state/${body.id}`);
      const rows = page
        .getByRole('table', { name: `Items of ${melodies}` })
        .locator('[data-index]');
      await rows.filter({ hasText: '83' }).waitFor();
      for (const number of [4711, 4712, 4713]) {
        await add(number);
        await rows.filter({ hasText: String(number) }).waitFor({ timeout: second });
      }
      expect(complaints).toEqual([]);
    },
  );

  test.skipIf(isMissing)(
    'the Journal view shows within a second what another server has answered',
    async () => {
      const { add } = createRuleClient(urls[1] ?? '', 'heard-from-afar');
      const { page, complaints } = await openView(browser, urls[0] ?? '', 'journal');
      await add(1);
      const conflict = page.locator('.exchange').filter({ hasText: '409' });
      expect(await conflict.count()).toBe(0);
      await add(1);
      await conflict.waitFor({ timeout: second });
      expect(complaints).toEqual([]);
    },
  );
});
