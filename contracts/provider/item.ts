import { isObject, type JsonObject, type Resource } from '../../spec/index.ts';
import { valuesAt } from './values.ts';

/** An item of a collection that the verifier made, and what it should hold by all that was answered. */
export interface Item {
  readonly resource: Resource;
  /** The values of the path's parameters, the identity included. */
  readonly path: Readonly<Record<string, unknown>>;
  readonly identity: unknown;
  /** Property by property; what is not in it is not known. */
  readonly holds: Map<string, unknown>;
  /** Whose account it is in. */
  readonly account: 'first' | 'second';
  deleted: boolean;
}

/** The values that an item claims by a uniqueness rule of one pointer. */
export function claimsOf(holds: ReadonlyMap<string, unknown>, by: readonly string[]): unknown[] {
  return valuesAt(Object.fromEntries(holds), by);
}

/**
 * Takes up what an accepted request says that an item now holds: what was sent, and of what was not
 * sent what the answer says.
 */
export function updateItem(item: Item, sent: unknown, answer: unknown, promised: boolean): void {
  for (const { name, secret } of item.resource.properties) {
    if (secret) continue;
    if (promised && isObject(sent) && name in sent) item.holds.set(name, sent[name]);
    else if (isObject(answer) && name in answer) item.holds.set(name, answer[name]);
    else item.holds.delete(name);
  }
}

/** An item as a message calls it. */
export function label({ resource, identity }: Item): string {
  return `${resource.collection}/${String(identity)}`;
}

/** What an item holds, with what its path says. */
export function fieldsOf({ path, holds }: Item): JsonObject {
  return { ...path, ...Object.fromEntries(holds) };
}
