import { expect, test, vi } from 'vitest';
import { contractView } from '../../mocks/control/contract-view.ts';
import { loadContract } from '../../spec/index.ts';
import { petDocument } from '../fixtures/pet-shop.ts';
import { withDocument } from '../fixtures/plain-document.ts';

// The page reads its address as it loads.
vi.stubGlobal('location', new URL('http://127.0.0.1/'));
vi.stubGlobal('addEventListener', () => {});
const { createDraft } = await import('../../mocks/explorer/try/draft.ts');

test('the draft of an edit takes the identity of its path from the item of the example', async () => {
  const document = petDocument({ envelope: 'data' });
  const { operations } = await withDocument(document, async (spec) =>
    contractView(await loadContract(spec), undefined),
  );
  const edit = operations.find(({ method }) => method === 'put');
  if (edit === undefined) throw new Error('Nothing can be edited.');
  const draft = createDraft(edit, { value: { data: { id: 7, name: 'Rex' } } });
  expect(draft.path).toEqual({ petId: '7' });
});
