import type { Identifier } from '../../spec/index.ts';
import { CheckContext } from './check-context.ts';
import { cleanUp } from './clean-up.ts';
import type { Provider } from './provider.ts';

/**
 * Reserves identifiers for a check, which {@link cleanUp} releases.
 * @param needs how many identifiers of each kind the check needs
 * @throws TooFewIdentifiers, NoTestData as {@link IdentifierPool.reserve} does
 */
export async function openContext(
  provider: Provider,
  needs: ReadonlyMap<string, number>,
): Promise<CheckContext> {
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
  return new CheckContext(provider, reserved);
}

/** Runs a check in a context, as {@link openContext} opens it, and cleans up. */
export async function withContext<Result>(
  provider: Provider,
  needs: ReadonlyMap<string, number>,
  run: (context: CheckContext) => Promise<Result>,
): Promise<Result> {
  const context = await openContext(provider, needs);
  try {
    return await run(context);
  } finally {
    await cleanUp(context);
  }
}
