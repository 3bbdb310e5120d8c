const { createDataApiClient } = require('data-api-contract/client');
const { connectMock } = require('data-api-contract/connect');

let mock;
beforeAll(async () => {
  mock = await connectMock(process.env.DATA_API_URL);
});

test('the app shows an error if the API is down', async () => {
  const account = mock.account();
  await account.fault('listPersonalMelodies', { status: 503 });
  const { error } = await createDataApiClient(account).GET('/melodies/personal');
  expect(error.status).toBe(503);
  expect(await account.journal({ status: '5XX' })).toHaveLength(1);
});
