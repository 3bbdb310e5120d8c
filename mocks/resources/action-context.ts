import {
  type Contract,
  formatPointer,
  isObject,
  isParentField,
  isStoredAs,
  type JsonObject,
  type Operation,
  type Resource,
  valueAt,
} from '../../spec/index.ts';
import { decodePercent } from '../../spec/shared/text.ts';
import type { Account } from '../accounts/account.ts';
import type { Entry, Store } from '../accounts/store.ts';
import type { Settings } from '../accounts/switches.ts';
import type { Refusal } from '../problems/problem.ts';
import type { Refusals } from '../problems/refusals.ts';
import { collectionPath, parentValue, pathShape } from './collection-path.ts';
import type { Completion } from './completion.ts';
import type { Compute } from './computed.ts';
import type { AssignIdentity } from './identity.ts';
import type { References } from './references.ts';
import type { Representation } from './representation.ts';
import type { Uniqueness } from './uniqueness.ts';

/** The path parameters of a request by their names. */
export type Parameters = Readonly<Record<string, string>>;

/** What an action answers. */
export interface Outcome {
  /** The item or the list of items as responses show it; undefined for none. */
  readonly value: unknown;
  /** What was added, if something was. */
  readonly added?: Entry | undefined;
  /** Nothing was done, since a later response could not show it as the document demands. */
  readonly isUnfit?: boolean;
}

/**
 * Applies an operation to an account.
 * @throws Refusal, except for conflicts: those are frequent, and V8 does not optimise code that throws
 */
export type StateAction = (
  account: Account,
  parameters: Parameters,
  body: unknown,
  query: Readonly<Record<string, string | string[]>>,
) => Outcome | Refusal;

/** A resource with its uniqueness rules. */
export interface PreparedResource {
  readonly resource: Resource;
  readonly uniqueness: Uniqueness;
  /** Whether accounts can have items of it; if not, Prism alone answers until a seed brings some. */
  readonly isStored: boolean;
  readonly assignIdentity: AssignIdentity;
  readonly references: References;
  readonly computed: ReadonlyMap<string, Compute>;
  /** Values for what the server makes and responses must have, by the names of the fields. */
  readonly serverValues: ReadonlyMap<string, Iterable<unknown>>;
  /** The operations that Prism alone answers, since what they store would break the document; and why. */
  readonly impossible: ReadonlyMap<Operation, string>;
}

/** What the action of an operation needs. */
export interface ActionContext extends PreparedResource {
  readonly operation: Operation;
  readonly represent: Representation;
  readonly contract: Contract;
  readonly refusals: Refusals;
  /** JSON Pointer of the item in the body of a request. */
  readonly itemAt: string;
  /** Whether all responses can show an item; undefined where the action's own response tells. */
  readonly fits: ((item: JsonObject, settings: Settings, store: Store) => boolean) | undefined;
  /** Adds what the server makes, and keeps it. */
  readonly completion: Completion | undefined;
  /** The fields that a request may bring; undefined where others are never kept. */
  readonly brings: ReadonlySet<string> | undefined;
  /** Finds the resource of a collection path. */
  preparedFor(collection: string): PreparedResource | undefined;
}

/** Finds the path of the collection; throws a Refusal if the item above it does not exist. */
export function createCollectionFinder({
  resource,
  contract,
  operation,
  refusals,
  preparedFor,
}: ActionContext): (store: Store, parameters: Parameters) => string {
  const collectionOf = collectionPath(resource);
  const stored = contract.resources.filter((one) => preparedFor(one.collection)?.isStored);
  const items = new Set(stored.map((one) => pathShape(one.item)));
  const segments = pathShape(resource.collection).split('/');
  while (segments.length > 0 && !items.has(segments.join('/'))) segments.pop();
  const { length } = segments;
  return (store, parameters) => {
    const collection = collectionOf(parameters);
    if (length === 0) return collection;
    const parent = collection.split('/').slice(0, length);
    const above = parent.slice(0, -1).join('/');
    if (store.get(above, decodePercent(parent.at(-1) ?? '')) !== undefined) return collection;
    throw refusals.missingResource(operation, parent.join('/'));
  };
}

