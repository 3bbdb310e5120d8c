import { type Contract, identifierFields, type Resource } from '../../spec/index.ts';
import { parentPathOf } from '../model/parent-path.ts';
import { cleanUp } from '../provider/clean-up.ts';
import type { Provider } from '../provider/provider.ts';
import { documentedCall } from '../provider/request-body.ts';
import { compareStoredState, probeState } from '../provider/stored-state.ts';
import { openContext } from '../provider/with-context.ts';
import { type Check, type Finding, finding, kept, noTestData } from './check.ts';
import { about } from './claimable.ts';

// Others must not run short of identifiers meanwhile.
const fewest = 60;

/** Tests that claims from the beginning of a run hold at its end: that they neither expire nor get lost. */
export function lastingClaims(contract: Contract): Check[] {
  return contract.resources
    .filter(({ actions, unique }) => actions.add !== undefined && unique.length > 0)
    .filter((resource) => parentPathOf(contract, resource) !== undefined)
    .map((resource, _, all) => ({
      id: `claims-last${all.length > 1 ? resource.collection.replaceAll(/[^a-z]+/gi, '-') : ''}`,
      says: 'What an item claims at the beginning of a run, it still claims at the end.',
      source: resource.unique[0]?.source,
      promises: [],
      ...about({ resource, rule: '' }),
      begin: (provider) => holdClaims(provider, resource),
      run: async (provider) => (await holdClaims(provider, resource))(),
    }));
}

/** Adds an item with claims. Returns what tests them later and deletes the item. */
export async function holdClaims(
  provider: Provider,
  resource: Resource,
): Promise<() => Promise<Finding>> {
  const fields = identifierFields(provider.catalogue, resource).filter(
    ({ kind }) => kind.exclusive,
  );
  const operation = provider.operation(resource, 'add');
  const canAdd = operation !== undefined && !provider.unusable.has(resource);
  if (!canAdd || fields.length === 0) return async () => noTestData;
  const pools = fields.flatMap(({ kind }) => provider.pools.get(kind.name) ?? []);
  if (pools.some(({ free }) => free < fewest)) {
    const message = `It holds identifiers for the whole run, and needs ${fewest} free ones of each kind.`;
    return async () => finding('skipped', message);
  }
  const context = await openContext(provider, new Map(fields.map(({ kind }) => [kind.name, 1])));
  const ends = fields.map(({ kind }) => provider.pools.get(kind.name)?.keepOut(1));
  const end = () => {
    for (const endOne of ends) endOne?.();
    return cleanUp(context);
  };
  const claims = fields.map(({ kind, steps }) => ({ steps, values: context.idsOf(kind.name) }));
  const path = parentPathOf(provider.contract, resource) ?? {};
  const began = performance.now();
  const call = documentedCall(provider, resource, 'add', claims, 'at the beginning', { path });
  try {
    await context.send(call);
  } catch (error) {
    await end();
    throw error;
  }
  return async () => {
    try {
      if (context.items.length === 0) {
        const message = 'The check could not be set up: an addition was not accepted.';
        return finding('inconclusive', message, context.exchanges);
      }
      const seconds = ((performance.now() - began) / 1_000).toFixed(1);
      const wrong = (await compareStoredState(context)) ?? (await probeState(context));
      if (wrong === undefined) return { ...kept, message: `They held for ${seconds} s.` };
      return finding('broken', `After ${seconds} s: ${wrong}`, context.exchanges);
    } finally {
      await end();
    }
  };
}
