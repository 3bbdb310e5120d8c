import { describe, expect, test } from 'vitest';
import type { Report, VerifyOptions } from '../../../contracts/index.ts';
import { judge } from '../../proof/judge.ts';
import { lawful, type Ways } from '../../providers/index.ts';
import { parsing } from '../../providers/parsing.ts';
import { Refusal } from '../../providers/refusal.ts';
import { claimsOf } from '../../providers/storage.ts';
import { isOthers, transactions } from '../../providers/transactions.ts';

const onlyExploration = { only: 'exploration', time: 120_000, runs: 300 } as const;

function brokenIn({ results }: Report) {
  return results.filter(({ outcome }) => outcome === 'broken');
}

async function findByExploration(ways: Ways, options: Partial<VerifyOptions> = {}) {
  const [broken] = brokenIn(await judge(ways, { ...onlyExploration, ...options }));
  if (broken === undefined) throw new Error('Exploration found nothing.');
  const { replay } = broken;
  const again = await judge(ways, { ...onlyExploration, ...options, replay, seed: 99 });
  expect(brokenIn(again)).toHaveLength(1);
  return broken;
}

/** A boolean is read as a word; PHP's == takes true for equal to any text. */
const looselyCompared: Ways = {
  readSourceType: (value) => (value === true ? 'system' : parsing.readSourceType(value)),
};

/** Stores a list without its repetitions, with gaps among its indexes: PHP's array_unique. */
const gaps = new WeakSet<readonly number[]>();
const unique: Ways = {
  readIds(b, value, field) {
    if (!Array.isArray(value)) return parsing.readIds(b, value, field);
    const list = parsing.readIds(b, [...new Set(value)], field);
    const firstRepeated = value.findIndex((one, i) => value.indexOf(one) < i);
    if (list !== undefined && firstRepeated >= 0 && firstRepeated < value.length - 1)
      gaps.add(list);
    return list;
  },
  showIds: (ids) =>
    gaps.has(ids) ? Object.fromEntries(ids.map((id, i) => [i * 2, id])) : ids.length ? ids : null,
};

/** Compares the first ten identifiers of a list with the claims. */
const firstTen: Ways = {
  taken: (db, wanted) =>
    transactions.taken(db, {
      ...wanted,
      numbers: wanted.numbers.slice(0, 10),
      groups: wanted.groups.slice(0, 10),
    }),
};

/** Looks for an identifier in the text of the held ones, joined by commas. */
const joined: Ways = {
  taken: (db, wanted) =>
    transactions.taken(db, wanted) ??
    db.claims.find(
      (claim) =>
        isOthers(claim, wanted) &&
        claim.kind === 'number' &&
        wanted.numbers.some((id) => String(claim.id).includes(String(id))),
    ),
};

const ofDifferentLength = {
  numbers: `12,${Array.from({ length: 30 }, (_, i) => 700 + i).join()},123,4000-4060`,
};

