import { formatPointer, type JsonObject, type Seed } from '../../spec/index.ts';
import type { Store } from '../accounts/store.ts';
import { Refusal } from '../problems/problem.ts';
import type { RefusalTexts } from '../problems/texts/english.ts';
import { render } from '../problems/texts/message.ts';
import type { ActionContext, PreparedResource } from './action-context.ts';
import { collectionPath, parentFields, parentParameters } from './collection-path.ts';
import { createSeedIdentities } from './seed-identities.ts';
import { firstOf } from './server-values.ts';

/**
 * Adds a seed to what an account holds; items of the same identity are replaced, and those without
 * one get the next.
 * @throws Refusal if an item breaks a uniqueness rule
 */
export function addSeed(
  preparedFor: ActionContext['preparedFor'],
  store: Store,
  given: Seed,
): void {
  for (const [path, { next, items }] of Object.entries(given)) {
    const prepared = preparedFor(path);
    if (prepared === undefined) continue;
    const { resource } = prepared;
    const collection = collectionPath(resource)(parentParameters(resource, path));
    const identify = createSeedIdentities(store, prepared, collection, items);
    for (const [i, one] of items.entries()) {
      const item = identify(one);
      insertSeeded(store, prepared, collection, item, formatPointer([path, 'items', i]));
    }
    if (next !== undefined) store.setNext(collection, next);
  }
}

/** Inserts an item that a seed has at the JSON Pointer `at`. */
function insertSeeded(
  store: Store,
  { resource, uniqueness, serverValues }: PreparedResource,
  collection: string,
  seeded: JsonObject,
  at: string,
): void {
  const key = String(seeded[resource.identity.name]);
  const old = store.get(collection, key);
  if (old !== undefined) uniqueness.release(store, old);
  const item = { ...parentFields(resource, collection), ...structuredClone(seeded) };
  for (const [name, values] of serverValues) item[name] ??= firstOf(values);
  // A seed may repeat what a response showed.
  for (const { name, computed } of resource.properties) {
    if (computed !== undefined) Reflect.deleteProperty(item, name);
  }
  const [conflict] = uniqueness.conflicts(store, item, old);
  if (conflict !== undefined) {
    if (old !== undefined) uniqueness.claimUnowned(store, old);
    const detail = (texts: RefusalTexts) =>
      texts.state.seedConflict(render(conflict.message, texts), collection, key);
    throw new Refusal('uniqueness', detail, {
      rule: conflict.rule,
      conflicts: [{ ...conflict, pointer: at + conflict.pointer }],
    });
  }
  const entry = old ?? { collection, key, item };
  if (old === undefined) store.insert(entry);
  else store.replace(old, item);
  uniqueness.claim(store, entry);
}
