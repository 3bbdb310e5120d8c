const { createDataApiClient } = require('data-api-contract/client');
const { pact } = require('data-api-contract/pact');

const page = pact('admin-page', { dir: 'pacts' });

test('the page lists the rules', () =>
  page.add(
    {
      operation: 'listPersonalMelodies',
      given: 'a rule that holds a number and a group',
      willRespond: ['id', 'media_id'],
    },
    async ({ url, token, response }) => {
      const { data } = await createDataApiClient({ baseUrl: url, token }).GET('/melodies/personal');
      expect(data).toEqual(response.body);
    },
  ));