/** Finds the entry that a path names; throws a Refusal if there is none. */
export function createEntryFinder({
  resource,
  operation,
  refusals,
}: ActionContext): (store: Store, parameters: Parameters) => Entry {
  const collectionOf = collectionPath(resource);
  // An operation with variants is asked only for what none of them is for.
  const isForAny = operation.stored === undefined && operation.variants.length === 0;
  return (store, parameters) => {
    const collection = collectionOf(parameters);
    const key = parameters[resource.identity.parameter] ?? '';
    const entry = store.get(collection, key);
    const path = () => `${collection}/${encodeURIComponent(key)}`;
    if (entry === undefined) throw refusals.missingResource(operation, path());
    if (isForAny || (operation.stored && isStoredAs(operation, entry.item))) return entry;
    throw refusals.storedState(operation, path(), entry.item);
  };
}

/** Finds the item that a path names; undefined if the account has none. */
export function createItemFinder(
  resource: Resource,
): (account: Account, parameters: Parameters) => JsonObject | undefined {
  const collectionOf = collectionPath(resource);
  return ({ store }, parameters) => {
    const key = parameters[resource.identity.parameter] ?? '';
    return store.get(collectionOf(parameters), key)?.item;
  };
}

/** Returns what is stored of a body: the fields of the resource, those that the path names, and unknown ones if a switch keeps them. */
export function storedFields(
  { resource, operation, refusals, itemAt, brings }: ActionContext,
  body: unknown,
  parameters: Parameters,
  settings: Settings,
): JsonObject {
  const given = itemAt === '' ? body : valueAt(body, itemAt);
  const sent = isObject(given) ? given : {};
  const item: JsonObject = {};
  const known = settings['unknown-field'] === 'kept' ? brings : undefined;
  for (const property of resource.properties) {
    const { name, computed } = property;
    if (computed !== undefined) continue;
    // What is the server's alone is not kept.
    if (Object.hasOwn(sent, name) && known?.has(name) !== false) item[name] = sent[name];
    if (!isParentField(resource, name)) continue;
    const given = parameters[name] ?? '';
    if (item[name] !== undefined && String(item[name]) !== given) {
      throw refusals.identityMismatch(operation, itemAt + formatPointer([name]), given, item[name]);
    }
    item[name] = parentValue(property, given);
  }
  if (known === undefined) return item;
  const names = new Set([...known, ...resource.properties.map(({ name }) => name)]);
  const others = Object.entries(sent).filter(([name]) => !names.has(name));
  return { ...item, ...Object.fromEntries(others) };
}

/**
 * Refuses an item whose claims belong to others, or that names what there is not where that is checked;
 * undefined if it can be stored.
 */
export function conflictRefusal(
  { uniqueness, references, refusals, operation, resource, itemAt, preparedFor }: ActionContext,
  { store, switches }: Account,
  item: JsonObject,
  self: Entry | undefined,
): Refusal | undefined {
  if (switches.settings().references === 'checked') {
    // Where Prism alone answers, the account cannot tell what there is.
    const isKept = (path: string) =>
      preparedFor(path)?.isStored === true || [...store.collections()].includes(path);
    const unknown = references.unknown(store, item).filter(({ collection }) => isKept(collection));
    const inBody = unknown.map((one) => ({ ...one, pointer: itemAt + one.pointer }));
    if (unknown.length > 0) return refusals.unknownReferences(operation, inBody);
  }
  const conflicts = uniqueness.conflicts(store, item, self);
  if (conflicts.length === 0) return undefined;
  const inBody =
    itemAt === '' ? conflicts : conflicts.map((one) => ({ ...one, pointer: itemAt + one.pointer }));
  return refusals.conflict(operation, resource, inBody);
}
