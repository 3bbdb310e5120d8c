import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createMock, type Mock, type MockOptions } from '../../mocks/index.ts';
import { createAccountClient } from '../mocks/account-client.ts';
import { writeDesks } from './desks-document.ts';
import { type TestStore, useQuickStores } from './test-stores.ts';

/** A mock over a store that can be stopped and started again. */
async function start(given: TestStore, options: MockOptions = {}) {
  const spec = writeDesks(given.folder);
  let mock: Mock = await createMock({ spec, store: given.store, ...options });
  onTestFinished(() => mock.close());
  return {
    /** A client of an account, before and after a restart. */
    account(token: string) {
      const send = (method: string, url: string, body?: unknown) =>
        createAccountClient(mock, token).send(method, url, body);
      return { send, get: async (url: string) => (await send('GET', url)).body };
    },
    async restart() {
      await mock.close();
      mock = await createMock({ spec, store: given.store, ...options });
    },
    close: () => mock.close(),
  };
}

describe.each(useQuickStores())('with $name', ({ canRun, openStore }) => {
  const stored = test.skipIf(!canRun);

  stored('items, ids, claims, settings, snapshots and the list of accounts last', async () => {
    const mock = await start(await openStore());
    const [one, other] = [mock.account('token-one'), mock.account('token-other')];
    for (const number of [11, 12, 13]) await one.send('POST', '/desks', { number, name: 'new' });
    await one.send('PUT', '/desks/2', { number: 22, name: 'edited' });
    await one.send('DELETE', '/desks/3');
    const kept = { '/desks': { next: 40, items: [{ id: 7, number: 70, name: 'kept' }] } };
    await other.send('PUT', '/_mock/accounts/me/snapshot', kept);
    await other.send('PUT', '/_mock/accounts/me/faults/addDesk', { status: 418, times: 3 });
    await other.send('PUT', '/_mock/faults/listDesks', { status: 419, times: 3 });
    for (const [method, status] of [
      ['POST', 418],
      ['GET', 419],
    ] as const) {
      const body = method === 'POST' ? { number: 1, name: 'struck' } : undefined;
      expect((await other.send(method, '/desks', body)).status).toBe(status);
    }
    const pages = ['/_mock/accounts/me', '/_mock/accounts/me/snapshot', '/_mock/accounts'];
    const read = () => Promise.all(pages.flatMap((page) => [one.get(page), other.get(page)]));
    const before = await read();
    await mock.restart();
    expect(await read()).toEqual(before);
    expect(await other.get('/_mock/accounts/me/faults')).toMatchObject({ addDesk: { times: 2 } });
    expect(await other.get('/_mock/faults')).toMatchObject({ listDesks: { times: 2 } });
    await other.send('DELETE', '/_mock/faults');
    expect(await other.get('/desks')).toEqual(kept['/desks'].items);
    // Numbers that are taken, and one that is free again.
    const statuses = [];
    for (const number of [11, 22, 12]) {
      statuses.push((await one.send('POST', '/desks', { number, name: 'later' })).status);
    }
    expect(statuses).toEqual([409, 409, 200]);
    // The id of a deleted desk is not given again.
    expect(await one.get('/desks')).toMatchObject([{ id: 1 }, { id: 2 }, { id: 4 }]);
  });

  stored('a change from before a restart can be undone', async () => {
    const mock = await start(await openStore());
    const one = mock.account('token-one');
    await one.send('POST', '/desks', { number: 1, name: 'first' });
    await one.send('PUT', '/desks/1', { number: 2, name: 'second' });
    await one.send('DELETE', '/desks/1');
    const before = await one.get('/_mock/accounts/me/changes');
    await mock.restart();
    expect(await one.get('/_mock/accounts/me/changes')).toEqual(before);
    expect(before).toMatchObject({
      beginning: 0,
      changes: [
        { state: 1, what: 'addDesk' },
        { state: 2, what: 'editDesk' },
        { state: 3, what: 'deleteDesk' },
      ],
    });
    await one.send('POST', '/_mock/accounts/me/undo', { state: 1 });
    expect(await one.get('/desks')).toEqual([{ id: 1, number: 1, name: 'first' }]);
    await mock.restart();
    await one.send('POST', '/_mock/accounts/me/undo', { state: 2 });
    expect(await one.get('/desks')).toEqual([{ id: 1, number: 2, name: 'second' }]);
    expect((await one.send('POST', '/desks', { number: 2, name: 'third' })).status).toBe(409);
    expect((await one.send('POST', '/desks', { number: 1, name: 'third' })).status).toBe(200);
  });

  stored('accounts that memory has no place for lose nothing while they change', async () => {
    const mock = await start(await openStore(), { accounts: 1 });
    const [one, other] = [mock.account('token-one'), mock.account('token-other')];
    for (let number = 1; number < 20; number += 2) {
      // It is in memory, falls out of it while its change waits, and is read again.
      await one.get('/desks');
      const answers = await Promise.all([
        one.send('POST', '/desks', { number, name: 'new' }),
        other.send('POST', '/desks', { number, name: 'new' }),
        one.send('POST', '/desks', { number: number + 1, name: 'new' }),
      ]);
      expect(answers).toMatchObject([{ status: 200 }, { status: 200 }, { status: 200 }]);
    }
    const read = async () => [await one.get('/desks'), await other.get('/desks')] as object[][];
    const before = await read();
    expect(before.map(({ length }) => length)).toEqual([20, 10]);
    await mock.restart();
    expect(await read()).toEqual(before);
  });

  stored('switches of an account and of all last', async () => {
    const mock = await start(await openStore(), { spec: undefined });
    const [one, other] = [mock.account('token-one'), mock.account('token-other')];
    await one.send('PUT', '/_mock/accounts/me/switches', { D9: 'empty-array' });
    await one.send('PUT', '/_mock/switches', { D25: 'omit' });
    const read = () =>
      Promise.all([
        one.get('/_mock/accounts/me/switches'),
        other.get('/_mock/accounts/me/switches'),
        one.get('/_mock/switches'),
      ]);
    const before = await read();
    await mock.restart();
    expect(await read()).toEqual(before);
    const [own, others, all] = before as { doubt: string; value: string; turned: boolean }[][];
    const find = (list: typeof own, doubt: string) => list?.find((it) => it.doubt === doubt);
    expect(find(own, 'D9')).toMatchObject({ value: 'empty-array', turned: true });
    expect(find(others, 'D9')).toMatchObject({ turned: false });
    expect(find(others, 'D25')).toMatchObject({ value: 'omit', turned: false });
    expect(find(all, 'D25')).toMatchObject({ value: 'omit', turned: true });
  });

  stored('the journal lasts with --store-journal, and only then', async () => {
    const given = await openStore();
    const plain = await start(given);
    await plain.account('token-one').send('POST', '/desks', { number: 1, name: 'first' });
    await plain.close();
    expect(await given.rows('SELECT * FROM mock_journal')).toEqual([]);

    const mock = await start(given, { storeJournal: true });
    const one = mock.account('token-one');
    await one.send('POST', '/desks', { number: 2, name: 'second' });
    await one.send('POST', '/desks', { number: 2, name: 'third' });
    const before = await one.get('/_mock/journal');
    expect(before).toMatchObject([{ response: { status: 200 } }, { response: { status: 409 } }]);
    await mock.restart();
    expect(await one.get('/_mock/journal')).toEqual(before);
    await one.send('DELETE', '/_mock/journal');
    await mock.restart();
    expect(await one.get('/_mock/journal')).toEqual([]);
  });

  stored('no token is stored, and no secret of an item in the journal', async () => {
    const given = await openStore();
    const mock = await start(given, { storeJournal: true });
    const token = 'token-that-nobody-may-read';
    const one = mock.account(token);
    await one.send('POST', '/desks', { number: 1, name: 'first', pin: 'pin-that-is-masked' });
    await one.send('GET', `/desks?authorization=${token}`);
    await one.send('PUT', '/_mock/accounts/me/faults/addDesk', { status: 418 });
    await one.get('/_mock/journal');
    const bytes = () =>
      readdirSync(given.folder).map((name) => readFileSync(join(given.folder, name), 'latin1'));
    expect(bytes().join()).not.toContain(token);
    await mock.close();
    expect(bytes().join()).not.toContain(token);
    const tables = ['meta', 'accounts', 'items', 'claims', 'changes', 'journal'];
    const all = await Promise.all(
      tables.map((table) => given.rows<object>(`SELECT * FROM mock_${table}`)),
    );
    const [journal, rest] = [JSON.stringify(all.at(-1)), JSON.stringify(all.slice(0, -1))];
    expect(journal).toContain('first');
    expect(journal).not.toContain('pin-that-is-masked');
    expect(journal + rest).not.toContain(token);
    // The API shows it again, so it is stored.
    expect(rest).toContain('pin-that-is-masked');
  });
});
