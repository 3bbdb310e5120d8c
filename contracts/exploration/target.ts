import type { Identifier, JsonObject, Resource } from '../../spec/index.ts';
import { findSimilar } from '../checks/similar-values.ts';
import { type KeyField, keyFieldsOf } from '../model/key-fields.ts';
import { parentPathOf } from '../model/parent-path.ts';
import type { Provider } from '../provider/provider.ts';
import { documentedBody } from '../provider/request-body.ts';
import { withContext } from '../provider/with-context.ts';
import { Quarantine } from './quarantine.ts';

/** How many identifiers of each kind a random sequence uses: few, so that they collide. */
export const idsEach = 6;

/** What sequences run against: a resource with rules, and its key fields with test data. */
export interface Target {
  readonly provider: Provider;
  readonly resource: Resource;
  readonly keyFields: readonly KeyField[];
  /** The path parameters above its collection. */
  readonly parentPath: JsonObject;
  /** Whether a second account accepts the test data. */
  readonly second: boolean;
  readonly quarantine: Quarantine;
  /** How many identifiers of each kind a sequence uses. */
  readonly idsPerKind: number;
  /** Whether those are first that are similar as text. */
  readonly similar: boolean;
}

/** Returns a target for each resource with rules for which there is test data. */
export function targetsOf(provider: Provider): Target[] {
  const quarantine = new Quarantine(provider);
  return provider.contract.resources.flatMap((resource) => {
    const keyFields = keyFieldsOf(provider, resource);
    const parentPath = parentPathOf(provider.contract, resource);
    if (provider.unusable.has(resource) || keyFields.length === 0 || parentPath === undefined)
      return [];
    const usual = { second: false, quarantine, idsPerKind: idsEach, similar: false };
    return [{ provider, resource, keyFields, parentPath, ...usual }];
  });
}

/** Returns how many identifiers of each kind a sequence needs that adds up to `bulk` items at once. */
export function needsOfSequence(target: Target, bulk: number): Map<string, number> {
  return needsOf(target, target.idsPerKind + Math.ceil(bulk / target.keyFields.length));
}

// There may be fewer shared identifiers.
function needsOf({ provider, keyFields }: Target, count: number): Map<string, number> {
  return new Map(
    keyFields.map(({ kind }) => {
      const pool = provider.pools.get(kind);
      const most = pool === undefined || pool.kind.exclusive ? count : pool.shared.length;
      return [kind, Math.min(count, most)];
    }),
  );
}

// At least so many sequences can be confirmed, if there is enough test data.
const confirmations = 5;

/** Sets fresh identifiers aside, on which to confirm what the exploration finds. */
export function setFreshAside({ pools }: Provider): void {
  for (const pool of pools.values()) {
    if (!pool.kind.exclusive) continue;
    // Those that are similar as text stay; what is released becomes the last.
    pool.release(pool.reserveSome(findSimilar));
    const times = Math.min(confirmations, Math.floor(pool.free / (5 * idsEach)));
    pool.setAside(times * idsEach, 'exploration');
  }
}

/**
 * Makes the next sequence use identifiers whose digits contain those of another, as 123 does 12; returns
 * false if there are none.
 */
export function putSimilarFirst({ provider, keyFields }: Target): boolean {
  let found = false;
  for (const { kind } of keyFields) {
    const pool = provider.pools.get(kind);
    if (pool === undefined || !pool.kind.exclusive) continue;
    // What is released becomes the last.
    const others = pool.reserveSome((free) => {
      const similar = findSimilar(free);
      found ||= similar.length > 0;
      return similar.length > 0 ? free.filter((id) => !similar.includes(id)) : [];
    });
    pool.release(others);
  }
  return found;
}

/** Whether the key fields are lists, for which there is enough test data to make them long. */
export function hasLists({ provider, keyFields }: Target): boolean {
  return keyFields.every(({ steps, kind }) => {
    const pool = provider.pools.get(kind);
    return steps.length === 2 && steps[1] === '*' && (pool?.free ?? 0) >= 8 * idsEach;
  });
}

/** Makes the next sequence use fresh or used identifiers; returns false if there are too few. */
export function putFirst(
  target: Target,
  needs: ReadonlyMap<string, number>,
  which: 'fresh' | 'used',
): boolean {
  const { provider, similar } = target;
  // Similar identifiers are few.
  if (similar) return which === 'used' && putSimilarFirst(target);
  // If possible the same values for two kinds: the violation may be that the provider confuses them.
  let preferred: ReadonlySet<Identifier> = new Set();
  for (const [kind, count] of needs) {
    const first = provider.pools.get(kind)?.putFirst(count, which, preferred);
    if (first === undefined) return false;
    preferred = first;
  }
  return true;
}

/** Whether there is a second account that accepts the test data. */
export async function hasSecondAccount(target: Target): Promise<boolean> {
  const { provider, resource, keyFields, parentPath: path } = target;
  const operation = provider.operation(resource, 'add');
  const canDelete = provider.operation(resource, 'delete') !== undefined;
  if (provider.tokens.second === undefined || operation === undefined || !canDelete) return false;
  return withContext(provider, needsOf(target, 1), async (context) => {
    const claims = keyFields.map(({ steps, kind }) => ({
      steps,
      values: context.idsOf(kind),
    }));
    const json = documentedBody(provider, resource, 'add', claims);
    const note = 'known to the second account?';
    const { outcome } = await context.send({ operation, path, json, account: 'second', note });
    return outcome === 'accepted';
  });
}
