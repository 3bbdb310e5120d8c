import type { Contract } from '../../spec/index.ts';
import { claimsOf } from '../provider/item.ts';
import type { Provider } from '../provider/provider.ts';
import { documentedBody } from '../provider/request-body.ts';
import { withContext } from '../provider/with-context.ts';
import type { Check, Finding } from './check.ts';
import { type Claimable, claimables, kindOf } from './claimable.ts';

/**
 * An edit that leaves a list out may let go of it or keep it; what its answer says of that has to be
 * what others are refused and granted.
 */
export function omittedListChecks(contract: Contract): Check[] {
  const places = claimables(contract);
  return places.flatMap((one) =>
    places
      .filter((other) => other !== one && other.resource === one.resource)
      .map((other) => ({
        id: `left-out-${one.rule}`,
        says: `What an edit leaves out under ${one.rule} is held or free as its answer says.`,
        source: one.source,
        promises: [],
        run: (provider: Provider) => run(provider, one, other),
      })),
  );
}

async function run(provider: Provider, one: Claimable, other: Claimable): Promise<Finding> {
  const { resource } = one;
  const [kind, otherKind] = [kindOf(provider, one), kindOf(provider, other)];
  const [add, edit] = [provider.operation(resource, 'add'), provider.operation(resource, 'edit')];
  if (!kind || !otherKind || !add || !edit) {
    return { outcome: 'skipped', message: 'Nothing is lent to try it with.', exchanges: [] };
  }
  const needs = new Map([
    [kind, 1],
    [otherKind, 1],
  ]);
  return withContext(provider, needs, async (context) => {
    const { exchanges } = context;
    const [left, kept] = [context.reserved.get(kind) ?? [], context.reserved.get(otherKind) ?? []];
    const first = [{ steps: one.steps, values: left }];
    const json = documentedBody(provider, resource, 'add', first);
    await context.send({ operation: add, json, note: 'held at first', promised: true });
    const [item] = context.items;
    if (item === undefined) {
      const message = 'It could not be set up: an addition was not accepted.';
      return { outcome: 'inconclusive', message, exchanges };
    }
    const next = [{ steps: other.steps, values: kept }];
    const { path } = item;
    const edited = await context.send({
      operation: edit,
      path,
      json: documentedBody(provider, resource, 'edit', next, path),
      note: 'left out',
      promised: true,
    });
    if (edited.reading.kind !== 'accepted') {
      const status = edited.exchange.response?.status ?? edited.exchange.failure;
      const message = `An edit that exchanges one list for the other was not accepted (${status}).`;
      return { outcome: 'broken', message, exchanges };
    }
    const held = claimsOf(item.holds, one.steps).length > 0;
    const told = await context.send({
      operation: add,
      json,
      note: 'held or free?',
      promised: !held,
    });
    const wanted = held ? 'refused' : 'accepted';
    if (told.reading.kind === wanted) return { outcome: 'kept', exchanges: [] };
    const says = held
      ? 'is still held, and it was given to another'
      : 'is let go of, and it is refused';
    const message = `By the answer to the edit ${left.join(', ')} ${says}.`;
    return { outcome: 'broken', message, exchanges };
  });
}
