import { type Contract, ContractDefect, type Seed } from '../../spec/index.ts';
import type { Store } from '../accounts/store.ts';
import { Refusal } from '../problems/problem.ts';
import type { State } from './resource-state.ts';

/**
 * Asserts that the initial state and every preset keep the uniqueness rules.
 * @param presets the files of the presets, by name
 * @throws ContractDefect that names the file
 */
export function assertSeeds(
  contract: Contract,
  state: State,
  createStore: () => Store,
  presets: Readonly<Record<string, string>> = {},
): void {
  // The last file is that of the initial state, if there is one.
  const file = (Object.keys(contract.initial).length > 0 && contract.files.at(-1)) || contract.file;
  assertSeed(state, createStore(), state.initial, 'initial state', file);
  for (const [name, file] of Object.entries(presets)) {
    assertSeed(state, createStore(), contract.presets[name] ?? {}, `preset "${name}"`, file);
  }
}

function assertSeed(state: State, store: Store, seed: Seed, what: string, file: string): void {
  try {
    state.seed(store, seed);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new ContractDefect(
      { file },
      `the ${what} breaks a uniqueness rule (${error.message})`,
      'let no two items claim the same',
    );
  }
}
