import { statSync } from 'node:fs';
import { type Catalogue, type Contract, loadCatalogue, loadContract } from '../../spec/index.ts';

/** A contract with the catalogue that it names, which is read when it is first asked for. */
export interface Loaded {
  readonly contract: Contract;
  readonly catalogue: Catalogue;
}

const known = new Map<string, { readonly loaded: Loaded; readonly stamp: string }>();

/**
 * Loads a contract with its catalogue; what was loaded before is given again while its files are as
 * they were.
 * @throws ContractDefect for a defective contract; a defective catalogue throws it when asked for
 */
export async function loadAll(spec: string): Promise<Loaded> {
  const before = known.get(spec);
  if (before !== undefined && before.stamp === stampOf(before.loaded)) return before.loaded;
  const contract = await loadContract(spec);
  let catalogue: Catalogue | undefined;
  const loaded = {
    contract,
    // Several hundred cases are not read for a flag that is misspelt.
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
