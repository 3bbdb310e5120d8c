import { describe, expect, test } from 'vitest';
import { publicDocuments } from '../fixtures/public-documents.ts';
import { assertGenerated, assertSequences } from '../mocks/any-document/assert-sequences.ts';

const seed = Number(process.env.DOCUMENTS_SEED ?? 1);

describe('the mock never contradicts its document, in thousands of requests', () => {
  test.each(publicDocuments)('%s', { timeout: 300_000 }, async (_name, file) => {
    const { requests } = await assertSequences(file, { sequences: 150, length: 60, seed });
    expect(requests).toBeGreaterThan(2_000);
  });
});

describe('the mock never contradicts one of 300 generated documents', () => {
  const hundreds = [100, 200, 300];

  test.each(hundreds)('the hundred from %i on', { timeout: 300_000 }, async (first) => {
    for (let document = first; document < first + 100; document += 1) {
      await assertGenerated(document, { sequences: 5, length: 60, seed });
    }
  });
});
