export default {
  testMatch: ['**/jest.test.cjs'],
  globalSetup: './jest-setup.mjs',
  globalTeardown: './jest-teardown.mjs',
};
