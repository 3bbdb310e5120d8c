import {
  type Identifier,
  identityIn,
  isObject,
  isStoredAs,
  type JsonObject,
  type Operation,
  propertyNames,
  type Resource,
} from '../../spec/index.ts';
import type { Provider } from '../provider/provider.ts';
import { type RequestField, requestFields } from '../provider/schema-body.ts';
import { sameMeaning } from '../provider/values.ts';

/** A lent item as the account shows it. */
interface Lent {
  readonly resource: Resource;
  /** As it was lent; a response may write it as text. */
  readonly identity: Identifier;
  readonly item: JsonObject;
  /** The names of the fields that the place where it was seen shows by the document. */
  readonly shown: ReadonlySet<string>;
}

/** The edit that puts an item back, and its fields. */
interface Restoration {
  readonly operation: Operation;
  readonly fields: ReadonlyMap<string, RequestField>;
}

/** Records what the lent items hold before the run, so that it can be put back. */
export async function recordLent(provider: Provider): Promise<void> {
  for (const [name, { resource, identity, item }] of await readLent(provider)) {
    provider.lentItems.set(name, item);
    // A response to an addition that names it is wrong, and no reason to delete it.
    provider.ledger.addForeign('first', resource, {}, identity);
  }
}

/**
 * Puts back what lent items held, where the account shows all that an edit sends; otherwise an edit would
 * lose the rest. Says which items are gone.
 * @returns the names of the items that hold it again
 */
export async function restoreLent(provider: Provider): Promise<ReadonlySet<string>> {
  const { lentItems, edited, leftovers } = provider;
  if (lentItems.size === 0) return new Set();
  const found = await readLent(provider);
  for (const [name, before] of lentItems) {
    const now = found.get(name);
    if (now === undefined) {
      if (edited.delete(name)) leftovers.push(`${name} is gone, though it was there before.`);
    } else if (edited.has(name) || !holdsSame(now, before)) {
      edited.add(name);
      await putBack(provider, now, before);
    }
  }
  const later = await readLent(provider);
  return new Set(
    [...lentItems].flatMap(([name, before]) => {
      const now = later.get(name);
      return now && restorationOf(now, before) && holdsSame(now, before) ? name : [];
    }),
  );
}

async function putBack(provider: Provider, lent: Lent, before: JsonObject): Promise<void> {
  const restoration = restorationOf(lent, before);
  if (restoration === undefined) return;
  const { operation, fields } = restoration;
  const {
    resource: { identity },
  } = lent;
  const held = [...fields].flatMap(([name, { schema }]) => {
    if (name === identity.name) return [[name, lent.identity]];
    const value = before[name] ?? null;
    return value !== null || [schema.type].flat().includes('null') ? [[name, value]] : [];
  });
  // What was there before may be sent again, whatever it names.
  provider.ledger.allow(held.map(([, value]) => value));
  await provider.send({
    operation,
    path: { [identity.parameter]: lent.identity },
    json: Object.fromEntries(held),
    note: 'putting back what was there',
  });
}

/** The edit that is for an item, if the account shows all that it sends. */
function restorationOf({ resource, shown }: Lent, before: JsonObject): Restoration | undefined {
  const views = [resource, ...resource.others];
  const view = views.find(
    ({ actions: { edit } }) => edit?.variants.length === 0 && isStoredAs(edit, before),
  );
  const operation = view?.actions.edit;
  const schema = view?.bodies.edit?.requestSchema ?? {};
  const fields = requestFields(schema);
  const isWhole = propertyNames(schema).every((name) => shown.has(name));
  return operation === undefined || fields.size === 0 || !isWhole
    ? undefined
    : { operation, fields };
}

function holdsSame({ resource, item }: Lent, before: JsonObject): boolean {
  const isServers = new Set(resource.properties.flatMap((one) => (one.readOnly ? one.name : [])));
  const names = Object.keys(before).filter((name) => !isServers.has(name));
  return names.every((name) => sameMeaning(before[name], item[name]));
}

/** Finds the lent items in the lists, or by reading them where a list shows a part only. */
async function readLent(provider: Provider): Promise<Map<string, Lent>> {
  const found = new Map<string, Lent>();
  for (const resource of provider.contract.resources) {
    const lent = lentOf(provider, resource);
    if (lent.length === 0 || resource.parents.length > 0) continue;
    const list = provider.operation(resource, 'list');
    const read = provider.operation(resource, 'read');
    const sent = list && (await provider.send({ operation: list, path: {}, note }));
    const listed = sent?.outcome === 'accepted' ? [sent.item].flat().filter(isObject) : [];
    for (const identity of lent) {
      const name = `${resource.collection}/${identity}`;
      const isIt = (item: JsonObject) => String(identityIn(resource, item)) === String(identity);
      const one = listed.find(isIt);
      const item = one ?? (read && (await readOne(provider, resource, read, identity)));
      const shown = resource.responseProperties[one ? 'list' : 'read']?.map((field) => field.name);
      if (item !== undefined) {
        found.set(name, { resource, identity, item, shown: new Set(shown) });
      }
    }
  }
  return found;
}

const note = 'what lent items hold';

async function readOne(
  provider: Provider,
  { identity: { parameter } }: Resource,
  operation: Operation,
  identity: Identifier,
): Promise<JsonObject | undefined> {
  const sent = await provider.send({ operation, path: { [parameter]: identity }, note });
  return sent.outcome === 'accepted' && isObject(sent.item) ? sent.item : undefined;
}

function lentOf({ pools }: Provider, { collection }: Resource): Identifier[] {
  const lent = [...pools.values()].filter(({ kind }) => kind.item === collection);
  return [...new Set(lent.flatMap(({ all }) => all))];
}
