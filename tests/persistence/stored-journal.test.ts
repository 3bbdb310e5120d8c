import { describe, expect, onTestFinished, test } from 'vitest';
import { createMock } from '../../mocks/index.ts';
import { createAccountClient } from '../mocks/account-client.ts';
import { writeDesks } from './desks-document.ts';
import { openFolder, useStores } from './test-stores.ts';

describe.each(useStores())('a journal in $name', ({ canRun, openStore }) => {
  test.skipIf(!canRun)('keeps its entries when it is cleared for what is no account', async () => {
    const { store } = await openStore();
    const mock = await createMock({ spec: writeDesks(openFolder()), store, storeJournal: true });
    onTestFinished(() => mock.close());
    const client = createAccountClient(mock);
    await client.send('GET', '/desks');
    for (const account of ['*', '%00', 'nobody']) {
      const url = `/_mock/journal?account=${account}`;
      expect((await client.send('DELETE', url)).status).toBe(204);
      expect((await client.send('GET', '/_mock/journal')).body).toHaveLength(1);
    }
    await client.send('DELETE', '/_mock/journal?account=me');
    expect((await client.send('GET', '/_mock/journal')).body).toEqual([]);
  });

  test.skipIf(!canRun)('does not keep large bodies, which would fill the disk', async () => {
    const { store, rows } = await openStore();
    const mock = await createMock({ spec: writeDesks(openFolder()), store, storeJournal: true });
    const client = createAccountClient(mock);
    for (const length of [100, 300_000]) {
      await client.send('POST', '/desks', { number: length, name: 'x'.repeat(length) });
    }
    const { body } = await client.send('GET', '/_mock/journal');
    expect(body).toMatchObject([{ request: { body: { number: 100 } } }, { bodiesDropped: true }]);
    expect((body as { bodiesDropped?: true }[])[0]?.bodiesDropped).toBeUndefined();
    await mock.close();
    const sizes = await rows<{ size: number }>('SELECT length(entry) AS size FROM mock_journal');
    expect(sizes.every(({ size }) => size < 10_000)).toBe(true);
  });
});
