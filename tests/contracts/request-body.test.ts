import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { IdentifierPool } from '../../contracts/provider/identifier-pool.ts';
import type { Provider } from '../../contracts/provider/provider.ts';
import { documentedBody } from '../../contracts/provider/request-body.ts';
import {
  anotherValue,
  bodyFromSchema,
  requestFields,
} from '../../contracts/provider/schema-body.ts';
import { loadCatalogue, loadContract } from '../../spec/index.ts';

const spec = fileURLToPath(new URL('../fixtures/booking-desk/openapi.yaml', import.meta.url));
const contract = await loadContract(spec);
const catalogue = loadCatalogue(contract);

describe('a body from a schema', () => {
  test('has valid values for every field that a request may send', () => {
    const schema = {
      allOf: [
        {
          type: 'object',
          required: ['code'],
          properties: { code: { pattern: '^[A-Z]{2}[0-9]{4}$' } },
        },
        {
          type: 'object',
          required: ['id', 'count'],
          properties: {
            id: { type: 'integer', readOnly: true },
            count: { type: 'integer', minimum: 3 },
            day: { type: 'string', format: 'date' },
            tags: { type: 'array', minItems: 2, items: { enum: ['a', 'b'] } },
          },
        },
      ],
    };
    expect([...requestFields(schema)].map(([name, { required }]) => `${name} ${required}`)).toEqual(
      ['code true', 'count true', 'day false', 'tags false'],
    );
    expect(bodyFromSchema(contract, schema)).toMatchObject({ count: 3, tags: ['a', 'a'] });
  });

  test('leaves out an optional field whose value does not follow', () => {
    const properties = { a: { type: 'string' }, b: { type: 'string', not: { minLength: 1 } } };
    expect(bodyFromSchema(contract, { type: 'object', properties })).toEqual({ a: 'string' });
    expect(bodyFromSchema(contract, { type: 'object', properties, required: ['b'] })).toBe(
      undefined,
    );
  });
});

test.each([
  { schema: { type: 'string' }, value: 'Ada', want: 'Ada-37' },
  { schema: { type: 'string', maxLength: 4 }, value: 'Grace', want: 'G-37' },
  { schema: { type: 'string', pattern: '^[A-Z]{2}[0-9]{4}$' }, value: 'AA0000', want: 'AA0037' },
  { schema: { type: 'string', format: 'date' }, value: '2026-01-01', want: '2026-02-07' },
  { schema: { type: 'string', format: 'email' }, value: 'a@b.example', want: 'a+37@b.example' },
  { schema: { type: 'integer', maximum: 40 }, value: 20, want: 21 },
  { schema: { type: 'integer' }, value: 5, want: 42 },
  { schema: { enum: ['x', 'y'] }, value: 'x', want: 'y' },
  { schema: { type: 'boolean' }, value: true, want: false },
  { schema: { const: 'x' }, value: 'x', want: undefined },
])('another value of $schema than $value is $want', ({ schema, value, want }) => {
  expect(anotherValue(contract, schema, value, 37)).toBe(want);
});

test('no element of a list names anything but test data', () => {
  const resource = contract.resources.find(({ collection }) => collection === '/rooms');
  const content = resource?.actions.add?.request?.contents[0];
  if (resource === undefined || content === undefined) throw new Error('There are no rooms.');
  // An example as documentation has it: of somebody's account.
  const zones = [
    { name: 'garden', lockers: [1, 2] },
    { name: 'cellar', lockers: [3] },
  ];
  const example = { room: 'attic', title: 'The attic', zones };
  const examples = [{ name: 'usual', value: example, source: undefined, pointer: '' }];
  const add = {
    ...resource.actions.add,
    request: { required: true, contents: [{ ...content, examples }] },
  };
  const rooms = { ...resource, actions: { ...resource.actions, add } } as typeof resource;
  const pools = new Map(
    catalogue.identifiers.map((kind) => [
      kind.name,
      new IdentifierPool({ kind, ids: ['door', 'wall'], explicit: true }),
    ]),
  );
  const provider: Pick<
    Provider,
    'contract' | 'catalogue' | 'pools' | 'firstNumber' | 'acceptedForms'
  > = {
    contract,
    catalogue,
    pools,
    firstNumber: 0,
    acceptedForms: new Map(),
  };
  const claims = [{ steps: ['zones', '*', 'lockers', '*'], values: [100] }];
  const bodyOf = (some: typeof claims) => documentedBody(provider as Provider, rooms, 'add', some);
  expect(bodyOf([])).toMatchObject({ zones: [{ name: 'door' }, { name: 'wall' }] });
  expect(JSON.stringify(bodyOf([]))).not.toMatch(/garden|cellar|lockers/);
  expect(JSON.stringify(bodyOf(claims))).toContain('[100]');
});
