import { isObject, type JsonObject, objectsIn, resolve } from '../document/references.ts';
import type { YamlFile } from '../document/yaml-file.ts';
import { formatPointer, pointerOf } from '../shared/json-pointer.ts';

/** A word of ours on a field of an item. */
export interface ItemWord {
  /** Steps of a JSON Pointer to the field in the item; `*` is each element of a list. */
  readonly steps: readonly string[];
  /** The schema that has the word. */
  readonly schema: JsonObject;
  /** JSON Pointer of the word in the document. */
  readonly pointer: string;
}

interface Place {
  readonly written: unknown;
  readonly at: string;
  readonly steps: readonly string[];
  /** The schemas above, into which a recursive one leads back. */
  readonly above: readonly string[];
}

// Schemas that all refer to each other have more fields than could ever be looked at.
const mostPlaces = 10_000;

/**
 * Finds a word in the schema of an item, the nearest fields first.
 * @param at JSON Pointer of the schema in the document
 */
export function findItemWords(
  file: YamlFile,
  word: string,
  written: unknown,
  at: string,
): ItemWord[] {
  const leading = placesThatLeadTo(file, word);
  const found: ItemWord[] = [];
  const places: Place[] = leading.has(at) ? [{ written, at, steps: [], above: [] }] : [];
  // The list grows while it is read.
  for (const { written, at, steps, above } of places) {
    const { value, pointer } = resolve(file, written, at);
    if (!isObject(value) || above.includes(pointer)) continue;
    // Beside a reference it overrides that of the target.
    const place = isObject(written) && word in written ? at : pointer;
    if (word in value) found.push({ steps, schema: value, pointer: `${place}/${word}` });
    for (const [key, next, more] of partsOf(value)) {
      const one = pointer + formatPointer(key);
      if (!leading.has(one) || places.length > mostPlaces) continue;
      places.push({
        written: next,
        at: one,
        steps: [...steps, ...more],
        above: [...above, pointer],
      });
    }
  }
  return found;
}

/** The schemas in a schema: their keys, and the steps that they add to the pointer to a value. */
function partsOf(schema: JsonObject): [key: string[], schema: unknown, steps: string[]][] {
  const { properties, items } = schema;
  const parts: ReturnType<typeof partsOf> = Object.entries(
    isObject(properties) ? properties : {},
  ).map(([name, one]) => [['properties', name], one, [name]]);
  if (items !== undefined) parts.push([['items'], items, ['*']]);
  for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
    for (const [i, one] of [schema[keyword] ?? []].flat().entries()) {
      parts.push([[keyword, String(i)], one, []]);
    }
  }
  return parts;
}

const known = new WeakMap<YamlFile, Map<string, ReadonlySet<string>>>();

/** The JSON Pointers of what holds a word in a document, itself or by its references. */
function placesThatLeadTo(file: YamlFile, word: string): ReadonlySet<string> {
  const ofFile = known.get(file) ?? new Map<string, ReadonlySet<string>>();
  known.set(file, ofFile);
  const places = ofFile.get(word) ?? findPlaces(file, word);
  ofFile.set(word, places);
  return places;
}

function findPlaces(file: YamlFile, word: string): ReadonlySet<string> {
  const referring = new Map<string, string[]>();
  const waiting: string[] = [];
  for (const { object, pointer } of objectsIn(file.value)) {
    if (word in object) waiting.push(pointer);
    if (typeof object.$ref !== 'string') continue;
    const target = pointerOf(object.$ref);
    const others = referring.get(target);
    if (others === undefined) referring.set(target, [pointer]);
    else others.push(pointer);
  }
  const places = new Set<string>();
  for (const pointer of waiting) {
    for (let at = pointer; !places.has(at); at = at.slice(0, at.lastIndexOf('/'))) {
      places.add(at);
      waiting.push(...(referring.get(at) ?? []));
    }
  }
  return places;
}
