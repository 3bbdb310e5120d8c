import type { JsonObject, Seed } from '../../../spec/index.ts';
import { matchPath } from '../../../spec/shared/path-template.ts';
import { contract } from '../data/session.ts';
import { texts } from '../data/texts.ts';
import { type AccountState, askAccount } from './account-state.ts';
import { findSnapshot } from './snapshot-store.ts';

/** A state that can be compared: of now, of the history, of a named snapshot, or of another account. */
export type StateKey = 'now' | `state:${number}` | `snapshot:${string}` | `account:${string}`;

/** Items by collection and identity, so that a difference has a place that people recognize. */
export type ItemsById = Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;

/**
 * Loads a state of an account.
 * @throws Error if there is none
 */
export async function loadState(
  account: Pick<AccountState, 'id' | 'token'>,
  key: StateKey,
  signal: AbortSignal,
): Promise<ItemsById> {
  return byId(await loadSeed(account, key, signal));
}

async function loadSeed(
  account: Pick<AccountState, 'id' | 'token'>,
  key: StateKey,
  signal: AbortSignal,
): Promise<Seed> {
  const [kind, ...rest] = key.split(':');
  const name = rest.join(':');
  if (kind === 'snapshot') {
    const found = await findSnapshot(name);
    if (found === undefined) throw new Error(texts.value.state.snapshotGone(name));
    return found.seed;
  }
  const of = kind === 'account' ? { id: name, token: undefined } : account;
  return askAccount(of, kind === 'state' ? `snapshot?state=${name}` : 'snapshot', { signal });
}

function byId(seed: Seed): ItemsById {
  const resources = contract.value?.resources ?? [];
  return Object.fromEntries(
    Object.entries(seed).map(([path, { items }]) => {
      const found = resources.find(({ collection }) => matchPath(collection, path) !== undefined);
      const identity = found?.identity ?? 'id';
      return [path, Object.fromEntries(items.map((item) => [String(item[identity]), item]))];
    }),
  );
}
