import { findSeedFault, formatPointer, type JsonObject, matchPath } from '../../spec/index.ts';
import { decodePercent } from '../../spec/shared/text.ts';
import type { Account } from '../accounts/account.ts';
import type { Store } from '../accounts/store.ts';
import { parentFields } from './collection-path.ts';
import { freshValues, stepsSchema } from './fresh-values.ts';
import { cannotGenerate as cannot, type GeneratorParts, identitiesOf } from './generator-parts.ts';
import { itemValues } from './item-values.ts';
import { nameIn } from './references.ts';
import { createSeedIdentities } from './seed-identities.ts';
import { createValues, firstOf } from './server-values.ts';
import { listSteps, setAt, type UniquePlace, uniquePlaces } from './unique-places.ts';

// More would hold up everybody else for seconds.
const mostValues = 100_000;

const mostTries = 1_000;

/** What to generate in an account. */
export interface Wanted {
  /** The path of a collection. */
  readonly collection: string;
  readonly count: number;
  /** How many elements each list of claimed values gets, by its JSON Pointer. */
  readonly ids?: Readonly<Record<string, number>> | undefined;
}

/**
 * Generates items one by one; each has to be stored before the next one is asked for.
 * @throws Refusal if one cannot be made
 */
export function* generateItems(
  parts: GeneratorParts,
  account: Account,
  { collection, count, ids = {} }: Wanted,
): Generator<JsonObject> {
  const { contract, prepared } = parts;
  const { resource } = prepared;
  const { store } = account;
  const { templates } = parts;
  const places = uniquePlaces(parts, account);
  assertLists(places, ids, count);
  assertParent(parts, store, collection);
  const identify = createIdentify(parts, store, collection);
  const refer = createRefer(parts, account);
  for (let i = 0; i < count; i++) {
    const template = structuredClone(templates[i % templates.length] ?? {});
    Reflect.deleteProperty(template, resource.identity.name);
    const item = identify({ ...template, ...parentFields(resource, collection) });
    for (const place of places) {
      const wanted = place.list === undefined ? undefined : ids[place.list];
      if (wanted !== undefined) setLength(parts, item, place, wanted);
      place.fill(item);
    }
    refer(item, i);
    makeUnique(parts, store, item, places);
    const fault = findSeedFault({ [collection]: { items: [item] } }, contract);
    if (fault !== undefined) throw cannot(({ invalidItem }) => invalidItem(i + 1, fault));
    yield item;
  }
}

/** Prepares to give items identities: as the server does, or fresh ones where clients bring them. */
function createIdentify(
  parts: GeneratorParts,
  store: Store,
  collection: string,
): (item: JsonObject) => JsonObject {
  const { prepared, templates, document, makers } = parts;
  const { name, schema } = prepared.resource.identity;
  if (prepared.assignIdentity(store, collection, {}) !== 'none') {
    return createSeedIdentities(store, prepared, collection, []);
  }
  const values = freshValues(schema, templates[0]?.[name], document, makers);
  return (item) => {
    for (;;) {
      const { value, done } = values.next();
      if (done) throw cannot(({ tooFewValues }) => tooFewValues(formatPointer([name])));
      if (store.get(collection, String(value)) === undefined) return { ...item, [name]: value };
    }
  };
}

/** Prepares to let items name others that the account has. */
function createRefer(parts: GeneratorParts, { store, switches }: Account) {
  const { resource } = parts.prepared;
  const unique = new Set(
    resource.unique.flatMap(({ by }) => by.map((one) => formatPointer([...one]))),
  );
  const references = resource.references.filter(
    ({ steps }) => !unique.has(formatPointer([...steps])),
  );
  const known = new Map<string, unknown[]>();
  return (item: JsonObject, i: number): void => {
    for (const reference of references) {
      for (const at of itemValues(item, reference.steps)) {
        const collection = nameIn(resource, reference, item, at)?.collection;
        if (collection === undefined) continue;
        const named = known.get(collection) ?? identitiesOf(parts, store, collection);
        known.set(collection, named);
        const value = named[i % named.length];
        if (value !== undefined) {
          setAt(item, at.path, typeof at.value === 'string' ? String(value) : value);
        } else if (switches.settings().references === 'checked' && parts.isStored(collection)) {
          const pointer = formatPointer([...at.path]);
          throw cannot(({ nothingToName }) => nothingToName(pointer, collection));
        }
      }
    }
  };
}

// Nobody could reach what is below an item that there is not.
function assertParent(
  { contract, isStored }: GeneratorParts,
  store: Store,
  collection: string,
): void {
  const path = collection.split('/').slice(0, -1);
  const above = contract.resources.find(({ item }) => matchPath(item, path.join('/')));
  if (above === undefined || !isStored(above.collection)) return;
  const key = decodePercent(path.at(-1) ?? '');
  if (store.get(path.slice(0, -1).join('/'), key) !== undefined) return;
  throw cannot(({ noParent }) => noParent(path.join('/')));
}

// Of several fields that are unique together, only one was chosen.
function makeUnique(
  { prepared: { uniqueness } }: GeneratorParts,
  store: Store,
  item: JsonObject,
  places: readonly UniquePlace[],
): void {
  for (let tries = 0; ; tries++) {
    const [conflict] = uniqueness.conflicts(store, item, undefined);
    if (conflict === undefined) return;
    const place = places.find(({ rule }) => rule === conflict.rule);
    if (place === undefined || tries > mostTries)
      throw cannot(({ tooFewValues }) => tooFewValues(conflict.pointer));
    place.fill(item);
  }
}

function assertLists(
  places: readonly UniquePlace[],
  ids: Readonly<Record<string, number>>,
  count: number,
): void {
  const all = Object.values(ids).reduce((sum, one) => sum + one, 0) * count;
  if (all > mostValues) {
    throw cannot(({ tooManyValues }) => tooManyValues(all, mostValues));
  }
  const lists = places.flatMap(({ list }) => list ?? []);
  const unknown = Object.keys(ids).find((one) => !lists.includes(one));
  if (unknown === undefined) return;
  throw cannot(({ unknownList }) => unknownList(unknown, lists));
}

/** Gives the list of a unique place a number of elements. */
function setLength(
  { prepared: { resource }, templates, document, makers }: GeneratorParts,
  item: JsonObject,
  place: UniquePlace,
  length: number,
): void {
  const path = listSteps(place);
  const shown = templates.flatMap((one) => itemValues(one, [...path, '*']))[0]?.value;
  const schema = stepsSchema(resource.schema, [...path, '*']) ?? {};
  const element = shown ?? firstOf(createValues(schema, document, makers));
  if (element === undefined) throw cannot(({ noElement }) => noElement(String(place.list)));
  setAt(
    item,
    path,
    Array.from({ length }, () => structuredClone(element)),
  );
}
