import {
  fillPath,
  type Identifier,
  identityIn,
  isObject,
  type JsonObject,
  type Resource,
} from '../../spec/index.ts';
import type { Exchange } from '../http/exchange.ts';
import { parentPathOf } from '../model/parent-path.ts';
import { deleteIfOurs } from '../provider/clean-up.ts';
import { type Item, label } from '../provider/item.ts';
import type { Provider } from '../provider/provider.ts';
import { RunEnd } from '../provider/run-gate.ts';
import { restoreLent } from './lent-items.ts';

/** The id of the finding that a refused request added something. */
export const leftByRefusal = 'refused-leaves-nothing';

/** A collection of an account as the provider lists it. */
interface Listed {
  readonly resource: Resource;
  readonly account: Item['account'];
  /** The values of the parameters above the collection. */
  readonly path: JsonObject;
  /** Undefined if the list cannot be read. */
  readonly items: readonly JsonObject[] | undefined;
}

/**
 * Records what exists before the run, so that nothing of it is ever touched.
 * @param check hears of each exchange, and may throw
 */
export async function recordExisting(
  provider: Provider,
  check: (exchange: Exchange) => void,
): Promise<void> {
  for (const { resource, account, path, items } of await listAll(provider, check)) {
    for (const item of items ?? []) {
      provider.ledger.addForeign(account, resource, path, identityIn(resource, item));
    }
  }
}

/**
 * Compares the lists with those before the run, deletes what the verifier added and still is there,
 * and says what stays.
 * @returns what stays, and what else was added meanwhile, a sentence each
 */
export async function sweep(provider: Provider): Promise<{ left: string[]; notes: string[] }> {
  const notes: string[] = [];
  let restored: ReadonlySet<string> = new Set();
  if (!provider.ledger.wrote) return { left: [], notes };
  try {
    await provider.gate.cleanUp(async () => {
      restored = await restoreLent(provider);
      for (const listed of await listAll(provider))
        notes.push(...(await sweepOne(provider, listed)));
    });
  } catch (error) {
    if (!(error instanceof RunEnd)) throw error;
    if (provider.transport.responses > 0) {
      provider.leftovers.push('The lists could not be compared with those before the run.');
    }
  }
  const left = [...provider.leftovers, ...undeletableOf(provider, restored)];
  return { left: [...new Set(left)], notes };
}

async function sweepOne(
  provider: Provider,
  { resource, account, path, items }: Listed,
): Promise<string[]> {
  const { ledger, leftovers } = provider;
  const { collection } = resource;
  const notes: string[] = [];
  if (items === undefined) {
    leftovers.push(...(account === 'first' ? unreadableOf(provider, resource) : []));
    return [];
  }
  for (const item of items) {
    const identity = identityIn(resource, item);
    if (ledger.isForeign(account, resource, path, identity)) continue;
    const name = `${fillPath(collection, path)}/${String(identity)}`;
    const lent = (kind: string) => ledger.lentFor(kind);
    const became = await deleteIfOurs(provider, resource, item, lent, account);
    const isMentioned = leftovers.some((one) => one.startsWith(`${name} `));
    if (became === 'deleted') continue;
    if (became === 'foreign' && !ledger.isOwn(resource, path, identity)) {
      notes.push(`${name} is new, but not the verifier's own by all signs; it was not touched.`);
    } else if (!isMentioned && !provider.undeletable.some((one) => label(one) === name)) {
      leftovers.push(`${name} stays.`);
    }
  }
  return notes;
}

function unreadableOf({ ledger }: Provider, { collection, identity }: Resource): string[] {
  const [unread, unclear] = [ledger.unreadable, ledger.unanswered].map(
    (counts) => counts.get(collection) ?? 0,
  );
  return [
    ...(unread
      ? [
          `What ${unread} accepted additions to ${collection} made stays: no response had a readable ${identity.name}.`,
        ]
      : []),
    ...(unclear
      ? [
          `What ${unclear} additions to ${collection} made may stay: they were neither accepted nor refused.`,
        ]
      : []),
  ];
}

function undeletableOf(provider: Provider, restored: ReadonlySet<string>): string[] {
  const undeletable = provider.undeletable.map(
    (item) => `${label(item)} stays, because the provider has no way to delete it.`,
  );
  const items = provider.catalogue.identifiers.flatMap(({ item, name }) => {
    const isChanged = (id: Identifier) =>
      provider.edited.has(`${item}/${id}`) && !restored.has(`${item}/${id}`);
    const edited = provider.pools.get(name)?.all.filter(isChanged);
    return edited === undefined || edited.length === 0
      ? []
      : [`${item}/${edited.join(', ')} keeps the settings of the last edit.`];
  });
  return [...undeletable, ...items];
}

// Every collection to which the verifier may add, in each account that it has a token for.
async function listAll(
  provider: Provider,
  check: (exchange: Exchange) => void = () => {},
): Promise<Listed[]> {
  const { contract, tokens } = provider;
  const accounts =
    tokens.second === undefined ? (['first'] as const) : (['first', 'second'] as const);
  const lists: Listed[] = [];
  for (const resource of contract.resources) {
    const operation = provider.operation(resource, 'list');
    const path = parentPathOf(contract, resource);
    if (resource.actions.add === undefined) continue;
    for (const account of accounts) {
      if (operation === undefined || path === undefined) {
        lists.push({ resource, account, path: path ?? {}, items: undefined });
        continue;
      }
      const note = 'what the account holds';
      const sent = await provider.send({ operation, path, account, note });
      const { exchange, outcome, item: listed } = sent;
      check(exchange);
      const items = outcome === 'accepted' && Array.isArray(listed) && listed.filter(isObject);
      lists.push({ resource, account, path, items: items || undefined });
    }
  }
  return lists;
}
