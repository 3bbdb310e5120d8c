const { connectMock } = require('data-api-contract/connect');

let mock;
beforeAll(async () => {
  mock = await connectMock(process.env.DATA_API_URL);
});

test('the app shows an error if the API is down', async () => {
  const account = mock.account();
  await account.fault('listPersonalMelodies', { status: 503 });
  const response = await fetch(`${account.baseUrl}/melodies/personal`, {
    headers: { Authorization: account.token },
  });
  expect(response.status).toBe(503);
  expect(await account.journal({ status: '5XX' })).toHaveLength(1);
});
