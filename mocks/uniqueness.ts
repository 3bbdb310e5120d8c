import type { JsonObject, Resource, UniqueRule } from '../spec/index.ts';
import { type Claim, type ClaimKey, type ClaimReader, createClaimReader } from './claims.ts';
import type { Conflict } from './problems.ts';
import type { Entry, Store } from './store.ts';

// A request of 10,000 taken ids is refused as clearly by the first hundred.
const mostConflicts = 100;

/** The uniqueness rules of one resource, enforced over a store. */
export interface Uniqueness {
  /** What an item claims that another entry, or another part of the item itself, claims already. */
  conflicts(store: Store, item: JsonObject, self: Entry | undefined): Conflict[];
  /** Enters the claims of an entry that conflicts with no other. */
  claim(store: Store, entry: Entry): void;
  /** Enters the claims of an entry; those that another holds stay with it. */
  claimFree(store: Store, entry: Entry): void;
  /** Gives up the claims of an entry. */
  release(store: Store, entry: Entry): void;
}

/** Prepares the uniqueness rules of a resource. */
export function createUniqueness(resource: Resource): Uniqueness {
  const rules = resource.unique.map((rule) => ({
    rule,
    read: createClaimReader(rule),
    message: prepareMessage(rule.message),
  }));
  const identity = resource.identity.name;

  function eachClaim({ item }: Entry, visit: (rule: string, key: ClaimKey) => void): void {
    for (const { rule, read } of rules) {
      if (rule.within === 'item') continue;
      read(item, ({ key }) => {
        visit(rule.name, key);
        return true;
      });
    }
  }

  return {
    conflicts(store, item, self) {
      const conflicts: Conflict[] = [];
      for (const prepared of rules) {
        if (prepared.rule.within === 'item') inside(prepared, item, conflicts);
        else among(prepared, store, item, self, identity, conflicts);
      }
      return conflicts;
    },
    claim: (store, entry) => eachClaim(entry, (rule, key) => store.claim(rule, key, entry)),
    claimFree: (store, entry) =>
      eachClaim(entry, (rule, key) => {
        if (store.owner(rule, key) === undefined) store.claim(rule, key, entry);
      }),
    release: (store, entry) =>
      eachClaim(entry, (rule, key) => {
        if (store.owner(rule, key) === entry) store.release(rule, key);
      }),
  };
}

interface PreparedRule {
  readonly rule: UniqueRule;
  readonly read: ClaimReader;
  readonly message: (value: unknown, owner: unknown) => string;
}

function among(
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
    return conflicts.length < mostConflicts;
  });
}

function inside(prepared: PreparedRule, item: JsonObject, conflicts: Conflict[]): void {
  const first = new Map<ClaimKey, string>();
  prepared.read(item, (claim) => {
    const owner = first.get(claim.key);
    if (owner === undefined) {
      first.set(claim.key, claim.pointer());
      return true;
    }
    conflicts.push(conflict(prepared, claim, owner));
    return conflicts.length < mostConflicts;
  });
}

function conflict(
  { rule, message }: PreparedRule,
  { pointer, value }: Claim,
  owner: unknown,
): Conflict {
  return { rule: rule.name, pointer: pointer(), value, owner, message: message(value, owner) };
}

// A message is put together thousands of times a second; where its gaps are is found out once.
function prepareMessage(template: string): PreparedRule['message'] {
  const parts = template.split(/(\{(?:value|owner)\})/);
  return (value, owner) => {
    let message = '';
    for (const part of parts) {
      if (part === '{value}') message += inWords(value);
      else message += part === '{owner}' ? inWords(owner) : part;
    }
    return message;
  };
}

function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(inWords).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
