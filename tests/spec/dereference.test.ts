import { expect, test } from 'vitest';
import { withoutReferences } from '../../spec/index.ts';

test('keywords beside a reference do not spread to other references with the same target', () => {
  const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
  const document = {
    components: {
      schemas: {
        Id: { type: 'integer' },
        Item: { properties: { id: { ...ref('Id'), readOnly: true } } },
      },
    },
    paths: {
      '/items': {
        parameters: [{ schema: ref('Item/properties/id') }, { schema: ref('Id') }],
      },
    },
  };
  expect(withoutReferences(document)).toHaveProperty('paths./items.parameters', [
    { schema: { type: 'integer', readOnly: true } },
    { schema: { type: 'integer' } },
  ]);
});
