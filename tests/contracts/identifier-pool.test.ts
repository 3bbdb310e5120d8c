import { describe, expect, test } from 'vitest';
import {
  IdentifierPool,
  NoTestData,
  TooFewIdentifiers,
} from '../../contracts/provider/identifier-pool.ts';
import type { IdentifierKind } from '../../spec/index.ts';

const kind: IdentifierKind = {
  name: 'seat',
  flag: 'seats',
  default: '1-4',
  says: 'ids of seats',
  many: true,
  exclusive: true,
  fills: [],
  item: undefined,
};

function pool(ids: readonly number[], changes: Partial<IdentifierKind> = {}, explicit = true) {
  return new IdentifierPool({ kind: { ...kind, ...changes }, ids, explicit });
}

describe('a pool of identifiers', () => {
  test('reserves each identifier once', async () => {
    const seats = pool([1, 2, 3, 4]);
    expect(await seats.reserve(2)).toEqual([1, 2]);
    expect(await seats.reserve(2)).toEqual([3, 4]);
    expect(seats.free).toBe(0);
  });

  test('reserves fresh identifiers first and released ones last', async () => {
    const seats = pool([1, 2, 3]);
    seats.release(await seats.reserve(1));
    expect(await seats.reserve(3)).toEqual([2, 3, 1]);
  });

  test('waits until others release identifiers', async () => {
    const seats = pool([1, 2]);
    const first = await seats.reserve(2);
    const order: string[] = [];
    const waiting = seats.reserve(2).then((ids) => order.push(`reserved ${ids}`));
    await Promise.resolve();
    order.push('released');
    seats.release(first);
    await waiting;
    expect(order).toEqual(['released', 'reserved 1,2']);
  });

  test('rejects more than it has, and says how many are needed', async () => {
    const refused = pool([1, 2]).reserve(3);
    await expect(refused).rejects.toThrow(TooFewIdentifiers);
    await expect(pool([1, 2]).reserve(3)).rejects.toThrow(
      'It needs 3 of --seats at once; there are 2. Give more.',
    );
  });

  test('rejects a waiting reservation when too many identifiers are retired', async () => {
    const seats = pool([1, 2]);
    const first = await seats.reserve(2);
    const waiting = expect(seats.reserve(1)).rejects.toThrow(
      'It needs 1 of --seats at once; there are 2, of which 2 stay in use. Give more.',
    );
    seats.retire(first);
    await waiting;
  });

  test('lets nobody wait for what is kept out, until that ends', async () => {
    const seats = pool([1, 2]);
    const kept = await seats.reserve(1);
    const end = seats.keepOut(1);
    await expect(seats.reserve(2)).rejects.toThrow(TooFewIdentifiers);
    end();
    const waiting = seats.reserve(2);
    seats.release(kept);
    expect(await waiting).toEqual([2, 1]);
  });

  test('reserves retired identifiers again after they are restored', async () => {
    const seats = pool([1, 2]);
    seats.retire(await seats.reserve(2));
    seats.restore([2]);
    expect(await seats.reserve(1)).toEqual([2]);
  });

  test('excludes identifiers that are in use already', async () => {
    const seats = pool([1, 2, 3]);
    expect(seats.exclude(new Set([2, 9]))).toBe(1);
    expect(await seats.reserve(2)).toEqual([1, 3]);
    await expect(seats.reserve(3)).rejects.toThrow('of which 1 stay in use');
  });

  test('puts fresh or used identifiers first', async () => {
    const sent = new Set([1, 3]);
    const ids = [1, 2, 3, 4];
    const seats = new IdentifierPool({ kind, ids, explicit: true }, sent);
    expect(seats.putFirst(2, 'fresh', new Set([4]))).toEqual(new Set([4, 2]));
    expect(seats.putFirst(3, 'fresh', new Set())).toBeUndefined();
    expect(await seats.reserve(2)).toEqual([4, 2]);
    seats.release([4, 2]);
    expect(seats.putFirst(1, 'used', new Set([3]))).toEqual(new Set([3]));
    expect(await seats.reserve(4)).toEqual([3, 1, 4, 2]);
  });

  test('sets identifiers aside until there are too few', async () => {
    const seats = pool([1, 2, 3, 4, 5, 6]);
    seats.setAside(2, 'exploration');
    expect(seats.free).toBe(6);
    seats.setAside(1, 'exploration');
    expect(seats.free).toBe(5);
    expect(await seats.reserve(6)).toEqual([2, 3, 4, 5, 6, 1]);
  });

  test('reserves those that were set aside for second tries first after their return', async () => {
    const seats = pool([1, 2, 3, 4, 5, 6]);
    seats.setAside(1, 'retries');
    seats.release(await seats.reserve(2));
    seats.returnRetries();
    expect(await seats.reserve(6)).toEqual([1, 4, 5, 6, 2, 3]);
  });

  test('reserves the free identifiers that are picked', async () => {
    const seats = pool([1, 2, 3]);
    expect(seats.reserveSome((free) => free.filter((id) => id !== 2))).toEqual([1, 3]);
    expect([seats.isFree(1), seats.isFree(2), seats.free]).toEqual([false, true, 1]);
  });

  test('shares identifiers of a kind that is not exclusive', async () => {
    const files = pool([50, 51], { exclusive: false });
    expect([await files.reserve(2), await files.reserve(1)]).toEqual([[50, 51], [50]]);
    files.release([50]);
    expect(files.free).toBe(2);
  });

  test('says that there is no test data if the caller gave none', async () => {
    await expect(pool([]).reserve(1)).rejects.toThrow(NoTestData);
    await expect(pool([], {}, false).reserve(1)).rejects.toThrow(TooFewIdentifiers);
  });
});
