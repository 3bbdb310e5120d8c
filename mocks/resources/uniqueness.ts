import type { JsonObject, Resource, UniqueRule } from '../../spec/index.ts';
import type { ClaimKey, Entry, Store } from '../accounts/store.ts';
import type { Conflict } from '../problems/problem.ts';
import { type Claim, type ClaimReader, createClaimReader } from './claims.ts';

// The first hundred explain a request with 10,000 taken ids just as well.
const maxConflicts = 100;

/** The uniqueness rules of one resource, enforced over a store. */
export type Uniqueness = ReturnType<typeof createUniqueness>;

/** Prepares the uniqueness rules of a resource. */
export function createUniqueness(resource: Resource) {
  const rules = resource.unique.map((rule) => ({
    rule,
    read: createClaimReader(rule),
    message: prepareMessage(rule.message),
  }));
  const identity = resource.identity.name;

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
    conflicts(store: Store, item: JsonObject, self: Entry | undefined): Conflict[] {
      const conflicts: Conflict[] = [];
      for (const prepared of rules) {
        if (prepared.rule.within === 'item') findConflictsInItem(prepared, item, conflicts);
        else findConflictsAmongItems(prepared, store, item, self, identity, conflicts);
      }
      return conflicts;
    },
    /** Adds the claims of an entry that conflicts with no other. */
    claim: (store: Store, entry: Entry): void =>
      eachClaim(entry.item, (rule, key) => store.claim(rule, key, entry)),
    /** Adds the claims of an entry, except those that another entry owns. */
    claimUnowned: (store: Store, entry: Entry): void =>
      eachClaim(entry.item, (rule, key) => {
        if (store.owner(rule, key) === undefined) store.claim(rule, key, entry);
      }),
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

interface PreparedRule {
  readonly rule: UniqueRule;
  readonly read: ClaimReader;
  readonly message: (value: unknown, owner: unknown) => string;
}

function keysOf(read: ClaimReader, item: JsonObject): ClaimKey[] {
  const keys: ClaimKey[] = [];
  read(item, ({ key }) => {
    keys.push(key);
    return true;
  });
  return keys;
}

function findConflictsAmongItems(
  prepared: PreparedRule,
  store: Store,
  item: JsonObject,
  self: Entry | undefined,
  identity: string,
  conflicts: Conflict[],
): void {
  prepared.read(item, (claim) => {
    const holder = store.owner(prepared.rule.name, claim.key);
    if (holder === undefined || holder === self) return true;
    const owner = holder.item[identity];
    conflicts.push(conflict(prepared, claim, owner));
    return conflicts.length < maxConflicts;
  });
}

function findConflictsInItem(
  prepared: PreparedRule,
  item: JsonObject,
  conflicts: Conflict[],
): void {
  const first = new Map<ClaimKey, string>();
  prepared.read(item, (claim) => {
    const owner = first.get(claim.key);
    if (owner === undefined) {
      first.set(claim.key, claim.pointer());
      return true;
    }
    conflicts.push(conflict(prepared, claim, owner));
    return conflicts.length < maxConflicts;
  });
}

function conflict(
  { rule, message }: PreparedRule,
  { pointer, value }: Claim,
  owner: unknown,
): Conflict {
  return { rule: rule.name, pointer: pointer(), value, owner, message: message(value, owner) };
}

// Messages are built thousands of times a second, so the template is parsed once.
function prepareMessage(template: string): PreparedRule['message'] {
  const parts = template.split(/(\{(?:value|owner)\})/);
  return (value, owner) => {
    let message = '';
    for (const part of parts) {
      if (part === '{value}') message += toText(value);
      else message += part === '{owner}' ? toText(owner) : part;
    }
    return message;
  };
}

function toText(value: unknown): string {
  if (Array.isArray(value)) return value.map(toText).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
