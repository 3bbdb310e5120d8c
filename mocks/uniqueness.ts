import type { JsonObject, Resource, UniqueRule } from '../spec/index.ts';
import { type ClaimKey, type ClaimReader, createClaimReader } from './claims.ts';
import type { Conflict } from './problems.ts';
import type { Entry, Store } from './store.ts';

// A request of 10,000 taken ids is refused as clearly by the first hundred.
const mostConflicts = 100;

/** The uniqueness rules of one resource, enforced over a store. */
export interface Uniqueness {
  /** What an item claims that another entry, or another part of the item itself, claims already. */
  conflicts(store: Store, item: JsonObject, self: Entry | undefined): Conflict[];
  /** Enters the claims of an entry; those that another holds stay with it. */
  claim(store: Store, entry: Entry): void;
  /** Gives up the claims of an entry. */
  release(store: Store, entry: Entry): void;
}

/** Prepares the uniqueness rules of a resource. */
export function createUniqueness(resource: Resource): Uniqueness {
  const rules = resource.unique.map((rule) => ({ rule, read: createClaimReader(rule) }));
  const identity = resource.identity.name;
  return {
    conflicts(store, item, self) {
      const conflicts: Conflict[] = [];
      for (const { rule, read } of rules) {
        if (rule.within === 'item') inside(rule, read, item, conflicts);
        else among(rule, read, store, item, self, identity, conflicts);
      }
      return conflicts;
    },
    claim(store, entry) {
      for (const { rule, read } of rules) {
        if (rule.within === 'item') continue;
        read(entry.item, ({ key }) => {
          if (store.owner(rule.name, key) === undefined) store.claim(rule.name, key, entry);
          return true;
        });
      }
    },
    release(store, entry) {
      for (const { rule, read } of rules) {
        if (rule.within === 'item') continue;
        read(entry.item, ({ key }) => {
          if (store.owner(rule.name, key) === entry) store.release(rule.name, key);
          return true;
        });
      }
    },
  };
}

function among(
  rule: UniqueRule,
  read: ClaimReader,
  store: Store,
  item: JsonObject,
  self: Entry | undefined,
  identity: string,
  conflicts: Conflict[],
): void {
  read(item, (claim) => {
    const holder = store.owner(rule.name, claim.key);
    if (holder === undefined || holder === self) return true;
    const owner = holder.item[identity];
    conflicts.push(conflict(rule, claim.pointer(), claim.value, owner));
    return conflicts.length < mostConflicts;
  });
}

function inside(
  rule: UniqueRule,
  read: ClaimReader,
  item: JsonObject,
  conflicts: Conflict[],
): void {
  const first = new Map<ClaimKey, string>();
  read(item, (claim) => {
    const owner = first.get(claim.key);
    if (owner === undefined) {
      first.set(claim.key, claim.pointer());
      return true;
    }
    conflicts.push(conflict(rule, claim.pointer(), claim.value, owner));
    return conflicts.length < mostConflicts;
  });
}

function conflict(rule: UniqueRule, pointer: string, value: unknown, owner: unknown): Conflict {
  const message = rule.message.replaceAll(/\{(?:value|owner)\}/g, (word) =>
    inWords(word === '{value}' ? value : owner),
  );
  return { rule: rule.name, pointer, value, owner, message };
}

function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(inWords).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
