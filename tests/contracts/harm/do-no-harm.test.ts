import { describe, expect, test } from 'vitest';
import { faults, lawful, type Ways } from '../../providers/index.ts';
import { type Differences, idsInPaths, observeRun } from './observed-run.ts';

function waysOf(id: string): Differences {
  const ways: Ways | undefined = [...lawful, ...faults].find((one) => one.id === id)?.ways;
  if (ways === undefined || typeof ways === 'function') throw new Error(`There are no ways ${id}.`);
  return ways;
}

const large = (id: string) => Number(id) > 1_000_000;

describe('a provider whose edits add what is missing', () => {
  test('is asked for no id that could move its counter', async () => {
    const run = await observeRun(({ next }) => next(), {}, waysOf('upserting'));
    expect(run.report).toMatchObject({ verdict: 'kept', exitCode: 0 });
    expect(idsInPaths(run.requests).filter(large)).toEqual([]);
    expect(run.rules.map(({ id }) => id)).toEqual([77, 77]);
  });

  test('is asked for large ids with --probe-large-ids, until its ids jump', async () => {
    const { report, requests } = await observeRun(
      // The next id follows the largest one that is stored.
      ({ tables, next }) => {
        tables.lastId = Math.max(tables.lastId, ...tables.rules.map(({ id }) => id));
        return next();
      },
      { only: 'checks', probeLargeIds: true },
      waysOf('upserting'),
    );
    expect(idsInPaths(requests).some(large)).toBe(true);
    const jumped =
      /^The ids of \/melodies\/personal jumped from \d+ to 9007199254740992; no further/;
    expect(report.notes).toContainEqual(expect.stringMatching(jumped));
    const skipped = report.results.filter(({ message }) => jumped.test(message ?? ''));
    expect(skipped.map(({ id }) => id)).toContain('d24-edit-one-beyond');
  });
});

test('a rule that its owner adds during the run is neither edited nor deleted, but named', async () => {
  const rule = { account: 'one', id: 5_000, numbers: [1000, 250_000], groups: [] };
  const run = await observeRun(
    ({ count, tables, next }) => {
      if (count === 500) tables.rules.push({ ...rule, sourceType: 'client', mediaId: 9 });
      return next();
    },
    { only: 'checks' },
  );
  expect(run.rules.map(({ id }) => id)).toContain(5_000);
  expect(idsInPaths(run.requests)).not.toContain('5000');
  expect(run.report.notes).toContain(
    "/melodies/personal/5000 is new, but not the verifier's own by all signs; it was not touched.",
  );
});

test('what a refused request left behind is deleted, and a finding of its own', async () => {
  const run = await observeRun(({ next }) => next(), {}, waysOf('refused-add-keeps-the-rule'));
  const found = run.report.results.find(({ id }) => id === 'refused-leaves-nothing');
  expect(found).toMatchObject({ outcome: 'broken' });
  expect(found?.message).toMatch(/^A refused POST left \/melodies\/personal\/\d+ behind/);
  expect(found?.exchanges.length).toBeGreaterThan(0);
  expect(run.rules.map(({ id }) => id)).toEqual([77, 77]);
});

test('everything that stays is declared, even if no response to a deletion says so', async () => {
  const run = await observeRun(
    async ({ request, next }) =>
      request.method === 'DELETE'
        ? { status: 409, headers: {}, body: '{"message":"It is in use."}' }
        : next(),
    { only: 'pact' },
  );
  const stay = run.rules.filter(({ id, account }) => id !== 77 && account === 'one');
  expect(stay.length).toBeGreaterThan(0);
  for (const { id } of stay) {
    expect(run.report.left.some((line) => line.startsWith(`/melodies/personal/${id} `))).toBe(true);
  }
});

test('an interruption ends with a clean account and what was tried until then', async () => {
  const controller = new AbortController();
  const run = await observeRun(
    ({ count, next }) => {
      if (count === 700) controller.abort('SIGTERM');
      return next();
    },
    { only: 'checks', signal: controller.signal },
  );
  expect(run.report).toMatchObject({ verdict: 'interrupted', exitCode: 143 });
  expect(run.report.summary).toMatch(/^The run was interrupted\. Found: 0 broken, \d+ kept\.$/);
  expect(run.report.counts.kept).toBeGreaterThan(10);
  expect(run.rules.map(({ id }) => id)).toEqual([77, 77]);
  expect(run.requests.length).toBeLessThan(1_000);
});
