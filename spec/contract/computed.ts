import { assertValid, closedObject, lazyCheck, text } from '../document/schema.ts';
import type { YamlFile } from '../document/yaml-file.ts';
import type { Computed, Resource } from './contract.ts';
import type { ItemWord } from './item-words.ts';
import { assertPointer } from './unique-rules.ts';

const checkComputed = lazyCheck({
  anyOf: [text, closedObject({ count: { type: 'string', pattern: '^/' } })],
});

/** The placeholders of a template: the names of fields, `{title}`, or of fields of named items, `{room/title}`. */
export function placeholdersOf(template: string): string[][] {
  return Array.from(template.matchAll(/\{([^{}]+)\}/g), ([, name = '']) => name.split('/'));
}

/**
 * Asserts that an `x-computed` can be computed for the items of a resource.
 * @throws ContractDefect if it has another shape, stands elsewhere, or names what there is not
 */
export function assertComputed(
  file: YamlFile,
  { steps, schema: field, pointer }: ItemWord,
  { properties, references, schema }: Resource,
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
    const isCollection = resources.some((one) => one.collection === computed.count);
    const at = `${pointer}/count`;
    if (!isCollection) assertPointer(file, schema, computed.count, at, 'x-computed');
    return;
  }
  for (const [name = '', further] of placeholdersOf(computed)) {
    const isKnown = properties.some((one) => one.name === name);
    const leads = references.some(({ steps: [first, ...more] }) => first === name && !more.length);
    if (isKnown && (further === undefined || leads)) continue;
    const what = isKnown
      ? `the x-computed asks for {${name}/${further}}, but ${name} has no x-references`
      : `the x-computed asks for {${name}}, which is no field of the item`;
    throw file.defect(pointer, what, `name one of ${properties.map((one) => one.name).join(', ')}`);
  }
}
