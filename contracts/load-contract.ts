import { statSync } from 'node:fs';
import { type Catalogue, type Contract, loadCatalogue, loadContract } from '../spec/index.ts';

/** A contract with the catalogue that it names. */
export interface Loaded {
  readonly contract: Contract;
  readonly catalogue: Catalogue;
}

const known = new Map<string, { readonly loaded: Loaded; readonly stamp: string }>();

/**
 * Loads a contract with its catalogue; what was loaded before is given again while its files are as
 * they were.
 * @throws ContractDefect for a defective contract
 */
export async function loadAll(spec: string): Promise<Loaded> {
  const before = known.get(spec);
  if (before !== undefined && before.stamp === stampOf(before.loaded)) return before.loaded;
  const contract = await loadContract(spec);
  const loaded = { contract, catalogue: loadCatalogue(contract) };
  known.set(spec, { loaded, stamp: stampOf(loaded) });
  return loaded;
}

function stampOf({ contract: { files, verification } }: Loaded): string {
  const all = [...files, ...Object.values(verification).filter((one) => one !== undefined)];
  return all.map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs).join();
}