describe('exploration alone finds', () => {
  test('a provider that accepts true for a word', async () => {
    expect((await findByExploration(looselyCompared)).message).toContain('has a wrong type');
  });

  test('a provider that stores a list with a repetition as an object', async () => {
    const { message } = await findByExploration(unique);
    expect(message).toMatch(/The list shows .* with \w+ \{.*\}, but it should hold \[/);
  });

  test('a provider that checks only the first ten identifiers of a list', async () => {
    const { exchanges } = await findByExploration(firstTen);
    expect(exchanges.length).toBeLessThanOrEqual(4);
  });

  test('a provider that takes 12 for held where 123 is', async () => {
    const { message } = await findByExploration(joined, { testData: ofDifferentLength });
    expect(message).toMatch(/nothing conflicts with it|No accepted request claims 12,/);
  });
});

describe('exploration does not accuse', () => {
  test.each(['duplicates-accepted', 'duplicates-echoed', 'numeric-strings-accepted'])(
    'the lawful provider %s, whose lists may be long or repeat an identifier',
    async (id) => {
      const ways = lawful.find((one) => one.id === id)?.ways;
      const report = await judge(ways, { ...onlyExploration, runs: 30, seed: 4 });
      expect(report.results.map(({ outcome, message }) => `${outcome}: ${message}`)).toEqual([
        expect.stringMatching(/^kept: 30 sequences .* showed no violation\.$/),
      ]);
    },
  );
});

describe('the checks find', () => {
  test('a provider that accepts true for a word', async () => {
    const checks = ['add-source-wrong-type', 'edit-source-unknown'];
    const broken = brokenIn(await judge(looselyCompared, { only: 'checks', checks }));
    expect(broken.map(({ id }) => id)).toEqual(checks);
  });

  test('a provider that stores a list with a repetition as an object', async () => {
    const checks = ['d12-number-twice-before-another', 'answers-shape'];
    const broken = brokenIn(await judge(unique, { only: 'checks', checks }));
    expect(broken.map(({ id }) => id)).toEqual(checks);
  });

  test('a provider whose edit brings a deleted rule back without its claims', async () => {
    const unclaimed: Ways = () => {
      const deleted = new Set<number>();
      return {
        editUnknown: (wanted) => wanted,
        claim: (db, rule) => {
          if (!deleted.has(rule.id)) db.claims.push(...claimsOf(rule));
        },
        remove: (b, db, account, id) => {
          deleted.add(id);
          return transactions.remove(b, db, account, id);
        },
      };
    };
    const checks = ['d17-edit-deleted'];
    const [broken] = brokenIn(await judge(unclaimed, { only: 'checks', checks }));
    expect(broken?.message).toMatch(/ holds \d+, but another item got it too\.$/);
  });
});

describe('claims that are lost after many further requests', () => {
  // A cache that evicts what is oldest; a time to live has the same effect.
  const evicting: Ways = () => {
    let count = 0;
    const since = new Map<number, number>();
    return {
      claim(db, rule) {
        transactions.claim(db, rule);
        since.set(rule.id, count);
      },
      async around(db, _request, next) {
        count += 1;
        db.claims = db.claims.filter(({ rule }) => count - (since.get(rule) ?? count) < 250);
        return next();
      },
    };
  };

  test.each<Partial<VerifyOptions>>([
    { only: 'checks', checks: ['claims-last', 'many-items', 'held-numbers', 'held-groups'] },
    { ...onlyExploration, runs: 60 },
  ])('are found by $only', async (options) => {
    const broken = brokenIn(await judge(evicting, options));
    expect(broken.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^After [\d.]+ s: .* holds \d+, but another item got it too\.$/),
    );
  });
});

describe('a refused request that keeps what it named', () => {
  // The refused rule's claims stay.
  const keeps: Ways = {
    taken(db, wanted) {
      const taken = transactions.taken(db, wanted);
      if (taken !== undefined) {
        const { account, numbers } = wanted;
        const free = numbers.filter((id) => !db.claims.some((one) => one.id === id));
        db.claims.push(...free.map((id) => ({ account, kind: 'number' as const, id, rule: -1 })));
      }
      return taken;
    },
  };

  test.each<Partial<VerifyOptions>>([
    { only: 'checks', checks: ['taken-group-free-number'] },
    onlyExploration,
  ])('is named as the likely cause of a later refusal by $only', async (options) => {
    const [broken] = brokenIn(await judge(keeps, options));
    expect(broken?.message).toMatch(
      / A likely cause: (POST|PUT) \S+, which was refused \(409\) before, may have kept \d+\.$/,
    );
  });
});

test('the evidence of a race begins with the accepted requests', async () => {
  const refuseOdd: Ways = () => {
    let count = 0;
    return {
      locked: (_db, _account, _want, run) => run(),
      async add(b, db, account, draft) {
        count += 1;
        const unlucky = count % 2 === 1;
        await new Promise(setImmediate);
        if (unlucky) throw new Refusal(409, 'Somebody else was faster.');
        const rule = { ...draft, account, id: b.nextId(db, { ...draft, account } as never) };
        return { ...rule, numbers: draft.numbers ?? [], groups: draft.groups ?? [] };
      },
    };
  };
  const checks = ['race-add-one-rule-per-number'];
  const [broken] = brokenIn(await judge(refuseOdd, { only: 'checks', checks }));
  const statuses = broken?.exchanges.map(({ response }) => response?.status);
  expect(statuses).toEqual(statuses?.toSorted());
  expect(statuses).toContain(409);
});
