import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { formatPointer, loadContract } from '../../spec/index.ts';
import { plainDocument } from '../fixtures/plain-document.ts';

const folder = mkdtempSync(join(tmpdir(), 'words-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Json = Record<string, unknown>;

/** Where the references of the first collection of a document are, whose items have these fields. */
async function referencesIn(properties: Json, schemas: Json = {}): Promise<string[]> {
  const document = plainDocument([{ path: '/things', required: [], properties }]);
  Object.assign((document.components as { schemas: Json }).schemas, schemas);
  const file = join(folder, 'openapi.json');
  writeFileSync(file, JSON.stringify(document));
  const { resources } = await loadContract(file);
  return (resources[0]?.references ?? []).map(({ steps }) => formatPointer(steps));
}

const named = { type: 'string', 'x-references': { to: '/things' } };
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const object = (properties: Json) => ({ type: 'object', properties });
const list = (items: Json) => ({ type: 'array', items });

test.each<{ is: string; properties: Json; schemas?: Json; want: string[] }>([
  { is: 'none', properties: { a: { type: 'string' } }, want: [] },
  { is: 'a field', properties: { a: named }, want: ['/a'] },
  { is: 'the elements of a list', properties: { a: list(named) }, want: ['/a/*'] },
  {
    is: 'the same schema in two fields',
    properties: { a: ref('Place'), b: list(ref('Place')) },
    schemas: { Place: object({ of: named }) },
    want: ['/a/of', '/b/*/of'],
  },
  {
    is: 'beside a reference to a schema',
    properties: { a: { ...ref('Name'), 'x-references': { to: '/things' } }, b: ref('Name') },
    schemas: { Name: { type: 'string' } },
    want: ['/a'],
  },
  {
    is: 'a part and an alternative of a schema',
    properties: { a: { anyOf: [object({ b: named }), { type: 'null' }] }, c: { allOf: [named] } },
    want: ['/c', '/a/b'],
  },
  {
    is: 'a field with slashes in its name',
    properties: { 'a/b~c': object({ '{d}': named }) },
    want: ['/a~1b~0c/{d}'],
  },
  {
    is: 'a schema that leads back to itself',
    properties: { a: ref('Tree') },
    schemas: { Tree: object({ of: named, below: list(ref('Tree')) }) },
    want: ['/a/of'],
  },
])('x-references is found at $want where it is on $is', async ({ properties, schemas, want }) => {
  expect(await referencesIn(properties, schemas)).toEqual(want);
});

test('thirty schemas that all refer to each other are looked through at once', async () => {
  const names = Array.from({ length: 30 }, (_, i) => `S${i}`);
  const all = Object.fromEntries(names.map((name) => [name, ref(name)]));
  const schemas = Object.fromEntries(names.map((name) => [name, object(all)]));
  expect(await referencesIn({ first: ref('S0') }, schemas)).toEqual([]);
  const withWord = { ...schemas, S7: object({ ...all, of: named }) };
  const found = await referencesIn({ first: ref('S0') }, withWord);
  expect(found[0]).toBe('/first/S7/of');
}, 30_000);
