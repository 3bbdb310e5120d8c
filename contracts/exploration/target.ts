import type { JsonObject, Resource } from '../../spec/index.ts';
import { type KeyField, keyFieldsOf } from '../model/key-fields.ts';
import { parentPathOf } from '../model/parent-path.ts';
import type { Identifier } from '../provider/identifier-pool.ts';
import type { Provider } from '../provider/provider.ts';
import { documentedBody } from '../provider/request-body.ts';
import { withContext } from '../provider/with-context.ts';
import { Quarantine } from './quarantine.ts';

/** How many identifiers of each kind a random sequence plays with: few, so that they collide. */
export const idsEach = 6;

/** A resource with rules, and the places in it for which identifiers are lent. */
export interface Target {
  readonly provider: Provider;
  readonly resource: Resource;
  readonly keyFields: readonly KeyField[];
  /** The path's parameters above its collection. */
  readonly parentPath: JsonObject;
  /** Whether a second account takes what is lent. */
  readonly second: boolean;
  readonly quarantine: Quarantine;
  /** How many identifiers of each kind a sequence plays with. */
  readonly idsPerKind: number;
}

/** The targets of a provider: each resource of which something can be claimed with what was lent. */
export function targetsOf(provider: Provider): Target[] {
  const quarantine = new Quarantine(provider);
  return provider.contract.resources.flatMap((resource) => {
    const keyFields = keyFieldsOf(provider, resource);
    const parentPath = parentPathOf(provider.contract, resource);
    if (keyFields.length === 0 || parentPath === undefined) return [];
    return [
      { provider, resource, keyFields, parentPath, second: false, quarantine, idsPerKind: idsEach },
    ];
  });
}

// What everybody may use at the same time need not be there so often.
function needsOf({ provider, keyFields }: Target, count: number): Map<string, number> {
  return new Map(
    keyFields.map(({ kind }) => {
      const pool = provider.pools.get(kind);
      const most = pool === undefined || pool.kind.exclusive ? count : pool.shared.length;
      return [kind, Math.min(count, most)];
    }),
  );
}

/** How many identifiers of each kind a sequence needs, with a crowd of so many items in it. */
export function needsOfSequence(target: Target, crowd: number): Map<string, number> {
  return needsOf(target, target.idsPerKind + Math.ceil(crowd / target.keyFields.length));
}

// So many sequences can be confirmed at least, where plenty of identifiers were lent.
const confirmations = 5;

/** Puts identifiers by on which nothing was tried, so that what is found can be shown on them. */
export function holdSpares({ pools }: Provider): void {
  for (const pool of pools.values()) {
    const times = Math.min(confirmations, Math.floor(pool.free / (5 * idsEach)));
    pool.putBy(times * idsEach);
  }
}

/** Sees to it that the next sequence gets such identifiers; false when there are too few. */
export function bring(
  { provider }: Target,
  needs: ReadonlyMap<string, number>,
  which: 'fresh' | 'used',
): boolean {
  // Of two kinds the same, as far as both were lent them: a fault may be that they are taken for one.
  let preferred: ReadonlySet<Identifier> = new Set();
  for (const [kind, count] of needs) {
    const brought = provider.pools.get(kind)?.bring(count, which, preferred);
    if (brought === undefined) return false;
    preferred = brought;
  }
  return true;
}

/** Whether there is a second account, and it takes what is lent for the first. */
export async function hasSecondAccount(target: Target): Promise<boolean> {
  const { provider, resource, keyFields, parentPath } = target;
  const operation = provider.operation(resource, 'add');
  const lasting = provider.operation(resource, 'delete') === undefined;
  if (provider.tokens.second === undefined || operation === undefined || lasting) return false;
  const needs = needsOf(target, 1);
  return withContext(provider, needs, async (context) => {
    const claims = keyFields.map(({ steps, kind }) => ({
      steps,
      values: context.reserved.get(kind) ?? [],
    }));
    const json = documentedBody(provider, resource, 'add', claims);
    const account = 'second' as const;
    const note = 'does the other account know it';
    return (
      (await context.send({ operation, path: parentPath, json, account, note })).reading.kind ===
      'accepted'
    );
  });
}
