import type { JsonObject } from '../document/references.ts';
import type { YamlFile } from '../document/yaml-file.ts';
import { formatPointer } from '../shared/json-pointer.ts';
import { branches, propertiesOf } from './unique-rules.ts';

/**
 * Asserts that no `x-immutable` is inside the elements of a list: they have no identity, so none can be compared with what it
 * was before. The list of a collection's items is no such list.
 * @throws ContractDefect for the first one
 */
export function assertNoneInLists(file: YamlFile, node: unknown, at: string, within = ''): void {
  if (typeof node !== 'object' || node === null) return;
  if (within === 'items' && 'x-immutable' in node) {
    throw file.defect(
      `${at}/x-immutable`,
      'this x-immutable is inside the elements of a list',
      'put it on the list, or on a field outside it',
    );
  }
  for (const [key, child] of Object.entries(node)) {
    const deeper = key === 'properties' || (key === 'items' && within !== '') ? key : within;
    const kept = within === 'items' ? within : deeper;
    assertNoneInLists(file, child, at + formatPointer([key]), kept);
  }
}

/** JSON Pointers of the fields of an item that an edit may not change. */
export function immutablePointers(schema: JsonObject, at = ''): string[] {
  return [
    ...propertiesOf(schema).flatMap(([name, value]) => {
      const here = at + formatPointer([name]);
      return value['x-immutable'] === true ? [here] : immutablePointers(value, here);
    }),
    ...branches(schema).flatMap((part) => immutablePointers(part, at)),
  ];
}
