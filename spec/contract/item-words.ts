import { isObject, type JsonObject, resolve } from '../document/references.ts';
import type { YamlFile } from '../document/yaml-file.ts';
import { formatPointer } from '../shared/json-pointer.ts';

/** A word of ours on a field of an item. */
export interface ItemWord {
  /** Steps of a JSON Pointer to the field in the item; `*` is each element of a list. */
  readonly steps: readonly string[];
  /** The schema that has the word. */
  readonly schema: JsonObject;
  /** JSON Pointer of the word in the document. */
  readonly pointer: string;
}

/**
 * Finds a word in the schema of an item, where each field is looked at once.
 * @param at JSON Pointer of the schema in the document
 */
export function findItemWords(
  file: YamlFile,
  word: string,
  written: unknown,
  at: string,
  steps: readonly string[] = [],
  above: readonly string[] = [],
): ItemWord[] {
  const { value, pointer } = resolve(file, written, at);
  if (!isObject(value) || above.includes(pointer)) return [];
  const inside = (next: unknown, key: string, more: readonly string[]) =>
    findItemWords(file, word, next, pointer + key, [...steps, ...more], [...above, pointer]);
  const { properties, items } = value;
  // Beside a reference it overrides that of the target.
  const place = isObject(written) && word in written ? at : pointer;
  return [
    ...(word in value ? [{ steps, schema: value, pointer: `${place}/${word}` }] : []),
    ...Object.entries(isObject(properties) ? properties : {}).flatMap(([name, one]) =>
      inside(one, formatPointer(['properties', name]), [name]),
    ),
    ...(items === undefined ? [] : inside(items, '/items', ['*'])),
    ...['allOf', 'anyOf', 'oneOf'].flatMap((keyword) =>
      [value[keyword] ?? []]
        .flat()
        .flatMap((one, i) => inside(one, formatPointer([keyword, i]), [])),
    ),
  ];
}
