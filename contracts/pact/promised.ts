import { findOperation } from '../../spec/index.ts';
import type { Provider } from '../provider/provider.ts';
import { createComparison } from './comparator.ts';
import { contradicted } from './contradicted.ts';
import type { Demand } from './demand.ts';
import type { PactInteraction } from './pact-file.ts';
import { isBuiltIn } from './pact-sources.ts';
import { pinnedBy } from './pinned.ts';

/** Finds what interactions ask for beyond the contract: it contradicts the document, or is open. */
export async function findDemands(
  { contract }: Pick<Provider, 'contract'>,
  interactions: readonly PactInteraction[],
): Promise<Map<PactInteraction, readonly Demand[]>> {
  const found = new Map<PactInteraction, readonly Demand[]>();
  const isOwn = (one: PactInteraction) => !isBuiltIn(one.document);
  const compare = interactions.some(isOwn) ? await createComparison({ contract }) : undefined;
  for (const one of interactions) {
    const { operation } = findOperation(contract, one.method, one.path) ?? {};
    const contradictions = compare && isOwn(one) ? await compare(one) : [];
    const against = contradictions.map((each) => contradicted(contract, one, operation, each));
    const pinned = operation === undefined ? [] : pinnedBy(contract, one, operation);
    const isStatus = ({ part }: Demand) => part === 'status';
    const isOpen = pinned.some(isStatus);
    const isUndocumented = against.some(isStatus);
    // A refusal is promised where the document forbids the request, but not where it is a doubt.
    const requests = against.filter(
      ({ part }, i) => part === 'request' && contradictions[i]?.kind !== 'token',
    );
    const isLawful = !one.accepted && !requests.every(({ doubt }) => doubt !== undefined);
    found.set(one, [
      ...against.filter(
        (each) => !(isLawful && requests.includes(each)) && !(isOpen && isStatus(each)),
      ),
      ...pinned.map((each) => ({ ...each, quiet: each.quiet === true && !isUndocumented })),
    ]);
  }
  return found;
}
