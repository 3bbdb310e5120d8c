import type { Contract, Operation } from '../../spec/index.ts';
import type { CheckContext } from '../provider/check-context.ts';
import type { Identifier } from '../provider/identifier-pool.ts';
import type { Item } from '../provider/item.ts';
import type { Provider } from '../provider/provider.ts';
import { documentedBody } from '../provider/request-body.ts';
import { withContext } from '../provider/with-context.ts';
import type { Check, Finding } from './check.ts';
import { type Claimable, claimables, kindOf } from './claimable.ts';

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
  const [kind, otherKind] = [kindOf(provider, one), kindOf(provider, other)];
  const [pool, otherPool] = [provider.pools.get(kind ?? ''), provider.pools.get(otherKind ?? '')];
  const add = provider.operation(one.resource, 'add');
  if (pool === undefined || otherPool === undefined || add === undefined) {
    return { outcome: 'skipped', message: 'Nothing is lent to try it with.', exchanges: [] };
  }
  const shared = pool.takeShared(otherPool, 3);
  const putBack = () => {
    // What was added with them stays where there is no delete.
    const kept = provider.operation(one.resource, 'delete') === undefined;
    for (const each of [pool, otherPool]) kept ? each.giveUp(shared) : each.giveBack(shared);
  };
  const borrowed = shared.length < 3 && mayBorrow(provider, pool.explicit || otherPool.explicit);
  if (shared.length < 3 && !borrowed) {
    putBack();
    const message = `It needs 3 identifiers that --${pool.kind.flag} and --${otherPool.kind.flag} both name.`;
    return { outcome: 'skipped', message, exchanges: [] };
  }
  const needs = new Map(borrowed ? [[pool.kind.name, 3]] : []);
  try {
    return await withContext(provider, needs, async (context) => {
      const ids = borrowed ? (context.reserved.get(pool.kind.name) ?? []) : shared;
      return compare(context, one, other, ids);
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
  context: CheckContext,
  one: Claimable,
  other: Claimable,
  [value = 0, control = 0, third = 0]: readonly Identifier[],
): Promise<Finding> {
  const { provider } = context;
  const { resource } = one;
  const body = (action: 'add' | 'edit', wish: Wish, path = {}) =>
    documentedBody(
      provider,
      resource,
      action,
      [
        { steps: one.steps, values: wish.one ?? [] },
        { steps: other.steps, values: wish.other ?? [] },
      ],
      path,
    );
  const add = async (wish: Wish, note: string) => {
    const operation = resource.actions.add as Operation;
    const told = await context.send({ operation, json: body('add', wish), note, promised: true });
    return { kind: told.reading.kind, item: context.items.at(-1) };
  };
  const edit = async (item: Item | undefined, wish: Wish, note: string) => {
    const operation = provider.operation(resource, 'edit');
    if (item === undefined || operation === undefined) return undefined;
    const { path } = item;
    const json = body('edit', wish, path);
    return (await context.send({ operation, path, json, note, promised: true })).reading.kind;
  };
  const broken = (message: string): Finding => ({
    outcome: 'broken',
    message,
    exchanges: [...context.exchanges],
  });

  const known = await add({ other: [control] }, `known to ${other.rule}?`);
  const first = await add({ one: [value] }, `claimed by ${one.rule}`);
  if (known.kind !== 'accepted' || first.kind !== 'accepted') {
    const message = `The provider does not know ${control} for ${other.rule}, or ${value} for ${one.rule}.`;
    return { outcome: 'skipped', message, exchanges: [] };
  }
  // What is known for one may still not be known for the other; a lent value is known to be.
  if ((await edit(known.item, { other: [third] }, 'is it known, too')) !== 'accepted') {
    const message = `The provider does not know ${third} for ${other.rule}.`;
    return { outcome: 'skipped', message, exchanges: [] };
  }
  if ((await edit(known.item, { other: [value] }, `${value} for ${other.rule}`)) === 'refused') {
    return broken(
      `${value} was refused to ${other.rule} by an edit because ${one.rule} claims it.`,
    );
  }
  await edit(known.item, { other: [control] }, `${value} is let go of by ${other.rule}`);
  const second = await add({ other: [value] }, `${value} for ${other.rule}`);
  if (second.kind === 'refused') {
    return broken(`${value} was refused to ${other.rule} because ${one.rule} claims it.`);
  }
  const both = await add({ one: [third], other: [third] }, 'the same value for both at once');
  if (both.kind === 'refused') {
    return broken(`${third} was refused to one item for ${one.rule} and ${other.rule} at once.`);
  }
  await edit(both.item, { one: [control], other: [third] }, `${third} stays with ${other.rule}`);
  if ((await add({ other: [third] }, 'still held?')).kind === 'accepted') {
    return broken(
      `An edit that let go of ${third} under ${one.rule} freed it under ${other.rule}.`,
    );
  }
  const remove = provider.operation(resource, 'delete');
  if (remove !== undefined && first.item !== undefined) {
    const { path } = first.item;
    await context.send({ operation: remove, path, note: `${value} is let go of by ${one.rule}` });
    if ((await add({ other: [value] }, 'still held?')).kind === 'accepted') {
      return broken(`Deleting what held ${value} under ${one.rule} freed it under ${other.rule}.`);
    }
  }
  return { outcome: 'kept', exchanges: [] };
}

/** What an item is to claim by either rule. */
interface Wish {
  readonly one?: readonly Identifier[];
  readonly other?: readonly Identifier[];
}
