import { expect, test } from 'vitest';
import { verify } from '../../contracts/index.ts';
import { startMock } from '../../mocks/testing/start-mock.ts';
import { publicDocuments } from '../fixtures/public-documents.ts';

test.each(publicDocuments)('the mock of %s keeps every promise of it', async (_name, spec) => {
  await using mock = await startMock({ spec });
  // A token for every kind of security.
  const report = await verify({ provider: mock.url, spec, token: 'Bearer any', seed: 1 });
  const accused = report.results.filter(({ outcome }) => /broken|inconclusive/.test(outcome));
  expect(accused.map(({ id, message }) => `${id}: ${message}`)).toEqual([]);
  expect(report.exitCode).toBe(0);
});
