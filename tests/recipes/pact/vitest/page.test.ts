import { createDataApiClient } from 'data-api-contract/client';
import { pact } from 'data-api-contract/pact';
import { expect, test } from 'vitest';

const page = pact('admin-page', { dir: 'pacts' });

test('the page adds a rule for a number', () =>
  page.add(
    {
      operation: 'addPersonalMelody',
      given: 'a number and a group that no rule holds',
      with: ({ number, media }) => ({
        body: { number_capacity_ids: [number], source_type: 'system', media_id: media },
      }),
      willRespond: ['id', 'number_capacity_ids', 'employee_group_ids'],
    },
    async ({ url, token, request, response }) => {
      const api = createDataApiClient({ baseUrl: url, token });
      const { data } = await api.POST('/melodies/personal', { body: request.body });
      expect(data).toEqual(response.body);
    },
  ));

test('the page learns that a number is taken', () =>
  page.add(
    {
      operation: 'addPersonalMelody',
      given: 'a rule that holds a number and a group',
      with: ({ number, media }) => ({
        body: { number_capacity_ids: [number], source_type: 'system', media_id: media },
      }),
      willRespond: 'refused',
    },
    async ({ url, token, request, response }) => {
      const api = createDataApiClient({ baseUrl: url, token });
      const { error } = await api.POST('/melodies/personal', { body: request.body });
      expect(error?.status).toBe(response.status);
    },
  ));
