import {
  formatPointer,
  isObject,
  type JsonObject,
  parsePointer,
  type Resource,
  valueAt,
  withValueAt,
} from '../../spec/index.ts';
import type { Item } from '../provider/item.ts';
import type { Target } from './target.ts';

/**
 * Returns the JSON Pointers of immutable fields that the body of an edit has. The identity is left out
 * because the path has it too, and key fields because they take test data only.
 */
export function immutablePointers({ resource, keyFields }: Target): readonly string[] {
  const apart = new Set(
    [[resource.identity.name], ...keyFields.map(({ steps }) => steps)].map(formatPointer),
  );
  return resource.immutable.filter(
    (pointer) => !apart.has(pointer) && schemaOf(resource, pointer) !== undefined,
  );
}

/** Returns the body of an edit with another value of an immutable field; undefined if none is known. */
export function changeImmutable(
  target: Target,
  item: Item,
  body: JsonObject,
  field: number,
): JsonObject | undefined {
  const pointers = immutablePointers(target);
  const pointer = pointers[field % Math.max(1, pointers.length)];
  if (pointer === undefined) return undefined;
  const held = valueAt(Object.fromEntries(item.holds), pointer);
  const other = differentValue(held, schemaOf(item.resource, pointer));
  return other === undefined ? undefined : (withValueAt(body, pointer, other) as JsonObject);
}

function schemaOf({ bodies }: Resource, pointer: string): JsonObject | undefined {
  const schema = bodies.edit?.requestSchema;
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
