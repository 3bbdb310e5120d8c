import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Report, VerifyOptions } from '../../../contracts/index.ts';
import { withoutIds } from '../../proof/exploration-trial.ts';
import { judge } from '../../proof/judge.ts';
import { faults, lawful, startProvider, type Ways } from '../../providers/index.ts';
import { transactions } from '../../providers/transactions.ts';

function waysOf(id: string): Ways | undefined {
  const found = [...faults, ...lawful].find((one) => one.id === id);
  if (found === undefined) throw new Error(`There is no provider ${id}.`);
  return found.ways;
}

// Long enough for a busy machine.
const unhurried = { only: 'exploration', time: 120_000 } as const;

function explore(id: string | undefined, options: Partial<VerifyOptions> = {}): Promise<Report> {
  return judge(id === undefined ? undefined : waysOf(id), { ...unhurried, ...options });
}

function brokenOf({ results }: Report) {
  const [broken, ...others] = results.filter(({ outcome }) => outcome === 'broken');
  if (broken === undefined) throw new Error('Nothing was found.');
  expect(others).toEqual([]);
  return broken;
}

describe('exploration finds and shrinks', () => {
  test.each([
    { id: 'first-number-checked', most: 4 },
    { id: 'no-check-on-edit', most: 4 },
    { id: 'latest-rule-compared', most: 4 },
    { id: 'edit-releases-nothing', most: 4 },
    { id: 'delete-frees-only-groups', most: 4 },
    { id: 'refused-add-keeps-claims', most: 6 },
    { id: 'compared-within-a-media', most: 4 },
    { id: 'retaken-id-not-claimed', most: 6 },
  ])('$id to at most $most requests', async ({ id, most }) => {
    const report = await explore(id);
    expect(report).toMatchObject({ verdict: 'broken', exitCode: 1 });
    const { exchanges, message, script, replay } = brokenOf(report);
    expect(message).toMatch(/^\S.*\.$/s);
    expect(exchanges.length).toBeGreaterThan(0);
    expect(exchanges.length).toBeLessThanOrEqual(most);
    expect(script).toContain('curl -sS');
    expect(replay).toMatchObject({ collection: '/melodies/personal' });
    expect(replay?.steps).not.toEqual([]);
    const again = brokenOf(await explore(id, { replay, seed: 99 }));
    expect(withoutIds(again.message)).toBe(withoutIds(message));
  });
});

describe('a violation', () => {
  const id = 'first-number-checked';

  test('is found again by the same steps with the same seed', async () => {
    const [one, other] = [await explore(id), await explore(id)].map(brokenOf);
    expect(other?.replay).toEqual(one?.replay);
    expect(other?.message).toEqual(one?.message);
  });

  test.each([id, 'no-lock'])('shows again in a replay: %s', async (fault) => {
    // The second is a race.
    const { replay, exchanges } = brokenOf(await explore(fault));
    expect(exchanges.length).toBeLessThanOrEqual(4);
    const again = await explore(fault, { replay, seed: 99 });
    expect(again).toMatchObject({ verdict: 'broken', exitCode: 1 });
    expect(brokenOf(again).replay).toEqual(replay);
    expect(brokenOf(again).exchanges.length).toBe(exchanges.length);
  });

  test('does not show in a replay at a lawful provider', async () => {
    const { replay } = brokenOf(await explore(id));
    const report = await explore(undefined, { replay });
    expect(report).toMatchObject({ verdict: 'kept', exitCode: 0 });
    expect(report.results[0]?.message).toMatch(/showed no violation\.$/);
  });

  test('shows again when its script runs', async () => {
    const { script = '', exchanges } = brokenOf(await explore(id));
    const provider = await startProvider(waysOf(id));
    const folder = mkdtempSync(join(tmpdir(), 'exploration-'));
    try {
      const file = join(folder, 'fault.sh');
      writeFileSync(file, script);
      const env = { ...process.env, TOKEN: provider.tokens.first, PROVIDER: provider.url };
      const { stdout } = await promisify(execFile)('bash', [file], { env });
      const statuses = [...stdout.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, code]) => Number(code));
      expect(statuses).toEqual(exchanges.map(({ response }) => response?.status));
    } finally {
      rmSync(folder, { recursive: true });
      await provider.close();
    }
  });
});

describe('exploration', () => {
  test.each([undefined, 'no-list', 'no-delete', 'neither-list-nor-delete'])(
    'does not accuse the lawful provider %s',
    async (id) => {
      const report = await explore(id, { runs: 20, time: 20_000 });
      expect(report.results.map(({ outcome }) => outcome)).toEqual(['kept']);
      expect(report).toMatchObject({ verdict: 'kept', exitCode: 0 });
    },
  );
});

test('a violation that lasts until the next request shows without a list too', async () => {
  // The next addition after an edit gets what the edited rule holds.
  const lapsing: Ways = () => {
    let edited: number | undefined;
    return {
      ...waysOf('no-list'),
      claim: (db, rule, before) => {
        transactions.claim(db, rule, before);
        if (before !== undefined) edited = rule.id;
      },
      taken: (db, wanted) => {
        const claims = db.claims.filter(({ rule }) => rule !== edited);
        edited = undefined;
        return transactions.taken({ ...db, claims }, wanted);
      },
    };
  };
  const report = await judge(lapsing, { ...unhurried, runs: 3 });
  const { message, exchanges } = brokenOf(report);
  expect(message).toMatch(/ holds .*, but another item got it too\.$/);
  expect(exchanges.length).toBeLessThanOrEqual(3);
});

test.each([
  { words: 'code', steps: 'steps', variant: 'variant' },
  { words: 'earlier replay files', steps: 'plans', variant: 'taste' },
])('a race is replayed in the words of $words, with its gaps in milliseconds', async (words) => {
  const claims = [[0], []];
  const adds = [1, 2].map((variant) => ({ do: 'add', claims, [words.variant]: variant }));
  const replay = {
    collection: '/melodies/personal',
    steps: [{ do: 'race', [words.steps]: adds, after: [0, 3] }],
  };
  const { exchanges, message } = brokenOf(await explore('no-check-on-add', { replay }));
  expect(message).toMatch(/^2 of 2 requests a few milliseconds apart were accepted, /);
  expect(exchanges.map(({ note }) => note)).toEqual([
    'at the same moment: add',
    'at the same moment, 3 ms later: add',
  ]);
});

describe('exploration stops', () => {
  const sequences = ({ results }: Report) =>
    Number(/^(\d+) sequences/.exec(results[0]?.message ?? '')?.[1]);

  test('after the most sequences', async () => {
    expect(sequences(await explore(undefined, { runs: 3 }))).toBe(3);
  });

  test('after the most requests, at the end of a sequence', async () => {
    const [one, some] = [
      await explore(undefined, { requests: 1 }),
      await explore(undefined, { requests: 150 }),
    ];
    expect(sequences(one)).toBe(1);
    expect(sequences(some)).toBeGreaterThan(1);
    expect(some.requests).toBeLessThan(600);
  });

  test('if there are too few identifiers, and says how many it needs', async () => {
    const report = await explore(undefined, {
      testData: { numbers: '1000-1003', groups: '2000-2003' },
    });
    expect(report).toMatchObject({ verdict: 'inconclusive', exitCode: 3 });
    expect(report.results[0]?.message).toMatch(/needs 6 of --numbers at once; there are 4/);
  });
});

test('a replay of an unknown step is rejected', async () => {
  const replay = { collection: '/melodies/personal', steps: [{ do: 'dance' }] };
  await expect(explore(undefined, { replay })).rejects.toThrow('A step has "do": "dance"');
});
