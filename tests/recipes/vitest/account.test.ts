import { describe, expect } from 'vitest';
import { test } from './account.ts';

const rule = {
  number_capacity_ids: [352, 446],
  source_type: 'system' as const,
  media_id: 50,
};

// All at once, each with the same numbers: in one account only the first would be accepted.
describe.concurrent('two hundred tests at once do not meet', () => {
  test.for(Array.from({ length: 200 }, (_, i) => i))('test %i', async (i, { api, account }) => {
    const { data } = await api.POST('/melodies/personal', { body: { ...rule, media_id: i + 1 } });
    expect(data?.id).toBe(83);
    const again = await api.POST('/melodies/personal', { body: rule });
    expect(again.error?.rule).toBe('one-rule-per-number');
    const list = await api.GET('/melodies/personal');
    expect(list.data?.map(({ media_id }) => media_id)).toEqual([50, i + 1]);
    expect(await account.journal()).toHaveLength(3);
  });
});

test('a test begins where it says', async ({ account, api }) => {
  await account.seed({
    '/melodies/personal': {
      items: [{ id: 5, employee_group_ids: [7], source_type: 'client', media_id: 1 }],
    },
  });
  const { error } = await api.POST('/melodies/personal', {
    body: { employee_group_ids: [7], source_type: 'client', media_id: 2 },
  });
  if (error?.rule !== 'one-rule-per-group') throw new Error('It was not refused as documented.');
  expect(error.conflicts.map(({ value, owner }) => [value, owner])).toEqual([[7, 5]]);
});

test('a test tries what is rare', async ({ account, api }) => {
  await account.switch({ D9: 'empty-array' });
  await account.fault('addPersonalMelody', { status: 503 });
  const { data = [] } = await api.GET('/melodies/personal');
  expect(data[0]?.employee_group_ids).toEqual([]);
  const { response } = await api.POST('/melodies/personal', { body: rule });
  expect(response.status).toBe(503);
});
