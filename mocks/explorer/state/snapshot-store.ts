import { createStore, delMany, entries, get, setMany } from 'idb-keyval';
import type { Seed } from '../../../spec/index.ts';
import { contract } from '../data/session.ts';

/** A state of an account that the browser keeps under a name. */
export interface NamedSnapshot {
  readonly name: string;
  /** When it was saved, in milliseconds since 1970. */
  readonly time: number;
  /** What the account was called. */
  readonly account: string;
  readonly items: number;
  readonly seed: Seed;
}

const store = createStore('explorer', 'snapshots');

// Other mocks may have been served at the same address.
const keyOf = (name: string): string[] => [contract.value?.title ?? '', name];

/** The named snapshots of this contract, latest first. */
export async function listSnapshots(): Promise<NamedSnapshot[]> {
  const all = await entries<string[], NamedSnapshot>(store);
  return all
    .filter(([[title]]) => title === contract.value?.title)
    .map(([, one]) => one)
    .toSorted((a, b) => b.time - a.time);
}

/** The snapshot with a name; undefined if there is none. */
export function findSnapshot(name: string): Promise<NamedSnapshot | undefined> {
  return get(keyOf(name), store);
}

/** Keeps a snapshot. Its name gets a number if it is taken; returns the name. */
export async function keepSnapshot(snapshot: NamedSnapshot): Promise<string> {
  const taken = new Set((await listSnapshots()).map(({ name }) => name));
  let { name } = snapshot;
  for (let count = 2; taken.has(name); count++) name = `${snapshot.name} (${count})`;
  await setMany([[keyOf(name), { ...snapshot, name }]], store);
  return name;
}

/** Deletes snapshots by their names. */
export function deleteSnapshots(...names: readonly string[]): Promise<void> {
  return delMany(names.map(keyOf), store);
}

/** Gives a snapshot another name. Returns it: it has a number if it is taken. */
export async function renameSnapshot(from: string, name: string): Promise<string> {
  const found = await findSnapshot(from);
  if (found === undefined || name === from) return from;
  const kept = await keepSnapshot({ ...found, name });
  await deleteSnapshots(from);
  return kept;
}

/** How many items a state has. */
export function itemsIn(seed: Seed): number {
  return Object.values(seed).reduce((sum, { items }) => sum + items.length, 0);
}
