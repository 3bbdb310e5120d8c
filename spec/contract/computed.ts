import { assertValid, closedObject, lazyCheck, text } from '../document/schema.ts';
import type { YamlFile } from '../document/yaml-file.ts';
import { parsePointer } from '../shared/json-pointer.ts';
import type { Computed, Property, Resource } from './contract.ts';
import { assertFills } from './item-references.ts';
import type { ItemWord } from './item-words.ts';
import { assertPointer, schemasAt } from './unique-rules.ts';

const checkComputed = lazyCheck({
  anyOf: [text, closedObject({ count: { type: 'string', pattern: '^/' } })],
});

/** The placeholders of a template: the names of fields, `{title}`, or of fields of named items, `{room/title}`. */
export function placeholdersOf(template: string): string[][] {
  return Array.from(template.matchAll(/\{([^{}]+)\}/g), ([, name = '']) => name.split('/'));
}

/** Whether a `count` is of the items of a collection; otherwise it is of a list in the item. */
export function countsItems(
  { schema }: Resource,
  count: string,
  resources: readonly Resource[],
): boolean {
  const isList = schemasAt(schema, parsePointer(count)).length > 0;
  return !isList && resources.some(({ collection }) => collection === count);
}

/**
 * Asserts that an `x-computed` can be computed for the items of a resource.
 * @throws ContractDefect if it has another shape, stands elsewhere, or names what there is not
 */
export function assertComputed(
  file: YamlFile,
  { steps, schema: field, pointer }: ItemWord,
  resource: Resource,
  resources: readonly Resource[],
): void {
  const written = field['x-computed'];
  assertValid(checkComputed, file, written, pointer);
  if (steps.length !== 1 || field.readOnly !== true) {
    const what = 'this x-computed is on no field of an item that the server makes';
    throw file.defect(pointer, what, 'put it on a property of the item that is readOnly');
  }
  const computed = written as Computed;
  if (typeof computed !== 'string') {
    const { count } = computed;
    const at = `${pointer}/count`;
    if (countsItems(resource, count, resources)) assertFills(file, resource, count, at);
    else assertPointer(file, resource.schema, count, at, 'x-computed');
    const counted = schemasAt(resource.schema, parsePointer(count));
    const isList = counted.some(({ type, items }) => [type].flat().includes('array') || items);
    if (counted.length > 0 && !isList) {
      const what = `the x-computed counts ${count}, which is no list`;
      throw file.defect(at, what, 'name a list of the item, or a collection');
    }
    return;
  }
  if (/[{}]/.test(computed.replaceAll(/\{[^{}]+\}/g, ''))) {
    const what = 'the x-computed has a brace of no placeholder';
    throw file.defect(pointer, what, 'write each placeholder as {field}');
  }
  const placeholders = placeholdersOf(computed);
  for (const names of placeholders) assertKnown(file, names, pointer, resource, resources);
  const demandsValue = ({ required, nullable }: Property) => required && !nullable;
  const own = resource.properties.find(({ name }) => name === steps[0]);
  const given = new Set(placeholders.map((names) => names.join('/')));
  const isGiven = resource.properties.some((one) => given.has(one.name) && demandsValue(one));
  if (own === undefined || !demandsValue(own) || isGiven || given.size === 0) return;
  const what = 'this x-computed may have no value, and the schema demands one';
  throw file.defect(pointer, what, 'let the type be null, too, or do not require the field');
}

/** Asserts that a placeholder leads to a field that is stored. */
function assertKnown(
  file: YamlFile,
  names: readonly string[],
  pointer: string,
  { properties, references }: Resource,
  resources: readonly Resource[],
): void {
  const [name = '', ...further] = names;
  const reference = references.find(({ steps }) => steps.length === 1 && steps[0] === name);
  const named = resources.filter(({ collection }) =>
    reference?.to.some((one) => one.collection === collection),
  );
  const fields = further.length === 0 ? properties : named.flatMap((one) => one.properties);
  const found = fields.find((one) => one.name === names.at(-1));
  const isStored = found !== undefined && found.computed === undefined;
  if (isStored && further.length < 2) return;
  const placeholder = `the x-computed asks for {${names.join('/')}}`;
  const isKnown = properties.some((one) => one.name === name);
  const what = !isKnown
    ? `${placeholder}, which is no field of the item`
    : further.length > 0 && reference === undefined
      ? `${placeholder}, but ${name} has no x-references`
      : found === undefined || further.length > 1
        ? `${placeholder}, which is no field of what ${name} names`
        : `${placeholder}, which is computed itself`;
  const known = (isKnown && reference ? [...fields] : properties).filter(
    (one) => one.computed === undefined,
  );
  const all = [...new Set(known.map((one) => one.name))].join(', ');
  throw file.defect(pointer, what, `name one of ${all}`);
}
