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

// How long it takes on a busy machine is not what is tested.
const unhurried = { only: 'exploration', time: 120_000 } as const;

function explored(id: string | undefined, options: Partial<VerifyOptions> = {}): Promise<Report> {
  return judge(id === undefined ? undefined : waysOf(id), { ...unhurried, ...options });
}

function brokenOf({ results }: Report) {
  const [broken, ...others] = results.filter(({ outcome }) => outcome === 'broken');
  if (broken === undefined) throw new Error('Nothing was found.');
  expect(others).toEqual([]);
  return broken;
}

describe('a fault is found and told in few requests', () => {
  test.each([
    { id: 'first-number-checked', most: 4 },
    { id: 'no-check-on-edit', most: 4 },
    { id: 'latest-rule-compared', most: 4 },
    { id: 'edit-releases-nothing', most: 4 },
    { id: 'delete-frees-only-groups', most: 4 },
    { id: 'refused-add-keeps-claims', most: 6 },
    { id: 'compared-within-a-media', most: 4 },
    { id: 'retaken-id-not-claimed', most: 6 },
  ])('$id', async ({ id, most }) => {
    const report = await explored(id);
    expect(report).toMatchObject({ verdict: 'broken', exitCode: 1 });
    const { exchanges, message, script, replay } = brokenOf(report);
    expect(message).toMatch(/^\S.*\.$/s);
    expect(exchanges.length).toBeGreaterThan(0);
    expect(exchanges.length).toBeLessThanOrEqual(most);
    expect(script).toContain('curl -sS');
    expect(replay).toMatchObject({ collection: '/melodies/personal' });
    expect(replay?.steps).not.toEqual([]);
    const again = brokenOf(await explored(id, { replay, seed: 99 }));
    expect(withoutIds(again.message)).toBe(withoutIds(message));
  });
});

describe('what was found', () => {
  const id = 'first-number-checked';

  test('is found again with the same seed, by the same steps', async () => {
    const [one, other] = [await explored(id), await explored(id)].map(brokenOf);
    expect(other?.replay).toEqual(one?.replay);
    expect(other?.message).toEqual(one?.message);
  });

  test.each([id, 'no-lock'])('shows again when it is replayed: %s', async (fault) => {
    // Of the second it is a race that is replayed.
    const { replay, exchanges } = brokenOf(await explored(fault));
    expect(exchanges.length).toBeLessThanOrEqual(4);
    const again = await explored(fault, { replay, seed: 99 });
    expect(again).toMatchObject({ verdict: 'broken', exitCode: 1 });
    expect(brokenOf(again).replay).toEqual(replay);
    expect(brokenOf(again).exchanges.length).toBe(exchanges.length);
  });

  test('does not show where it is mended', async () => {
    const { replay } = brokenOf(await explored(id));
    const report = await explored(undefined, { replay });
    expect(report).toMatchObject({ verdict: 'kept', exitCode: 0 });
    expect(report.results[0]?.message).toMatch(/showed no fault\.$/);
  });

  test('runs as a script that shows the same', async () => {
    const { script = '', exchanges } = brokenOf(await explored(id));
    const provider = await startProvider(waysOf(id));
    const folder = mkdtempSync(join(tmpdir(), 'exploration-'));
    try {
      const file = join(folder, 'fault.sh');
      writeFileSync(file, script);
      const env = { ...process.env, TOKEN: provider.tokens.first, PROVIDER: provider.url };
      const { stdout } = await promisify(execFile)('bash', [file], { env });
      const statuses = [...stdout.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, code]) => Number(code));
      expect(statuses).toEqual(exchanges.map(({ answer }) => answer?.status));
    } finally {
      rmSync(folder, { recursive: true });
      await provider.close();
    }
  });
});

describe('a lawful provider is not accused', () => {
  test.each([undefined, 'no-list', 'no-delete', 'neither-list-nor-delete'])('%s', async (id) => {
    const report = await explored(id, { runs: 20, time: 20_000 });
    expect(report.results.map(({ outcome }) => outcome)).toEqual(['kept']);
    expect(report).toMatchObject({ verdict: 'kept', exitCode: 0 });
  });
});

test('what is so only until the next request is seen without a list, too', async () => {
  // Whoever adds next after an edit gets what the edited rule holds.
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
  expect(message).toMatch(/ is held by .*, and was given to another\.$/);
  expect(exchanges.length).toBeLessThanOrEqual(3);
});

test('a race is told with the milliseconds by which its requests start apart', async () => {
  const claims = [[0], []];
  const plans = [1, 2].map((taste) => ({ do: 'add', claims, taste }));
  const replay = {
    collection: '/melodies/personal',
    steps: [{ do: 'race', plans, after: [0, 3] }],
  };
  const { exchanges, message } = brokenOf(await explored('no-check-on-add', { replay }));
  expect(message).toMatch(/^Of 2 requests a few milliseconds apart 2 were accepted, /);
  expect(exchanges.map(({ note }) => note)).toEqual([
    'at the same moment: add',
    'at the same moment, 3 ms later: add',
  ]);
});

describe('it goes no further than it is told', () => {
  const sequences = ({ results }: Report) =>
    Number(/^(\d+) sequences/.exec(results[0]?.message ?? '')?.[1]);

  test('with sequences', async () => {
    expect(sequences(await explored(undefined, { runs: 3 }))).toBe(3);
  });

  test('with requests, but for the sequence that is under way', async () => {
    const [one, some] = [
      await explored(undefined, { requests: 1 }),
      await explored(undefined, { requests: 150 }),
    ];
    expect(sequences(one)).toBe(1);
    expect(sequences(some)).toBeGreaterThan(1);
    expect(some.requests).toBeLessThan(600);
  });

  test('with identifiers', async () => {
    const report = await explored(undefined, {
      testData: { numbers: '1000-1003', groups: '2000-2003' },
    });
    expect(report).toMatchObject({ verdict: 'inconclusive', exitCode: 3 });
    expect(report.results[0]?.message).toMatch(/needs 6 of --numbers at once; 4 were lent/);
  });
});

test('a replay of what is no sequence is refused', async () => {
  const replay = { collection: '/melodies/personal', steps: [{ do: 'dance' }] };
  await expect(explored(undefined, { replay })).rejects.toThrow('A step has "do": "dance"');
});
