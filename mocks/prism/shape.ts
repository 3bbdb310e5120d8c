import { isObject, valueAt } from '../../spec/index.ts';
import { pointerOf } from '../../spec/shared/json-pointer.ts';

/** What a schema says about the form of a value, with its references, parts and branches. */
export interface Shape {
  readonly types: ReadonlySet<string>;
  readonly properties: ReadonlyMap<string, unknown>;
  /** The schema of elements. */
  readonly items: unknown;
  /** Whether fields beside the properties are asked for. */
  readonly isOpen: boolean;
}

const inferred = { properties: 'object', items: 'array', prefixItems: 'array' };

/**
 * Reads the shape of a schema.
 *
 * @param bundle what its references to `#/__bundled__` lead into
 */
export function shapeOf(schema: unknown, bundle: unknown): Shape {
  const types = new Set<string>();
  const properties = new Map<string, unknown>();
  const seen = new Set<unknown>();
  let items: unknown;
  let isOpen = false;
  function gather(written: unknown): void {
    if (!isObject(written) || seen.has(written)) return;
    seen.add(written);
    if (typeof written.$ref === 'string') {
      gather(valueAt({ __bundled__: bundle }, pointerOf(written.$ref)));
    }
    for (const type of [written.type ?? []].flat()) types.add(String(type));
    for (const [name, one] of Object.entries(written.properties ?? {})) properties.set(name, one);
    items ??= written.items;
    if (isObject(written.additionalProperties) || written.additionalProperties === true) {
      isOpen = true;
    }
    for (const parts of [written.allOf, written.anyOf, written.oneOf]) {
      if (Array.isArray(parts)) parts.forEach(gather);
    }
    for (const [keyword, type] of Object.entries(inferred)) {
      if (written.type === undefined && keyword in written) types.add(type);
    }
  }
  gather(schema);
  types.delete('null');
  return { types, properties, items, isOpen };
}

/** Whether all values of this shape are of one type. */
export function isOnly({ types }: Shape, type: 'array' | 'object' | 'string'): boolean {
  return types.size === 1 && types.has(type);
}
