import { describe, expect, test } from 'vitest';
import { publicDocuments } from '../fixtures/public-documents.ts';
import { assertGenerated, assertSequences, sum } from './any-document/assert-sequences.ts';
import type { Met } from './any-document/run-sequence.ts';

// Whatever the document: an answer is as it declares, or plain Prism's own, or a refusal that explains itself.
// What is refused changes nothing; what is accepted is read back. tests/proof sends many more requests.

const seed = Number(process.env.DOCUMENTS_SEED ?? 20_261_128);
const documents = Array.from({ length: 30 }, (_, i) => i + 1);

/** What was met of each kind, so that no kind is left out unseen. */
function expectOfEach(met: Met, least: number): void {
  expect(met.accepted).toBeGreaterThan(least);
  expect(met.refused).toBeGreaterThan(least);
  expect(met.stored).toBeGreaterThan(least / 2);
}

describe('the mock never contradicts its document', () => {
  const met: Met[] = [];

  test.each(publicDocuments)('%s', async (_name, file) => {
    met.push(await assertSequences(file, { sequences: 5, length: 40, seed }));
  });

  test('of all kinds of answers there were many', () => expectOfEach(sum(met), 200));
});

describe('the mock never contradicts a generated document', () => {
  const met: Met[] = [];

  test.each(documents)('document %i', async (document) => {
    met.push(await assertGenerated(document, { sequences: 2, length: 30, seed }));
  });

  test('of all kinds of answers there were many', () => expectOfEach(sum(met), 200));
});
