import { describe, expect, test } from 'vitest';
import {
  IdentifierPool,
  NoTestData,
  parseIdentifiers,
  TooFewIdentifiers,
} from '../../contracts/provider/identifier-pool.ts';
import type { IdentifierKind } from '../../spec/index.ts';

describe('what a caller lends', () => {
  const written: { text: string; many?: boolean; ids: (number | string)[] }[] = [
    { text: '608', many: false, ids: [608] },
    { text: '1000-1002', ids: [1000, 1001, 1002] },
    { text: '1000-1001,1200', ids: [1000, 1001, 1200] },
    { text: ' 5 , 7 - 8 ', ids: [5, 7, 8] },
    { text: '5,5,4-6', ids: [5, 4, 6] },
    { text: '9-9', ids: [9] },
    { text: '9007199254740991', ids: [Number.MAX_SAFE_INTEGER] },
    { text: 'a-b,room-1', ids: ['a-b', 'room-1'] },
    { text: '7,7', many: false, ids: [7] },
  ];
  test.each(written)('"$text" is $ids', ({ text, many = true, ids }) => {
    expect(parseIdentifiers(text, many)).toEqual(ids);
  });

  const wrong: { text: string; many?: boolean; says: string }[] = [
    { text: '', says: '"" names nothing between two commas.' },
    { text: '1,,2', says: '"1,,2" names nothing between two commas.' },
    { text: '1199-1000', says: 'The range 1199-1000 ends before it begins.' },
    { text: '1-100001', says: 'The range 1-100001 is longer than 100000.' },
    { text: '0', says: '0 is no identifier: it must be a whole number from 1 to 2^53-1.' },
    { text: '0-5', says: '0 is no identifier:' },
    { text: '9007199254740992', says: '9007199254740992 is no identifier:' },
    { text: '1,2', many: false, says: '"1,2" names more than one.' },
    { text: '1-2', many: false, says: '"1-2" names more than one.' },
  ];
  test.each(wrong)('"$text" is a mistake: $says', ({ text, many = true, says }) => {
    expect(() => parseIdentifiers(text, many)).toThrow(RangeError);
    expect(() => parseIdentifiers(text, many)).toThrow(says);
  });
});

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

describe('a pool of what was lent', () => {
  test('lends each identifier to one borrower at a time', async () => {
    const seats = pool([1, 2, 3, 4]);
    expect(await seats.take(2)).toEqual([1, 2]);
    expect(await seats.take(2)).toEqual([3, 4]);
    expect(seats.free).toBe(0);
  });

  test('lends the freshest first, and what was given back last', async () => {
    const seats = pool([1, 2, 3]);
    seats.giveBack(await seats.take(1));
    expect(await seats.take(3)).toEqual([2, 3, 1]);
  });

  test('lets a borrower wait for what others give back', async () => {
    const seats = pool([1, 2]);
    const first = await seats.take(2);
    const order: string[] = [];
    const waiting = seats.take(2).then((ids) => order.push(`got ${ids}`));
    await Promise.resolve();
    order.push('given back');
    seats.giveBack(first);
    await waiting;
    expect(order).toEqual(['given back', 'got 1,2']);
  });

  test('refuses more than were lent, and says how many it takes', async () => {
    const refused = pool([1, 2]).take(3);
    await expect(refused).rejects.toThrow(TooFewIdentifiers);
    await expect(pool([1, 2]).take(3)).rejects.toThrow(
      'It needs 3 of --seats at once; 2 were lent. Lend more.',
    );
  });

  test('tells a borrower who waits that what was given up never comes back', async () => {
    const seats = pool([1, 2]);
    const first = await seats.take(2);
    const waiting = expect(seats.take(1)).rejects.toThrow(
      'It needs 1 of --seats at once; 2 were lent, of which 2 are in use for good. Lend more.',
    );
    seats.giveUp(first);
    await waiting;
  });

  test('lends again what was given up, once nothing claims it', async () => {
    const seats = pool([1, 2]);
    seats.giveUp(await seats.take(2));
    seats.reclaim([2]);
    expect(await seats.take(1)).toEqual([2]);
  });

  test('leaves out what is in use already', async () => {
    const seats = pool([1, 2, 3]);
    expect(seats.leaveOut(new Set([2, 9]))).toBe(1);
    expect(await seats.take(2)).toEqual([1, 3]);
    await expect(seats.take(3)).rejects.toThrow('of which 1 are in use for good');
  });

  test('brings what was never sent, or what was, before anything else', async () => {
    const touched = new Set([1, 3]);
    const ids = [1, 2, 3, 4];
    const seats = new IdentifierPool({ kind, ids, explicit: true }, touched);
    expect(seats.bring(2, 'fresh', new Set([4]))).toEqual(new Set([4, 2]));
    expect(seats.bring(3, 'fresh', new Set())).toBeUndefined();
    expect(await seats.take(2)).toEqual([4, 2]);
    seats.giveBack([4, 2]);
    expect(seats.bring(1, 'used', new Set([3]))).toEqual(new Set([3]));
    expect(await seats.take(4)).toEqual([3, 1, 4, 2]);
  });

  test('keeps what was put by until it is brought, or there are too few', async () => {
    const seats = pool([1, 2, 3, 4, 5, 6]);
    seats.putBy(2);
    expect(seats.free).toBe(6);
    seats.putBy(1);
    expect(seats.free).toBe(5);
    expect(await seats.take(6)).toEqual([2, 3, 4, 5, 6, 1]);
  });

  test('lends what is not exclusive to everybody', async () => {
    const files = pool([50, 51], { exclusive: false });
    expect([await files.take(2), await files.take(1)]).toEqual([[50, 51], [50]]);
    files.giveBack([50]);
    expect(files.free).toBe(2);
  });

  test('skips what needs it when none was lent on purpose', async () => {
    await expect(pool([]).take(1)).rejects.toThrow(NoTestData);
    await expect(pool([], {}, false).take(1)).rejects.toThrow(TooFewIdentifiers);
  });
});
