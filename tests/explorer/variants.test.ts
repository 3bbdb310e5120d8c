import { beforeAll, describe, expect, test } from 'vitest';
import { type ContractView, contractView } from '../../mocks/control/contract-view.ts';
import { annotate } from '../../mocks/explorer/documentation/annotate.ts';
import { english } from '../../mocks/explorer/texts/english.ts';
import { loadContract } from '../../spec/index.ts';
import { valueAt } from '../../spec/shared/json-pointer.ts';
import { withDocument } from '../fixtures/plain-document.ts';
import { phoneLines, phoneLinesInitial } from './phone-lines.ts';

describe('the view of a contract', () => {
  let view: ContractView;
  beforeAll(async () => {
    const beside = { 'initial.yaml': phoneLinesInitial };
    view = await withDocument(
      phoneLines,
      async (spec) => contractView(await loadContract(spec), undefined),
      beside,
    );
  });

  const operation = (id: string) => view.operations.find((one) => one.id === id);

  test('the view has each variant with its own body and what it does, after its operation', () => {
    const ids = view.operations.map(({ id }) => id);
    const at = ids.indexOf('editLine');
    expect(ids.slice(at, at + 3)).toEqual(['editLine', 'editDeskLine', 'editMobileLine']);
    expect(operation('editLine')?.variants).toEqual(['editDeskLine', 'editMobileLine']);
    expect(operation('editMobileLine')).toMatchObject({
      variantOf: 'editLine',
      stored: { kind: ['mobile', 'satellite'] },
      summary: 'Edit a mobile line',
      contents: [{ schema: { required: ['owner_id', 'sim'] }, examples: [{ name: 'usual' }] }],
      acts: { resource: '/lines', action: 'edit', identity: 'id', parameter: 'id' },
    });
  });

  test('the view says of a POST that adds to another collection what it does to that one', () => {
    expect(operation('reserveLine')?.acts).toMatchObject({ resource: '/lines', action: 'add' });
  });

  test('the view has the references of a resource', () => {
    const lines = view.resources.find(({ collection }) => collection === '/lines');
    expect(lines?.references.map(({ steps, by, to }) => [steps, by, to.length])).toEqual([
      [['owner_id'], undefined, 1],
      [['sound_id'], ['source'], 2],
      [['next_ids', '*'], undefined, 1],
    ]);
  });

  test('the annotated document says in words what the stored item decides, and what a field names', () => {
    const document = annotate({ ...view, words: english.documentation });
    const said = (pointer: string) => valueAt(document, `${pointer}/description`);
    expect(said('/paths/~1lines~1{id}/put')).toBe(
      '**The stored item decides:**\n\n- `editDeskLine`, if its `kind` is `desk`: Edit a line on a desk\n- `editMobileLine`, if its `kind` is `mobile` or `satellite`: Edit a mobile line',
    );
    const properties = '/components/schemas/Line/properties';
    expect(said(`${properties}/owner_id`)).toBe('**References:** an item of `/people`');
    expect(said(`${properties}/sound_id`)).toBe(
      '**References:** an item of `/sounds/own` where `/source` is `own`, of `/sounds/shared` where `/source` is `shared`',
    );
    expect(said(`${properties}/phones`)).toBe('**Computed:** the number of `/next_ids`');
    expect(said('/paths/~1reserved/post')).toBe('**Adds to:** `/lines`');
  });
});
