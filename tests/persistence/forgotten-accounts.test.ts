import { describe, expect, onTestFinished, test } from 'vitest';
import { createMock } from '../../mocks/index.ts';
import { useStores } from './test-stores.ts';

describe.each(useStores())('with $name', ({ canRun, openStore }) => {
  const stored = test.skipIf(!canRun);

  stored(
    'a case leaves nothing in the store, even if memory has dropped its accounts',
    async () => {
      const given = await openStore();
      const mock = await createMock({ store: given.store, accounts: 1 });
      onTestFinished(() => mock.close());
      const url = await mock.listen();
      const ids = ['number-of-other-account', 'taken-number-last', 'edit-shrinks'];
      const runs = ids.map(async (id) => {
        const response = await fetch(`${url}/_mock/cases/${id}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{"to":"mock"}',
        });
        expect(await response.json()).toMatchObject({ verdict: 'as-expected' });
      });
      await Promise.all(runs);
      await mock.close();
      for (const table of ['accounts', 'items', 'claims', 'changes']) {
        expect(await given.rows(`SELECT * FROM mock_${table}`), table).toEqual([]);
      }
    },
  );
});
