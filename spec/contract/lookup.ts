import { isObject, type JsonObject, parseLossless } from '../shared/json.ts';
import { valueAt } from '../shared/json-pointer.ts';
import { fillPath, matchPath } from '../shared/path-template.ts';
import { decodePercent } from '../shared/text.ts';
import type { Action, Contract, Operation, Resource } from './contract.ts';

/** An operation as messages name it: `POST /things`. */
export function operationName({ method, path }: Pick<Operation, 'method' | 'path'>): string {
  return `${method.toUpperCase()} ${path}`;
}

/** The operation of a method and a concrete path or URL path with query, with its path parameters. */
export function findOperation(
  { operations }: Pick<Contract, 'operations'>,
  method: string,
  path: string,
): { readonly operation: Operation; readonly path: Readonly<Record<string, string>> } | undefined {
  const [concrete = ''] = path.split('?');
  const found = operations.flatMap((operation) => {
    if (operation.method !== method.toLowerCase()) return [];
    const values = matchPath(operation.path, concrete);
    return values === undefined ? [] : [{ operation, path: values }];
  });
  // If several match, take the one that spells out most of the path.
  return found.sort((a, b) => Object.keys(a.path).length - Object.keys(b.path).length)[0];
}

/** The operation of an id, among its variants, too; undefined if there is none. */
export function operationById(
  { operations }: Pick<Contract, 'operations'>,
  id: string,
): Operation | undefined {
  return allOperations({ operations }).find((one) => one.id === id);
}

/** All operations, each followed by its variants. */
export function allOperations({ operations }: Pick<Contract, 'operations'>): Operation[] {
  return operations.flatMap((one) => [one, ...one.variants]);
}

/** What an operation does, and to which resource; `view` is the resource with this operation for the action. */
export function actionOf(
  { resources }: Pick<Contract, 'resources'>,
  operation: Operation,
): { readonly resource: Resource; readonly view: Resource; readonly action: Action } | undefined {
  for (const resource of resources) {
    for (const view of [resource, ...resource.others]) {
      for (const [action, one] of Object.entries(view.actions)) {
        if (one === operation) return { resource, view, action: action as Action };
      }
    }
  }
  return undefined;
}

/** Whether a stored item is as an operation demands. */
export function isStoredAs({ stored }: Pick<Operation, 'stored'>, item: JsonObject): boolean {
  const conditions = Object.entries(stored ?? {});
  return conditions.every(([name, values]) =>
    values.includes(Object.hasOwn(item, name) ? (item[name] ?? null) : null),
  );
}

/** The item, or the list of items, in the response of an action; undefined if it has none. */
export function itemIn({ bodies }: Resource, action: Action, json: unknown): unknown {
  const at = bodies[action]?.response;
  return at === undefined ? undefined : valueAt(json, at);
}

/** The item in what an action is sent; undefined if there is none. */
export function sentItem({ bodies }: Resource, action: Action, json: unknown): unknown {
  return valueAt(json, bodies[action]?.request ?? '');
}

/** The identity of the item in a response; undefined if it has none, or none that a path can name. */
export function identityIn({ identity }: Resource, json: unknown): unknown {
  const found = isObject(json) ? json[identity.name] : undefined;
  return isUsableIdentity(found) ? found : undefined;
}

/**
 * The identity of what was added: of the item in the response, or else the one that the `Location` header
 * names; undefined if neither does.
 * @param path the values of the parameters in the collection's path
 */
export function identityOfAdded(
  resource: Resource,
  { json, headers }: { readonly json: unknown; readonly headers: Readonly<Record<string, string>> },
  path: Readonly<Record<string, unknown>> = {},
): unknown {
  const shown = identityIn(resource, itemIn(resource, 'add', json));
  if (shown !== undefined) return shown;
  const { pathname = '' } = URL.parse(headers.location ?? '', 'http://provider') ?? {};
  const [, collection = '', last = ''] = /^(.*)\/([^/]+)$/.exec(pathname) ?? [];
  // What a Location of another collection names, such as a job, is not what was added.
  if (!collection.endsWith(fillPath(resource.collection, path))) return undefined;
  const named = decodePercent(last);
  const identity = resource.identity.type === 'integer' ? parseLossless(named) : named;
  return isUsableIdentity(identity) ? identity : undefined;
}

/**
 * Whether a path can name an identity exactly. A number with a fraction may be cut to that of another
 * item, and so may what no URL can hold.
 */
export function isUsableIdentity(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !/^\.{0,2}$/.test(value);
  return typeof value === 'bigint' || Number.isSafeInteger(value);
}

/** Tells whether a field holds the path parameter of its name: the `{id}` of a parent is not the item's `id`. */
export function isParentField(resource: Resource, name: string): boolean {
  return resource.parents.includes(name) && name !== resource.identity.name;
}

/** The resource whose collection has a concrete path, such as `/desks/7/bookings`. */
export function resourceOf(resources: readonly Resource[], path: string): Resource | undefined {
  return resources.find(({ collection }) => matchPath(collection, path) !== undefined);
}
