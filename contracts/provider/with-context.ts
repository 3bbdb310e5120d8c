import { CheckContext } from './check-context.ts';
import { cleanUp } from './clean-up.ts';
import type { Identifier } from './identifier-pool.ts';
import type { Provider } from './provider.ts';

/**
 * Sets a context with so many identifiers of each kind, and clears it away afterwards.
 * @throws TooFewIdentifiers when so many were not lent
 */
export async function withContext<Result>(
  provider: Provider,
  needs: ReadonlyMap<string, number>,
  run: (context: CheckContext) => Promise<Result>,
): Promise<Result> {
  const lent = new Map<string, readonly Identifier[]>();
  const giveBack = () => {
    for (const [kind, ids] of lent) provider.pools.get(kind)?.giveBack(ids);
  };
  try {
    // Always in the same order, so that no two wait for each other.
    for (const [kind, pool] of provider.pools) {
      const count = needs.get(kind);
      if (count !== undefined) lent.set(kind, await pool.take(count));
    }
  } catch (error) {
    giveBack();
    throw error;
  }
  const context = new CheckContext(provider, lent);
  try {
    return await run(context);
  } finally {
    await cleanUp(context);
  }
}
