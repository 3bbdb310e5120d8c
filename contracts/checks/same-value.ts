import type { Contract } from '../../spec/index.ts';
import type { Check, Finding } from '../check.ts';
import { documentedBody } from '../documented-body.ts';
import type { Identifier } from '../lent.ts';
import type { Provider } from '../provider.ts';
import { Scene } from '../scene.ts';
import { type Claimable, claimables, kindFor } from './claimable.ts';

/** A value may be claimed under one rule whatever is claimed under another: they are different things. */
export function sameValueChecks(contract: Contract): Check[] {
  const places = claimables(contract);
  return places.flatMap((one) =>
    places
      .filter((other) => other !== one && other.resource === one.resource)
      .map((other) => ({
        id: `same-value-${one.rule}-${other.rule}`,
        says: `What is claimed by ${one.rule} does not stand in the way of ${other.rule}.`,
        source: other.source,
        promises: [],
        run: (provider: Provider) => run(provider, one, other),
      })),
  );
}

async function run(provider: Provider, one: Claimable, other: Claimable): Promise<Finding> {
  const [kind, otherKind] = [kindFor(provider, one), kindFor(provider, other)];
  const [pool, otherPool] = [provider.pools.get(kind ?? ''), provider.pools.get(otherKind ?? '')];
  const add = provider.operation(one.resource, 'add');
  if (pool === undefined || otherPool === undefined || add === undefined) {
    return { outcome: 'skipped', message: 'Nothing is lent to try it with.', exchanges: [] };
  }
  const shared = pool.takeShared(otherPool, 2);
  const putBack = () => {
    // What was added with them stays where there is no delete.
    const kept = provider.operation(one.resource, 'delete') === undefined;
    for (const each of [pool, otherPool]) kept ? each.giveUp(shared) : each.giveBack(shared);
  };
  const borrowed = shared.length < 2 && mayBorrow(provider, pool.explicit || otherPool.explicit);
  if (shared.length < 2 && !borrowed) {
    putBack();
    const message = `It needs 2 identifiers that --${pool.kind.flag} and --${otherPool.kind.flag} both name.`;
    return { outcome: 'skipped', message, exchanges: [] };
  }
  const needs = new Map(borrowed ? [[pool.kind.name, 2]] : []);
  try {
    return await Scene.play(provider, needs, async (scene) => {
      const ids = borrowed ? (scene.lent.get(pool.kind.name) ?? []) : shared;
      return compare(scene, one, other, ids);
    });
  } finally {
    putBack();
  }
}

// A provider on this machine, of which nobody lent anything in particular, is no one's account.
function mayBorrow({ transport }: Provider, explicit: boolean): boolean {
  return !explicit && transport.local;
}

// The same value under the other rule, once while the first rule claims it and once while it does
// not: who takes only the latter confuses the two. Who takes neither does not know the value.
async function compare(
  scene: Scene,
  one: Claimable,
  other: Claimable,
  [claimed, unclaimed]: readonly Identifier[],
): Promise<Finding> {
  const { provider } = scene;
  const { resource } = one;
  const add = (place: Claimable, value: unknown, note: string) =>
    scene.ask({
      operation: resource.actions.add as NonNullable<typeof resource.actions.add>,
      json: documentedBody(provider, resource, 'add', [{ steps: place.steps, values: [value] }]),
      note,
      promised: true,
    });
  const first = await add(one, claimed, `claimed by ${one.rule}`);
  if (first.reading.kind !== 'accepted') {
    const message = 'It could not be set up: an addition was not accepted.';
    return { outcome: 'inconclusive', message, exchanges: scene.exchanges };
  }
  const second = await add(other, claimed, `the same value for ${other.rule}`);
  if (second.reading.kind === 'accepted') return { outcome: 'kept', exchanges: [] };
  const evidence = [...scene.exchanges];
  const third = await add(other, unclaimed, `a value that ${one.rule} does not claim`);
  if (third.reading.kind === 'accepted') {
    const message = `${String(claimed)} was refused to ${other.rule} because ${one.rule} claims it.`;
    return { outcome: 'broken', message, exchanges: evidence };
  }
  const message = `The provider knows neither ${claimed} nor ${unclaimed} for ${other.rule}.`;
  return { outcome: 'skipped', message, exchanges: [] };
}
