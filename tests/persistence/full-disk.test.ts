import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createMock, type Mock } from '../../mocks/index.ts';
import { type AccountClient, createAccountClient } from '../mocks/account-client.ts';
import { writeDesks } from './desks-document.ts';
import { canMount, mountSmallDisk } from './small-disk.ts';
import { openFolder } from './test-stores.ts';

const spec = () => writeDesks(openFolder());

async function start(store: string): Promise<Mock> {
  const mock = await createMock({ spec: spec(), store });
  onTestFinished(() => mock.close());
  return mock;
}

/** Adds large desks until that is refused; returns the refusal, and how many there are. */
async function fill(client: AccountClient) {
  for (let added = 0; ; added++) {
    const desk = { number: added, name: 'x'.repeat(20_000) };
    const answer = await client.send('POST', '/desks', desk);
    if (answer.status !== 200) return { added, refused: answer };
  }
}

const unavailable = {
  status: 503,
  headers: { 'retry-after': '1', 'content-type': 'application/problem+json' },
  body: {
    type: '/_mock/problems/store-unavailable',
    detail: expect.stringMatching(/full.*Nothing was changed; try again\.$/),
  },
};

describe.skipIf(!canMount)('a file of SQLite on a small disk (needs root, to mount it)', () => {
  test('that is full refuses changes with 503, keeps nothing of them, and goes on when there is room', async () => {
    const disk = mountSmallDisk(2048);
    const store = join(disk.folder, 'state.db');
    disk.fill(512 * 1024);
    const mock = await start(store);
    const token = 'the-token';
    const client = createAccountClient(mock, token);
    const { added, refused } = await fill(client);
    expect(added).toBeGreaterThan(10);
    expect(refused).toMatchObject(unavailable);
    disk.fill(2 * 1024 * 1024);
    const fault = { status: 418 };
    const large = { '/desks': { items: [{ number: 1_000_000, name: 'x'.repeat(200_000) }] } };
    for (const [method, url, body] of [
      ['POST', '/_mock/accounts/me/seed', large],
      ['PUT', '/desks/1', { number: 1_000_001, name: 'y'.repeat(200_000) }],
      ['PUT', '/_mock/faults/listDesks', { ...fault, body: 'z'.repeat(200_000) }],
      ['PUT', '/_mock/accounts/me/faults/listDesks', { ...fault, body: 'z'.repeat(200_000) }],
    ] as const) {
      expect(await client.send(method, url, body)).toMatchObject(unavailable);
    }
    const before = (await client.send('GET', '/desks')).body;
    expect(before).toHaveLength(added);
    expect((await client.send('GET', '/_mock/faults')).body).toEqual({});
    expect((await client.send('GET', '/_mock/accounts/me')).body).toMatchObject({ version: added });

    disk.makeRoom();
    const next = await client.send('POST', '/desks', { number: 1_000_000, name: 'there is room' });
    expect(next).toMatchObject({ status: 200, body: { id: added + 1 } });
    await mock.close();
    const again = createAccountClient(await start(store), token);
    expect((await again.send('GET', '/desks')).body).toEqual([...(before as object[]), next.body]);
  });

  test('that is full keeps switches of all accounts as they are stored', async () => {
    const disk = mountSmallDisk(2048);
    const mock = await createMock({ store: join(disk.folder, 'state.db') });
    onTestFinished(() => mock.close());
    const client = createAccountClient(mock);
    const read = async () => (await client.send('GET', '/_mock/accounts/me/switches')).body;
    const before = await read();
    disk.fill();
    const answer = await client.send('PUT', '/_mock/switches', { D9: 'empty-array' });
    expect(answer).toMatchObject(unavailable);
    expect(await read()).toEqual(before);
  });

  test('that is full at the start is refused, and can be used when there is room', async () => {
    const disk = mountSmallDisk(512);
    const store = join(disk.folder, 'state.db');
    disk.fill();
    await expect(createMock({ spec: spec(), store })).rejects.toThrow(
      'as a store: the disk is full; make room.',
    );
    disk.makeRoom();
    const client = createAccountClient(await start(store));
    expect((await client.send('POST', '/desks', { number: 1, name: 'one' })).status).toBe(200);
  });

  test('that is read-only is refused', async () => {
    const disk = mountSmallDisk(2048);
    const store = join(disk.folder, 'state.db');
    await (await createMock({ spec: spec(), store })).close();
    disk.makeReadOnly();
    await expect(createMock({ spec: spec(), store })).rejects.toThrow(
      'as a store: the disk is read-only; name another file.',
    );
  });
});
