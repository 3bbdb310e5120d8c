import type { JsonObject, Resource, UniqueRule } from '../../spec/index.ts';
import type { ClaimKey, Entry, Store } from '../accounts/store.ts';
import type { Conflict, Unrendered } from '../problems/problem.ts';
import type { Message } from '../problems/texts/message.ts';
import { type Claim, type ClaimReader, createClaimReader } from './claims.ts';

// The first hundred explain a request with 10,000 taken ids just as well.
const maxConflicts = 100;

const places = /(\{(?:value|owner)\})/;

/** The uniqueness rules of one resource, enforced over a store. */
export type Uniqueness = ReturnType<typeof createUniqueness>;

/** Prepares the uniqueness rules of a resource. */
export function createUniqueness(resource: Resource) {
  const rules = resource.unique.map((rule) => ({
    rule,
    read: createClaimReader(rule),
    message: prepareMessage(rule),
  }));
  const identity = resource.identity.name;

  // The identity of another entry that holds a claim.
  function ownerAmongItems(holder: Entry | undefined, self: Entry | undefined): unknown {
    return holder === self ? undefined : holder?.item[identity];
  }

  function eachClaim(item: JsonObject, visit: (rule: string, key: ClaimKey) => void): void {
    for (const { rule, read } of rules) {
      if (rule.within === 'item') continue;
      read(item, ({ key }) => {
        visit(rule.name, key);
        return true;
      });
    }
  }

  return {
    /** Finds what an item claims that another entry, or another part of the item, claims already. */
    conflicts(store: Store, item: JsonObject, self: Entry | undefined): Unrendered<Conflict>[] {
      const conflicts: Unrendered<Conflict>[] = [];
      for (const { rule, read, message } of rules) {
        const first = rule.within === 'item' ? new Map<ClaimKey, string>() : undefined;
        read(item, (claim) => {
          const owner =
            first === undefined
              ? ownerAmongItems(store.owner(rule.name, claim.key), self)
              : firstPlace(claim, first);
          if (owner === undefined) return true;
          const { value } = claim;
          const pointer = claim.pointer();
          const conflict = { rule: rule.name, pointer, value, owner };
          conflicts.push({ ...conflict, message: message(value, owner) });
          return conflicts.length < maxConflicts;
        });
      }
      return conflicts;
    },
    /** Adds the claims of an entry that conflicts with no other. */
    claim: (store: Store, entry: Entry): void =>
      eachClaim(entry.item, (rule, key) => store.claim(rule, key, entry)),
    /** Adds the claims of an entry, except those that another entry owns; false if there are such. */
    claimUnowned(store: Store, entry: Entry): boolean {
      let areAllIts = true;
      eachClaim(entry.item, (rule, key) => {
        const owner = store.owner(rule, key);
        if (owner === undefined) store.claim(rule, key, entry);
        else if (owner !== entry) areAllIts = false;
      });
      return areAllIts;
    },
    /** Adds the claims of an edited entry that conflicts with no other, and releases its old ones. */
    move(store: Store, entry: Entry, before: JsonObject): void {
      // Releasing all claims and adding most of them again would shrink and grow a large table.
      for (const { rule, read } of rules) {
        if (rule.within === 'item') continue;
        const now = keysOf(read, entry.item);
        for (const key of now) store.claim(rule.name, key, entry);
        const old = keysOf(read, before);
        if (old.length === now.length && old.every((key, i) => key === now[i])) continue;
        const kept = new Set(now);
        for (const key of old) {
          if (!kept.has(key) && store.owner(rule.name, key) === entry) {
            store.release(rule.name, key);
          }
        }
      }
    },
    /** Releases the claims of an entry. */
    release: (store: Store, entry: Entry): void =>
      eachClaim(entry.item, (rule, key) => {
        if (store.owner(rule, key) === entry) store.release(rule, key);
      }),
  };
}

function keysOf(read: ClaimReader, item: JsonObject): ClaimKey[] {
  const keys: ClaimKey[] = [];
  read(item, ({ key }) => {
    keys.push(key);
    return true;
  });
  return keys;
}

// The place in the same item that claims a key already; undefined for its first claim.
function firstPlace({ key, pointer }: Claim, first: Map<ClaimKey, string>): string | undefined {
  const place = first.get(key);
  if (place === undefined) first.set(key, pointer());
  return place;
}

// Messages are rendered thousands of times a second, so each template is parsed once.
function prepareMessage({ message, translations = {} }: UniqueRule) {
  const own = message.split(places);
  const others = new Map(
    Object.entries(translations).map(([language, text]) => [language, text.split(places)]),
  );
  return (value: unknown, owner: unknown): Message =>
    ({ language }) => {
      let text = '';
      for (const part of others.get(language) ?? own) {
        if (part === '{value}') text += toText(value);
        else text += part === '{owner}' ? toText(owner) : part;
      }
      return text;
    };
}

function toText(value: unknown): string {
  if (Array.isArray(value)) return value.map(toText).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
