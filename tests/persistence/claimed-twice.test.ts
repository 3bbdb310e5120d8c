import { expect, onTestFinished, test } from 'vitest';
import { createMock } from '../../mocks/index.ts';
import { createAccountClient } from '../mocks/account-client.ts';
import { installPostgres } from '../providers/stacks/postgres.ts';
import { writeDesks } from './desks-document.ts';
import { canRunPostgres, openPostgresAlone, openSqliteFile, sqlite } from './test-stores.ts';

const unavailable = {
  status: 503,
  headers: { 'retry-after': '1', 'content-type': 'application/problem+json' },
  body: { type: '/_mock/problems/store-unavailable' },
};

test.skipIf(!canRunPostgres)(
  `PostgreSQL refuses a claim that a writer without the lock has made, and the mock learns of it (${installPostgres})`,
  async () => {
    const { given } = await openPostgresAlone();
    const mock = await createMock({ spec: writeDesks(given.folder), store: given.store });
    onTestFinished(() => mock.close());
    const one = createAccountClient(mock);
    await one.send('POST', '/desks', { number: 1, name: 'first' });
    await given.rows(`INSERT INTO mock_items SELECT account, collection, '"9"', 9,
      '{"id":9,"number":5,"name":"by the other writer"}' FROM mock_items`);
    await given.rows(`INSERT INTO mock_claims SELECT account, rule, '5' FROM mock_claims`);

    const refused = await one.send('POST', '/desks', { number: 5, name: 'second' });
    expect(refused).toMatchObject(unavailable);
    expect(refused.body).toMatchObject({
      detail: expect.stringMatching(/mock_claims_pkey.*Nothing was changed; try again\.$/),
    });
    // Tried again, it is refused as a conflict, and the account goes on.
    const again = await one.send('POST', '/desks', { number: 5, name: 'second' });
    expect(again).toMatchObject({ status: 409, body: { conflicts: [{ owner: 9 }] } });
    expect((await one.send('POST', '/desks', { number: 6, name: 'third' })).status).toBe(200);
    const names = ['first', 'by the other writer', 'third'].map((name) => ({ name }));
    expect((await one.send('GET', '/desks')).body).toMatchObject(names);
  },
);

test('SQLite lets no other writer in, and refuses a claim that is there already', async () => {
  const given = openSqliteFile();
  const spec = writeDesks(given.folder);
  const first = await createMock({ spec, store: given.store });
  const token = 'the-token';
  await createAccountClient(first, token).send('POST', '/desks', { number: 1, name: 'first' });
  const other = new (sqlite().DatabaseSync)(given.store);
  expect(() => other.exec('DELETE FROM mock_claims')).toThrow('database is locked');
  other.close();
  await first.close();
  await given.rows("INSERT INTO mock_claims SELECT account, rule, '5' FROM mock_claims");

  const mock = await createMock({ spec, store: given.store });
  const one = createAccountClient(mock, token);
  const refused = await one.send('POST', '/desks', { number: 5, name: 'second' });
  expect(refused).toMatchObject(unavailable);
  expect(refused.body).toMatchObject({ detail: expect.stringContaining('UNIQUE constraint') });
  expect((await one.send('POST', '/desks', { number: 6, name: 'third' })).status).toBe(200);
  const held = [
    { id: 1, number: 1, name: 'first' },
    { id: 2, number: 6, name: 'third' },
  ];
  expect((await one.send('GET', '/desks')).body).toEqual(held);
  await mock.close();
  const items = await given.rows<{ item: string }>('SELECT item FROM mock_items');
  expect(items.map(({ item }) => JSON.parse(item))).toEqual(held);
});
