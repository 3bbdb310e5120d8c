import { startMock } from 'data-api-contract/mocks';

/** One mock for all test files, which know it by its URL. */
export default async function setup() {
  const mock = await startMock();
  process.env.DATA_API_URL = mock.url;
  globalThis.closeMock = mock.close;
}
