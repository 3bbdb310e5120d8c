import { fillPath, isObject, type JsonObject, type Resource } from '../../spec/index.ts';
import { valuesAt } from './values.ts';

/** An item that the verifier added, and what it should hold by all responses. */
export interface Item {
  readonly resource: Resource;
  /** The values of the path's parameters, including the identity. */
  readonly path: Readonly<Record<string, unknown>>;
  readonly identity: unknown;
  /** Values by property; an absent property is unknown. */
  readonly holds: Map<string, unknown>;
  /** The account that it is in. */
  readonly account: 'first' | 'second';
  deleted: boolean;
}

/** Returns the values that an item holds at the steps of a pointer. */
export function claimsOf(holds: ReadonlyMap<string, unknown>, by: readonly string[]): unknown[] {
  return valuesAt(Object.fromEntries(holds), by);
}

/** An action that sends an item, or a part of it. */
export type WriteAction = 'add' | 'edit' | 'patch';

/**
 * Updates what an item holds after an accepted request: what was sent if that was promised to be
 * accepted, otherwise what the item in the response says. A patch keeps what it does not send.
 */
export function updateItem(
  item: Item,
  action: WriteAction,
  { json: sent, promised = false }: { readonly json?: unknown; readonly promised?: boolean },
  response: unknown,
): void {
  for (const { name, secret } of item.resource.properties) {
    if (secret) continue;
    if (promised && isObject(sent) && Object.hasOwn(sent, name)) item.holds.set(name, sent[name]);
    else if (promised && action === 'patch') continue;
    else if (isObject(response) && Object.hasOwn(response, name))
      item.holds.set(name, response[name]);
    else item.holds.delete(name);
  }
}

/** An item as messages name it: `/things/7`. */
export function label({ resource, path, identity }: Item): string {
  return `${fillPath(resource.collection, path)}/${String(identity)}`;
}

/** Returns what an item holds, with the parameters of its path. */
export function fieldsOf({ resource, path, holds }: Item): JsonObject {
  return fieldsAt(resource, path, Object.fromEntries(holds));
}

/** Returns the fields of an item at a path, with the parameters of the path, and its identity if it has one. */
export function fieldsAt(
  { identity: { name, parameter } }: Resource,
  path: Readonly<Record<string, unknown>> | undefined,
  fields: unknown,
): JsonObject {
  // A parameter of the path above may be called as the field, too.
  const { [parameter]: identity, [name]: _, ...above } = path ?? {};
  const known = identity === undefined ? above : { ...above, [name]: identity };
  return isObject(fields) ? { ...known, ...fields } : known;
}
