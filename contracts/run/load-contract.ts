import { statSync } from 'node:fs';
import { type Catalogue, type Contract, loadCatalogue, loadContract } from '../../spec/index.ts';

/** A contract with its catalogue, which is read on first use. */
export interface Loaded {
  readonly contract: Contract;
  readonly catalogue: Catalogue;
}

const known = new Map<string, { readonly loaded: Loaded; readonly stamp: string }>();

/**
 * Loads a contract with its catalogue, from a cache as long as its files do not change.
 * @throws ContractDefect for a defective contract; reading `catalogue` throws it for a defective one
 */
export async function loadAll(spec: string): Promise<Loaded> {
  const before = known.get(spec);
  if (before !== undefined && before.stamp === stampOf(before.loaded)) return before.loaded;
  const contract = await loadContract(spec);
  let catalogue: Catalogue | undefined;
  const loaded = {
    contract,
    // Lazy: a misspelt option should not read several hundred cases.
    get catalogue() {
      catalogue ??= loadCatalogue(contract);
      return catalogue;
    },
  };
  known.set(spec, { loaded, stamp: stampOf(loaded) });
  return loaded;
}

function stampOf({ contract: { files, verification } }: Loaded): string {
  const all = [...files, ...Object.values(verification).filter((one) => one !== undefined)];
  return all.map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs).join();
}
