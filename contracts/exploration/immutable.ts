import {
  formatPointer,
  isObject,
  type JsonObject,
  parsePointer,
  valueAt,
} from '../../spec/index.ts';
import type { Item } from '../provider/item.ts';
import type { Target } from './target.ts';

/**
 * The pointers that an edit may repeat but not change, as far as its body has them; not what names the
 * item, which the path has as well, nor what is claimed, of which only lent values may be sent.
 */
export function immutablePointers({ resource, keyFields }: Target): readonly string[] {
  const apart = new Set(
    [[resource.identity.name], ...keyFields.map((one) => one.steps)].map(formatPointer),
  );
  return resource.immutable.filter(
    (pointer) =>
      !apart.has(pointer) &&
      schemaOf(resource.actions.edit?.request?.contents[0]?.schema, pointer) !== undefined,
  );
}

/** An edit with another value of what it may not change; undefined where none is known. */
export function changeImmutable(
  target: Target,
  item: Item,
  body: JsonObject,
  turn: number,
): JsonObject | undefined {
  const pointers = immutablePointers(target);
  const pointer = pointers[turn % Math.max(1, pointers.length)];
  if (pointer === undefined) return undefined;
  const schema = schemaOf(item.resource.actions.edit?.request?.contents[0]?.schema, pointer);
  const other = differentValue(valueAt(Object.fromEntries(item.holds), pointer), schema);
  return other === undefined ? undefined : put(body, parsePointer(pointer), other);
}

function schemaOf(schema: JsonObject | undefined, pointer: string): JsonObject | undefined {
  const steps = parsePointer(pointer).flatMap((step) => ['properties', step]);
  const found = valueAt(schema, formatPointer(steps));
  return isObject(found) ? found : undefined;
}

function differentValue(held: unknown, schema: JsonObject | undefined): unknown {
  if (held === undefined || held === null) return undefined;
  if (Array.isArray(schema?.enum)) {
    return schema.enum.find((one) => one !== held && one !== null);
  }
  if (typeof held === 'string') return `${held}, another`;
  if (typeof held === 'number') return held + 1;
  return typeof held === 'boolean' ? !held : undefined;
}

function put(
  body: JsonObject,
  [step = '', ...rest]: readonly string[],
  value: unknown,
): JsonObject {
  if (rest.length === 0) return { ...body, [step]: value };
  const inner = body[step];
  return { ...body, [step]: put(isObject(inner) ? inner : {}, rest, value) };
}
