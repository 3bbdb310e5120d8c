import type { JsonObject, Seed, UniqueRule } from '../../../spec/index.ts';
import { formatPointer, valueAt } from '../../../spec/shared/json-pointer.ts';
import { matchPath } from '../../../spec/shared/path-template.ts';
import type { ResourceView } from '../../control/contract-view.ts';
import type { Conflict } from '../../problems/problem.ts';
import { type ClaimReader, canonical, createClaimReader } from '../../resources/claims.ts';

/** A value that an item claims under a uniqueness rule. */
export interface ItemClaim {
  /** Rule, value and scope as one text; claims with the same key conflict. */
  readonly key: string;
  readonly value: unknown;
  /** The value as readable text. */
  readonly text: string;
  /** JSON Pointer into the item. */
  readonly pointer: string;
  /** What the rule is limited to, such as the room of a seat; '' for an unlimited rule. */
  readonly within: string;
}

/** A stored item, with its claims under each rule of its resource. */
export interface ClaimingItem {
  /** Collection and identity; unique within an account. */
  readonly id: string;
  readonly collection: string;
  readonly identity: unknown;
  readonly item: JsonObject;
  readonly claims: Readonly<Record<string, readonly ItemClaim[]>>;
}

/** The items of one resource of an account. */
export interface ResourceClaims {
  readonly resource: ResourceView;
  readonly items: readonly ClaimingItem[];
  /** The number of claims under each rule. */
  readonly claimed: Readonly<Record<string, number>>;
}

/** Who holds a value under a rule. */
export interface ValueHolders {
  readonly resource: ResourceView;
  readonly rule: UniqueRule;
  /** Empty if the value is free. */
  readonly holders: readonly { readonly item: ClaimingItem; readonly claim: ItemClaim }[];
}

/** Finds the claims of what an account holds, by the uniqueness rules of the contract. */
export function findClaims(state: Seed, resources: readonly ResourceView[]): ResourceClaims[] {
  return resources.map((resource) => {
    const readers = resource.unique.map((rule) => ({ rule, read: createClaimReader(rule) }));
    const items = Object.entries(state)
      .filter(([path]) => matchPath(resource.collection, path) !== undefined)
      .flatMap(([collection, { items }]) =>
        items.map((item): ClaimingItem => {
          const identity = item[resource.identity];
          const claims = Object.fromEntries(
            readers.map(({ rule, read }) => [rule.name, claimsOf(rule, read, item)]),
          );
          return { id: `${collection}/${identity}`, collection, identity, item, claims };
        }),
      );
    const claimed = Object.fromEntries(
      resource.unique.map(({ name }) => [
        name,
        items.reduce((sum, { claims }) => sum + (claims[name]?.length ?? 0), 0),
      ]),
    );
    return { resource, items, claimed };
  });
}

/** Whether a rule applies across items, not only within each of them. */
export function isAcrossItems(rule: UniqueRule): boolean {
  return rule.within !== 'item';
}

/** Finds who holds a value, or a part of a composite key, under each rule. */
export function findValue(all: readonly ResourceClaims[], text: string): ValueHolders[] {
  return all.flatMap(({ resource, items }) =>
    resource.unique.filter(isAcrossItems).map((rule) => ({
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
 * Finds the claim that a request conflicted with.
 * @param url the URL of the request: items of several collections may have the owner's identity
 */
export function findConflict(
  all: readonly ResourceClaims[],
  conflict: Pick<Conflict, 'rule' | 'value' | 'owner'>,
  url: string,
): { readonly item: ClaimingItem; readonly claim: ItemClaim } | undefined {
  const wanted = canonical(conflict.value);
  const found = all.flatMap(({ items }) =>
    items
      .filter(({ identity }) => identity === conflict.owner)
      .flatMap((item) => {
        const claim = item.claims[conflict.rule]?.find(({ value }) => canonical(value) === wanted);
        return claim === undefined ? [] : [{ item, claim }];
      }),
  );
  return found.find(({ item }) => url.startsWith(item.collection)) ?? found[0];
}

/** The field that a rule's claims show completely, such as `ids` for `/ids/*`; empty for none. */
export function coveredField({ by }: UniqueRule): string[] {
  const [field, list, ...deeper] = by[0] ?? [];
  const isWhole = by.length === 1 && (list ?? '*') === '*' && deeper.length === 0;
  return isWhole && field !== undefined ? [field] : [];
}

/** A value as readable text. */
export function formatValue(value: unknown): string {
  if (Array.isArray(value)) return value.map(formatValue).join(' · ');
  if (value === null) return 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function claimsOf(rule: UniqueRule, read: ClaimReader, item: JsonObject): ItemClaim[] {
  const { within } = rule;
  const isLimited = Array.isArray(within) && !within.includes('*');
  const scope = isLimited ? valueAt(item, formatPointer(within)) : undefined;
  const claims: ItemClaim[] = [];
  read(item, ({ key, value, pointer }) => {
    claims.push({
      key: `${rule.name} ${typeof key} ${key}`,
      value,
      text: formatValue(value),
      pointer: pointer(),
      within: scope === undefined ? '' : formatValue(scope),
    });
    return true;
  });
  return claims;
}

function hasPart(value: unknown, text: string): boolean {
  return Array.isArray(value) && value.some((part) => part !== null && formatValue(part) === text);
}
