import type { JsonObject, Seed } from '../../../spec/index.ts';
import { parsePointer, valueAt } from '../../../spec/shared/json-pointer.ts';
import type { ShownResource, ShownRule } from '../../control/contract-view.ts';
import type { Conflict } from '../../problems/problem.ts';
import { type ClaimReader, canonical, createClaimReader } from '../../resources/claims.ts';

/** A value that an item claims under a uniqueness rule. */
export interface ShownClaim {
  /** Rule, value and where the rule holds as one text: two claims with the same one conflict. */
  readonly key: string;
  readonly value: unknown;
  /** The value as people read it. */
  readonly text: string;
  /** Where in the item it stands, as a JSON Pointer. */
  readonly pointer: string;
  /** What the rule holds within, such as the room of a seat; '' where it holds everywhere. */
  readonly within: string;
}

/** An item that is stored, with what it claims under each rule of its resource. */
export interface ShownItem {
  /** Collection and identity: no two items of an account have the same one. */
  readonly id: string;
  readonly collection: string;
  readonly identity: unknown;
  readonly item: JsonObject;
  readonly claims: Readonly<Record<string, readonly ShownClaim[]>>;
}

/** Everything of one resource that an account holds. */
export interface ShownKind {
  readonly resource: ShownResource;
  readonly items: readonly ShownItem[];
  /** How many values are claimed under each rule. */
  readonly claimed: Readonly<Record<string, number>>;
}

/** Who claims what in an account. */
export interface Picture {
  readonly kinds: readonly ShownKind[];
  /** Who holds a claim, by its key. */
  readonly owners: ReadonlyMap<string, ShownItem>;
}

/** What a rule says of a value that somebody looks for. */
export interface Found {
  readonly resource: ShownResource;
  readonly rule: ShownRule;
  /** Who claims it; none where it is free. */
  readonly holders: readonly { readonly item: ShownItem; readonly claim: ShownClaim }[];
}

/** Draws who claims what from what an account holds, by the uniqueness rules of the contract. */
export function drawPicture(state: Seed, resources: readonly ShownResource[]): Picture {
  const owners = new Map<string, ShownItem>();
  const kinds = resources.map((resource) => {
    const claimed = Object.fromEntries(resource.unique.map(({ name }) => [name, 0]));
    const readers = resource.unique.map((rule) => ({ rule, read: readerOf(rule) }));
    const items = Object.entries(state)
      .filter(([collection]) => isIn(resource, collection))
      .flatMap(([collection, { items }]) =>
        items.map((item): ShownItem => {
          const identity = item[resource.identity];
          const claims = Object.fromEntries(
            readers.map(({ rule, read }) => [rule.name, claimsOf(rule, read, item)]),
          );
          return { id: `${collection}/${identity}`, collection, identity, item, claims };
        }),
      );
    for (const item of items) {
      for (const rule of resource.unique) {
        const claims = item.claims[rule.name] ?? [];
        claimed[rule.name] = (claimed[rule.name] ?? 0) + claims.length;
        if (!holdsAmongItems(rule)) continue;
        // The first keeps it, as in the mock, should two hold the same since the contract changed.
        for (const { key } of claims) if (!owners.has(key)) owners.set(key, item);
      }
    }
    return { resource, items, claimed };
  });
  return { kinds, owners };
}

/** Whether a rule holds among the items, not only inside each of them. */
export function holdsAmongItems(rule: ShownRule): boolean {
  return rule.within !== 'item';
}

/** Looks for a value, or a part of a key that has several, under each rule that has it or could. */
export function findValue(picture: Picture, text: string): Found[] {
  return picture.kinds.flatMap(({ resource, items }) =>
    resource.unique.filter(holdsAmongItems).map((rule) => ({
      resource,
      rule,
      holders: items.flatMap((item) =>
        (item.claims[rule.name] ?? [])
          .filter(({ value, text: whole }) => whole === text || hasPart(value, text))
          .map((claim) => ({ item, claim })),
      ),
    })),
  );
}

/**
 * The claim that a request was refused for.
 * @param url where the request went: items of several collections may have the owner's identity
 */
export function findConflict(
  picture: Picture,
  conflict: Pick<Conflict, 'rule' | 'value' | 'owner'>,
  url: string,
): { readonly item: ShownItem; readonly claim: ShownClaim } | undefined {
  const wanted = canonical(conflict.value);
  const found = picture.kinds.flatMap(({ items }) =>
    items
      .filter(({ identity }) => identity === conflict.owner)
      .flatMap((item) => {
        const claim = item.claims[conflict.rule]?.find(({ value }) => canonical(value) === wanted);
        return claim === undefined ? [] : [{ item, claim }];
      }),
  );
  return found.find(({ item }) => url.startsWith(item.collection)) ?? found[0];
}

/** The field all of which a rule's claims tell, such as `ids` of `/ids/*`; empty where there is none. */
export function coveredField({ by }: ShownRule): string[] {
  const [field, list, ...deeper] = parsePointer(by[0] ?? '');
  const whole = by.length === 1 && (list ?? '*') === '*' && deeper.length === 0;
  return whole && field !== undefined ? [field] : [];
}

/** A value as people read it. */
export function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(inWords).join(' · ');
  if (value === null) return 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function claimsOf(rule: ShownRule, read: ClaimReader, item: JsonObject): ShownClaim[] {
  const { within } = rule;
  const limited = within !== null && within !== 'item' && !parsePointer(within).includes('*');
  const scope = limited ? valueAt(item, within) : undefined;
  const claims: ShownClaim[] = [];
  read(item, ({ key, value, pointer }) => {
    claims.push({
      key: `${rule.name} ${typeof key} ${key}`,
      value,
      text: inWords(value),
      pointer: pointer(),
      within: scope === undefined ? '' : inWords(scope),
    });
    return true;
  });
  return claims;
}

function readerOf({ name, by, within, nulls, message }: ShownRule): ClaimReader {
  return createClaimReader({
    name,
    by: by.map(parsePointer),
    within: within === null ? undefined : within === 'item' ? within : parsePointer(within),
    nulls,
    message,
    source: undefined,
    pointer: '',
  });
}

function hasPart(value: unknown, text: string): boolean {
  return Array.isArray(value) && value.some((part) => part !== null && inWords(part) === text);
}

function isIn(resource: ShownResource, collection: string): boolean {
  const segments = resource.collection.split('/');
  const given = collection.split('/');
  return (
    segments.length === given.length &&
    segments.every((one, i) => /^\{.*\}$/.test(one) || one === given[i])
  );
}
