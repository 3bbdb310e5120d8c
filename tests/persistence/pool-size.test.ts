import { expect, test } from 'vitest';
import { createMock } from '../../mocks/index.ts';
import { openStore } from '../../mocks/persistence/open-store.ts';
import { canRunPostgres, useStores } from './test-stores.ts';

const [, postgres] = useStores();

test.skipIf(!canRunPostgres)(
  'a mock opens as many connections to PostgreSQL as pool_max_conns allows, and one that listens',
  async () => {
    const { store, rows } = await (postgres as NonNullable<typeof postgres>).openStore();
    const mock = await createMock({ store: `${store}&pool_max_conns=2` });
    const add = (_: unknown, i: number) =>
      mock.inject({
        method: 'PUT',
        url: '/_mock/accounts/me/snapshot',
        headers: { authorization: `account-${i}` },
        payload: {},
      });
    const answers = await Promise.all(Array.from({ length: 20 }, add));
    const found = await rows<{ count: string }>(
      "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'data-api-mock'",
    );
    await mock.close();
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(answers.map(() => 200));
    expect(Number(found[0]?.count)).toBe(3);
  },
);

test.each(['1', '0', '-4', 'many', ''])('refuses pool_max_conns=%s in a sentence', async (size) => {
  const url = `postgres://tester@127.0.0.1:9/mock?pool_max_conns=${size}`;
  await expect(openStore(url, { sync: true, key: undefined })).rejects.toThrow(
    `The URL of the store has pool_max_conns=${size}; give it a number of connections from 2 to 9999, or leave it out for 10.`,
  );
});
