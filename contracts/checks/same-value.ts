import type { Contract, Identifier } from '../../spec/index.ts';
import type { CheckContext } from '../provider/check-context.ts';
import type { Item } from '../provider/item.ts';
import type { Provider } from '../provider/provider.ts';
import { documentedCall } from '../provider/request-body.ts';
import { withContext } from '../provider/with-context.ts';
import { type Check, type Finding, finding, kept, noTestData } from './check.ts';
import { about, type Claimable, claimablePairs, kindOf } from './claimable.ts';

/** Tests that a value may be claimed under one rule whatever is claimed under another. */
export function sameValueChecks(contract: Contract): Check[] {
  return claimablePairs(contract).map(([one, other]) => ({
    id: `same-value-${one.rule}-${other.rule}`,
    says: `What ${one.rule} claims does not block ${other.rule}.`,
    source: other.source,
    promises: [],
    ...about(other),
    run: (provider) => run(provider, one, other),
  }));
}

const needed = 3;

async function run(provider: Provider, one: Claimable, other: Claimable): Promise<Finding> {
  const pools = [one, other].map((field) => provider.pools.get(kindOf(provider, field) ?? ''));
  const [pool, otherPool] = pools;
  if (!pool || !otherPool || !provider.operation(one.resource, 'add')) return noTestData;
  const shared = pool.reserveSome((free) =>
    free.filter((id) => otherPool.isFree(id)).slice(0, needed),
  );
  otherPool.reserveSome(() => shared);
  const putBack = () => {
    // Without a way to delete, the added items keep them.
    const stay = provider.operation(one.resource, 'delete') === undefined;
    for (const each of [pool, otherPool]) stay ? each.retire(shared) : each.release(shared);
  };
  // With default test data, a provider on this machine is nobody's real account.
  const mayBorrow = !pool.explicit && !otherPool.explicit && provider.transport.local;
  const borrows = shared.length < needed && mayBorrow;
  if (shared.length < needed && !borrows) {
    putBack();
    const message = `It needs ${needed} identifiers that both --${pool.kind.flag} and --${otherPool.kind.flag} name.`;
    return finding('skipped', message);
  }
  const { name } = pool.kind;
  try {
    return await withContext(provider, new Map(borrows ? [[name, needed]] : []), (context) =>
      compare(context, one, other, borrows ? context.idsOf(name) : shared),
    );
  } finally {
    putBack();
  }
}

// Claims the same value under the other rule, once while the first rule claims it and once while it
// does not. A provider that accepts only the latter confuses the rules; one that accepts neither does
// not know the value.
async function compare(
  context: CheckContext,
  one: Claimable,
  other: Claimable,
  [value = 0, control = 0, third = 0]: readonly Identifier[],
): Promise<Finding> {
  const { provider } = context;
  const { resource } = one;
  const both = (claims: PairClaims) => [
    { steps: one.steps, values: claims.one ?? [] },
    { steps: other.steps, values: claims.other ?? [] },
  ];
  const add = async (claims: PairClaims, note: string) => {
    const call = documentedCall(provider, resource, 'add', both(claims), note);
    return { ...(await context.send(call)), item: context.items.at(-1) };
  };
  const edit = async (item: Item | undefined, claims: PairClaims, note: string) => {
    if (item === undefined || !provider.operation(resource, 'edit')) return undefined;
    const call = documentedCall(provider, resource, 'edit', both(claims), note, item);
    return (await context.send(call)).outcome;
  };
  const broken = (message: string) => finding('broken', message, context.exchanges);

  const known = await add({ other: [control] }, `known to ${other.rule}?`);
  const first = await add({ one: [value] }, `claimed by ${one.rule}`);
  if (known.outcome !== 'accepted' || first.outcome !== 'accepted') {
    const message = `The provider does not know ${control} for ${other.rule}, or ${value} for ${one.rule}.`;
    return finding('skipped', message);
  }
  // A value known for one rule may be unknown for the other.
  if ((await edit(known.item, { other: [third] }, 'known too?')) !== 'accepted') {
    return finding('skipped', `The provider does not know ${third} for ${other.rule}.`);
  }
  if ((await edit(known.item, { other: [value] }, `${value} for ${other.rule}`)) === 'refused') {
    return broken(`${other.rule} refused ${value} in an edit because ${one.rule} claims it.`);
  }
  await edit(known.item, { other: [control] }, `${other.rule} releases ${value}`);
  const second = await add({ other: [value] }, `${value} for ${other.rule}`);
  if (second.outcome === 'refused') {
    return broken(`${other.rule} refused ${value} because ${one.rule} claims it.`);
  }
  const shared = await add({ one: [third], other: [third] }, 'the same value for both rules');
  if (shared.outcome === 'refused') {
    return broken(`One item was refused ${third} for ${one.rule} and ${other.rule} at once.`);
  }
  await edit(shared.item, { one: [control], other: [third] }, `${other.rule} keeps ${third}`);
  if ((await add({ other: [third] }, 'still held?')).outcome === 'accepted') {
    return broken(`An edit that released ${third} under ${one.rule} freed it under ${other.rule}.`);
  }
  const remove = provider.operation(resource, 'delete');
  if (remove !== undefined && first.item !== undefined) {
    const { path } = first.item;
    await context.send({ operation: remove, path, note: `${one.rule} releases ${value}` });
    if ((await add({ other: [value] }, 'still held?')).outcome === 'accepted') {
      const item = `the item that held ${value} under ${one.rule}`;
      return broken(`Deleting ${item} freed it under ${other.rule}.`);
    }
  }
  return kept;
}

/** What an item claims under either rule. */
interface PairClaims {
  readonly one?: readonly Identifier[];
  readonly other?: readonly Identifier[];
}
