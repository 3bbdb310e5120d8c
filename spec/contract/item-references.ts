import type { JsonObject } from '../document/references.ts';
import { assertValid, closedObject, lazyCheck } from '../document/schema.ts';
import type { YamlFile } from '../document/yaml-file.ts';
import { sourceReferenceShape } from '../evidence/sources.ts';
import { formatPointer, parsePointer } from '../shared/json-pointer.ts';
import { parameterNames } from '../shared/path-template.ts';
import { doubtsOf } from './bodies.ts';
import type { Reference, Resource } from './contract.ts';
import type { ItemWord } from './item-words.ts';
import { assertPointer, pointerShape, schemasAt } from './unique-rules.ts';

const collection = { type: 'string', pattern: '^/' };
const optional = {
  'on-delete': { enum: ['refuse', 'cascade', 'keep'] },
  source: sourceReferenceShape,
};
const checkReference = lazyCheck({
  if: { required: ['by'] },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: closedObject(
    {
      by: pointerShape,
      to: { type: 'object', minProperties: 1, additionalProperties: collection },
    },
    optional,
  ),
  else: closedObject({ to: collection }, optional),
});

interface WrittenReference {
  readonly by?: string;
  readonly to: string | Readonly<Record<string, string>>;
  readonly 'on-delete'?: Reference['onDelete'];
  readonly source?: Reference['source'];
}

/**
 * Reads an `x-references`.
 * @param schema the schema of the item
 * @throws ContractDefect if it has another shape, or `by` leads nowhere
 */
export function readReference(
  file: YamlFile,
  { steps, schema: field, pointer }: ItemWord,
  schema: JsonObject,
): Reference {
  const written = field['x-references'];
  assertValid(checkReference, file, written, pointer);
  const { by, to, 'on-delete': onDelete = 'keep', source } = written as WrittenReference;
  const types = [field.type].flat();
  if (types.includes('array') || types.includes('object')) {
    const what = 'this x-references is on a field that holds no identity';
    throw file.defect(pointer, what, 'put it on a text or a number, such as the items of a list');
  }
  const lists = schemasAt(schema, steps.slice(0, steps.lastIndexOf('*')));
  if (onDelete === 'cascade' && lists.some(({ minItems }) => Number(minItems) > 0)) {
    const what = 'this x-references takes elements out of a list that may not be empty';
    throw file.defect(`${pointer}/on-delete`, what, 'write keep or refuse, or leave out minItems');
  }
  if (by !== undefined) {
    assertPointer(file, schema, by, `${pointer}/by`, 'x-references');
    const list = parsePointer(by);
    const element = list.slice(0, list.lastIndexOf('*') + 1);
    if (element.some((step, i) => step !== steps[i])) {
      const what = `the pointer ${by} of x-references leads into another list than its field is in`;
      throw file.defect(`${pointer}/by`, what, 'name a field of the same element, or of the item');
    }
  }
  return {
    steps,
    by: by === undefined ? undefined : parsePointer(by),
    to:
      typeof to === 'string'
        ? [{ value: undefined, collection: to }]
        : Object.entries(to).map(([value, one]) => ({ value, collection: one })),
    onDelete,
    source,
    doubts: doubtsOf(field),
    pointer,
  };
}

/**
 * Asserts that the references of a resource name collections that there are, in paths that its items can fill.
 * @throws ContractDefect for the first one that does not
 */
export function assertReferencesLead(
  file: YamlFile,
  resource: Resource,
  resources: readonly Resource[],
): void {
  for (const { to, pointer } of resource.references) {
    for (const { value, collection } of to) {
      const at = pointer + formatPointer(value === undefined ? ['to'] : ['to', value]);
      if (!resources.some((one) => one.collection === collection)) {
        const known = resources.map((one) => one.collection).join(', ');
        const what = `the x-references name ${collection}, which is no collection`;
        throw file.defect(at, what, `name one of ${known}`);
      }
      assertFills(file, resource, collection, at);
    }
  }
}

/**
 * Asserts that the items of a resource have a field for each parameter in the path of a collection.
 * @param at JSON Pointer of the text that names the collection
 * @throws ContractDefect if they lack one
 */
export function assertFills(
  file: YamlFile,
  { properties, identity }: Resource,
  collection: string,
  at: string,
): void {
  const known = [identity.parameter, ...properties.map(({ name }) => name)];
  const lacking = parameterNames(collection).find((name) => !known.includes(name));
  if (lacking === undefined) return;
  const what = `the item has no field "${lacking}" for the path ${collection}`;
  throw file.defect(at, what, 'name a collection whose path the item can fill');
}
