import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDataApiClient } from 'data-api-contract/client';
import { pact } from 'data-api-contract/pact';

const page = pact('admin-page', { dir: 'pacts' });

test('the page deletes a rule', () =>
  page.add(
    {
      operation: 'deletePersonalMelody',
      given: 'a rule that holds a number and a group',
      with: ({ rule }) => ({ path: { id: rule } }),
    },
    async ({ url, token, request, response }) => {
      const api = createDataApiClient({ baseUrl: url, token });
      const params = { path: request.path };
      const { data } = await api.DELETE('/melodies/personal/{id}', { params });
      assert.deepEqual(data, response.body);
    },
  ));
