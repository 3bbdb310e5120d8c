import { readPacts } from '../../../contracts/pact/pact-file.ts';
import { findDemands } from '../../../contracts/pact/promised.ts';
import { loadContract, ownContract } from '../../../spec/index.ts';

const contract = await loadContract(ownContract);

/** Returns what the interactions of a pact ask for beyond the contract, each with its description. */
export async function demandsOf(pact: string): Promise<string[]> {
  const interactions = readPacts([{ origin: 'the pact', pact: JSON.parse(pact) }]);
  const found = await findDemands({ contract }, interactions);
  return interactions.flatMap((one) =>
    (found.get(one) ?? [])
      .filter(({ quiet }) => quiet !== true)
      .map(({ says }) => `${one.written.description}: ${says}`),
  );
}
