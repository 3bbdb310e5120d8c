import type { JsonObject, Resource } from '../../spec/index.ts';
import { type Place, placesOf } from '../model/key-fields.ts';
import { homeOf } from '../model/parent-path.ts';
import type { Identifier } from '../provider/identifier-pool.ts';
import type { Provider } from '../provider/provider.ts';
import { documentedBody } from '../provider/request-body.ts';
import { withScene } from '../provider/with-context.ts';
import { SetAside } from './quarantine.ts';

/** How many identifiers of each kind a random sequence plays with: few, so that they collide. */
export const idsEach = 6;

/** A resource with rules, and the places in it for which identifiers are lent. */
export interface Stage {
  readonly provider: Provider;
  readonly resource: Resource;
  readonly places: readonly Place[];
  /** The path's parameters above its collection. */
  readonly home: JsonObject;
  /** Whether a second account takes what is lent. */
  readonly second: boolean;
  readonly setAside: SetAside;
  /** How many identifiers of each kind a sequence plays with. */
  readonly each: number;
}

/** The stages of a provider: each resource of which something can be claimed with what was lent. */
export function stagesOf(provider: Provider): Stage[] {
  const setAside = new SetAside(provider);
  return provider.contract.resources.flatMap((resource) => {
    const places = placesOf(provider, resource);
    const home = homeOf(provider.contract, resource);
    if (places.length === 0 || home === undefined) return [];
    return [{ provider, resource, places, home, second: false, setAside, each: idsEach }];
  });
}

// What everybody may use at the same time need not be there so often.
function needsOf({ provider, places }: Stage, count: number): Map<string, number> {
  return new Map(
    places.map(({ kind }) => {
      const pool = provider.pools.get(kind);
      const most = pool === undefined || pool.kind.exclusive ? count : pool.shared.length;
      return [kind, Math.min(count, most)];
    }),
  );
}

/** How many identifiers of each kind a sequence needs, with a crowd of so many items in it. */
export function needsWith(stage: Stage, crowd: number): Map<string, number> {
  return needsOf(stage, stage.each + Math.ceil(crowd / stage.places.length));
}

// So many sequences can be confirmed at least, where plenty of identifiers were lent.
const confirmations = 5;

/** Puts identifiers by on which nothing was tried, so that what is found can be shown on them. */
export function putFreshBy({ pools }: Provider): void {
  for (const pool of pools.values()) {
    const times = Math.min(confirmations, Math.floor(pool.free / (5 * idsEach)));
    pool.putBy(times * idsEach);
  }
}

/** Sees to it that the next sequence gets such identifiers; false when there are too few. */
export function bring(
  { provider }: Stage,
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
export async function hasSecondAccount(stage: Stage): Promise<boolean> {
  const { provider, resource, places, home } = stage;
  const operation = provider.operation(resource, 'add');
  const lasting = provider.operation(resource, 'delete') === undefined;
  if (provider.tokens.second === undefined || operation === undefined || lasting) return false;
  const needs = needsOf(stage, 1);
  return withScene(provider, needs, async (scene) => {
    const claims = places.map(({ steps, kind }) => ({
      steps,
      values: scene.lent.get(kind) ?? [],
    }));
    const json = documentedBody(provider, resource, 'add', claims);
    const account = 'second' as const;
    const note = 'does the other account know it';
    return (
      (await scene.ask({ operation, path: home, json, account, note })).reading.kind === 'accepted'
    );
  });
}
