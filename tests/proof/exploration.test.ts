import { expect, test } from 'vitest';
import { faults, lawful } from '../providers/index.ts';
import { runTrial } from './exploration-trial.ts';
import { breaksUniqueness } from './test-data-for.ts';

// A few fast providers of each kind; `npm run proof -- --only exploration --seeds 30` tries all.

test.each([
  'ids-sorted',
  'merging-all',
  'upserting',
  'lowest-free-id',
  'no-list',
  'race-loser-423',
])('exploration does not accuse the lawful provider %s', async (id) => {
  expect(lawful.map((one) => one.id)).toContain(id);
  expect(await runTrial({ kind: 'lawful', id, seed: 2, runs: 15 })).toMatchObject({
    verdict: 'kept',
    message: expect.stringMatching(
      /^15 sequences of \d+ steps, including \d+ races .* no violation\.$/,
    ),
  });
});

test.each([
  { id: 'check-skips-the-first', most: 3 },
  { id: 'one-namespace-within-a-rule', most: 3 },
  { id: 'edit-keeps-only-new-claims', most: 4 },
  { id: 'delete-frees-nothing', most: 3 },
  { id: 'delete-frees-what-was-added', most: 4 },
  { id: 'delete-removes-another', most: 5 },
  { id: 'refused-add-keeps-the-rule', most: 4 },
  { id: 'claims-cached-for-a-second', most: 3 },
  { id: 'write-behind', most: 3 },
  { id: 'claims-of-all-accounts', most: 3 },
  { id: 'edit-not-stored', most: 4 },
])(
  'exploration finds $id, and a replay shows the same on another provider',
  async ({ id, most }) => {
    expect(faults.filter(breaksUniqueness).map((one) => one.id)).toContain(id);
    const { shownIn, again, message } = await runTrial({ kind: 'fault', id, seed: 1 });
    expect({ again, message }).toEqual({
      again: true,
      message: expect.stringMatching(/^\S.*\.$/s),
    });
    expect(shownIn).toBeGreaterThan(0);
    expect(shownIn).toBeLessThanOrEqual(most);
  },
);
