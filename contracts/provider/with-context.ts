import type { Identifier } from '../../spec/index.ts';
import { CheckContext } from './check-context.ts';
import { cleanUp } from './clean-up.ts';
import type { Provider } from './provider.ts';

/**
 * Reserves identifiers, runs a check with them, and cleans up.
 * @param needs how many identifiers of each kind the check needs
 * @throws TooFewIdentifiers, NoTestData as {@link IdentifierPool.reserve} does
 */
export async function withContext<Result>(
  provider: Provider,
  needs: ReadonlyMap<string, number>,
  run: (context: CheckContext) => Promise<Result>,
): Promise<Result> {
  const reserved = new Map<string, readonly Identifier[]>();
  try {
    // Always in the same order, so that no two checks wait for each other.
    for (const [kind, pool] of provider.pools) {
      const count = needs.get(kind);
      if (count !== undefined) reserved.set(kind, await pool.reserve(count));
    }
  } catch (error) {
    for (const [kind, ids] of reserved) provider.pools.get(kind)?.release(ids);
    throw error;
  }
  const context = new CheckContext(provider, reserved);
  try {
    return await run(context);
  } finally {
    await cleanUp(context);
  }
}
