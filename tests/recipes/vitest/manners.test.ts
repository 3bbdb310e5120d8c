import { fileURLToPath } from 'node:url';
import { createDataApiClient } from 'data-api-contract/client';
import { startMock } from 'data-api-contract/mocks';
import { describe, expect, test } from 'vitest';

const production = fileURLToPath(new URL('profile.yaml', import.meta.url));

// The same tests, strictly and as production was seen.
describe.each([undefined, production])('with the profile %s', (profile) => {
  test('adds a melody, and sees that its number is taken', async () => {
    await using mock = await startMock({ profile });
    await using account = mock.account();
    const api = createDataApiClient(account);
    const body = { number_capacity_ids: [7], source_type: 'system' as const, media_id: 50 };
    const { data, response } = await api.POST('/melodies/personal', { body });
    expect(response.ok).toBe(true);
    expect(data?.employee_group_ids ?? []).toEqual([]);
    const again = await api.POST('/melodies/personal', { body });
    expect(again.response.status).toBe(409);
  });
});
