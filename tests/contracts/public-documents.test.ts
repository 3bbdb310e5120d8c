import { expect, test } from 'vitest';
import { verify } from '../../contracts/index.ts';
import { startMock } from '../../mocks/testing/start-mock.ts';
import { publicDocuments } from '../fixtures/public-documents.ts';

test.each(publicDocuments)('the mock of %s keeps every promise of it', async (_name, spec) => {
  await using mock = await startMock({ spec });
  const report = await verify({ provider: mock.url, spec, token: 'any', seed: 1 });
  const accused = report.results.filter(({ outcome }) => /broken|inconclusive/.test(outcome));
  expect(accused.map(({ id, message }) => `${id}: ${message}`)).toEqual([]);
  expect(report).toMatchObject({ exitCode: 0, left: [] });
});
