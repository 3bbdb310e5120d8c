import { formatPointer, type Resource } from '../../spec/index.ts';
import { rulesOf } from '../model/key-fields.ts';
import { parentPathOf } from '../model/parent-path.ts';
import { RulesModel } from '../model/rules-model.ts';
import type { CheckContext } from './check-context.ts';
import type { Identifier } from './identifier-pool.ts';
import { claimsOf, fieldsOf, type Item, label } from './item.ts';
import { reservedClaims } from './key-claims.ts';
import { type Claim, documentedBody, requiredFields } from './request-body.ts';
import { preview } from './values.ts';

/**
 * Tries what is stored by what is refused and accepted: what an item holds has to be refused to
 * others, what none holds has to be accepted. Of the items only those are tried that `about` picks.
 * @returns what is wrong, in a sentence; undefined when nothing is
 */
export async function probe(
  context: CheckContext,
  resource: Resource,
  about: (item: Item) => boolean = () => true,
): Promise<string | undefined> {
  if (context.stateUnknown) return undefined;
  const own = context.items.filter(
    (item) => item.resource === resource && item.account === 'first' && !item.deleted,
  );
  const model = new RulesModel(rulesOf(context.provider.catalogue, resource));
  for (const item of own) model.put(label(item), fieldsOf(item));
  const claims = reservedClaims(context, resource);
  const held = new Set(
    own.flatMap((item) => claims.flatMap((one) => claimsOf(item.holds, one.steps))),
  );
  const free = claims.map(({ ids, steps }) => ({
    steps,
    values: ids.filter((id) => !held.has(id)),
  }));
  for (const item of own.filter(about)) {
    for (const { steps } of claims) {
      const [value] = claimsOf(item.holds, steps);
      if (value === undefined) continue;
      const wanted = wholeKey(context, item, steps);
      const asked = await tryClaims(context, resource, model, wanted, free, 'held: refused?');
      if (asked !== 'accepted') continue;
      return `${preview(context.provider.redaction, value)} is held by ${label(item)}, and was given to another.`;
    }
  }
  if (free.every(({ values }) => values.length === 0)) return undefined;
  const asked = await tryClaims(context, resource, model, free, [], 'free: accepted?');
  if (asked !== 'refused') return undefined;
  const all = free.flatMap(({ values }) => values).join(', ');
  return `Nothing that was accepted holds ${all}, and a request for it is refused.`;
}

/**
 * Probes as `probe` does, and deletes again what was accepted, so that others may go on. Where nothing
 * can be deleted it does not probe: each time would use up identifiers for good.
 */
export async function probeAndUndo(
  context: CheckContext,
  resource: Resource,
  about: (item: Item) => boolean,
): Promise<string | undefined> {
  const operation = context.provider.operation(resource, 'delete');
  if (operation === undefined) return undefined;
  const known = context.items.length;
  const wrong = await probe(context, resource, about);
  if (wrong !== undefined) return wrong;
  for (const item of context.items.slice(known)) {
    const { path, account } = item;
    const asked = { operation, path, account, note: 'free again', promised: true };
    const { reading } = await context.send(asked);
    if (reading.kind !== 'accepted') return `${label(item)} could not be deleted.`;
  }
  return undefined;
}

// With a part of a key that has several goes what the item holds of the others.
function wholeKey(context: CheckContext, item: Item, steps: readonly string[]): Claim[] {
  const pointer = formatPointer(steps);
  const by = rulesOf(context.provider.catalogue, item.resource)
    .map((rule) => rule.by)
    .find((one) => one.some((other) => formatPointer(other) === pointer));
  return (by ?? [steps]).map((one) => ({
    steps: one,
    values: claimsOf(item.holds, one).slice(0, 1),
  }));
}

// Undefined where what has to be there is not free, or the rules foretell another answer than `note`.
async function tryClaims(
  context: CheckContext,
  resource: Resource,
  model: RulesModel,
  claims: readonly Claim[],
  spare: readonly Claim[],
  note: 'held: refused?' | 'free: accepted?',
): Promise<'accepted' | 'refused' | 'fault' | undefined> {
  const { provider } = context;
  const edit = provider.operation(resource, 'edit');
  const home = parentPathOf(provider.contract, resource) ?? {};
  const action = edit !== undefined && mayEdit(context, resource) ? 'edit' : 'add';
  const operation = provider.operation(resource, action);
  if (operation === undefined) return 'fault';
  // Without delete an addition would use up an identifier for good; an edit of what is parked does not.
  const parked = action === 'edit' ? takeUndeletable(context, resource) : undefined;
  const path = parked?.path ?? home;
  const required = requiredFields(resource, action);
  const needed = reservedClaims(context, resource)
    .map(({ steps }) => steps)
    .filter(([field, next]) => next === undefined && required.has(field ?? ''))
    .filter((steps) => steps[0] !== resource.identity.name || action === 'add');
  const all = [...claims];
  for (const steps of needed) {
    const isIt = (one: Claim) => formatPointer(one.steps) === formatPointer(steps);
    if (all.some((one) => isIt(one) && one.values.length > 0)) continue;
    const [value] = spare.find(isIt)?.values ?? [];
    if (value === undefined) return undefined;
    all.push({ steps, values: [value] });
  }
  const json = documentedBody(provider, resource, action, all, path);
  const conflicts = model.conflicts({ ...path, ...json }, parked && label(parked));
  if ((conflicts.length === 0) === (note === 'held: refused?')) return undefined;
  const before = parked && heldReserved(context, parked);
  const told = await context.send({ operation, path, json, note, promised: true });
  if (parked === undefined || before === undefined) return told.reading.kind;
  const after = heldReserved(context, parked);
  // A part of a key that has several may be held by several.
  const others = new Set(
    [...provider.undeletable, ...context.items]
      .filter((item) => item.resource === resource && item !== parked && !item.deleted)
      .flatMap((item) => [...heldReserved(context, item).values()].flat()),
  );
  for (const [kind, ids] of before) {
    const free = ids.filter((id) => !after.get(kind)?.includes(id) && !others.has(id));
    provider.pools.get(kind)?.reclaim(free);
  }
  return told.reading.kind;
}

function mayEdit({ provider }: CheckContext, resource: Resource): boolean {
  const lasting = provider.operation(resource, 'delete') === undefined;
  return lasting && provider.undeletable.some((item) => item.resource === resource);
}

function takeUndeletable({ provider, items }: CheckContext, resource: Resource): Item | undefined {
  const at = provider.undeletable.findLastIndex((item) => item.resource === resource);
  const [item] = at < 0 ? [] : provider.undeletable.splice(at, 1);
  if (item !== undefined) items.push(item);
  return item;
}

function heldReserved(context: CheckContext, item: Item): Map<string, Identifier[]> {
  return new Map(
    reservedClaims(context, item.resource).map(({ kind, steps }) => [
      kind,
      claimsOf(item.holds, steps) as Identifier[],
    ]),
  );
}
