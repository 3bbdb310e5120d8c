import { expect, test } from 'vitest';
import { type VerifyOptions, verify } from '../../../contracts/index.ts';
import { plannedResults } from '../../../contracts/run/planned-results.ts';
import { type StartedMock, startMock } from '../../../mocks/index.ts';
import { books, plainDocument, withDocument } from '../../fixtures/plain-document.ts';

/** The results that a verification has, and those that were planned, each by layer and id. */
async function both(mock: StartedMock, options: Omit<VerifyOptions, 'provider'>) {
  const all = { ...options, provider: mock.url, token: 'any', time: 100 };
  const named = (results: readonly { layer: string; id: string }[]) =>
    results.map(({ layer, id }) => `${layer} ${id}`).toSorted();
  const planned = await plannedResults(all);
  return { planned: named(planned), had: named((await verify(all)).results) };
}

test.each<Omit<VerifyOptions, 'provider'>>([{}, { checks: ['taken-number-last', 'answers-echo'] }])(
  'a verification with %o has the results that were planned',
  { timeout: 120_000 },
  async (options) => {
    await using mock = await startMock();
    const { planned, had } = await both(mock, options);
    expect(planned.length).toBeGreaterThan(0);
    expect(had).toEqual(planned);
  },
);

test('a verification by another document has the results that were planned', async () => {
  await withDocument(plainDocument([books]), async (spec) => {
    await using mock = await startMock({ spec });
    const { planned, had } = await both(mock, { spec });
    expect(planned).toContain('checks answers-echo');
    expect(had).toEqual(planned);
  });
});
