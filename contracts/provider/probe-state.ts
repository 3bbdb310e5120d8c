import { formatPointer, type Identifier, type Resource } from '../../spec/index.ts';
import { editOfKey, rulesOf } from '../model/key-fields.ts';
import { parentPathOf } from '../model/parent-path.ts';
import { RulesModel } from '../model/rules-model.ts';
import type { CheckContext } from './check-context.ts';
import { claimsOf, fieldsAt, fieldsOf, type Item, label } from './item.ts';
import { reservedClaims } from './key-claims.ts';
import { likelyCause } from './likely-cause.ts';
import { type Claim, documentedBody, requiredFields } from './request-body.ts';
import { preview } from './values.ts';

/**
 * Probes what the provider stores: a request for what an item holds must be refused, and one for what
 * no item holds must be accepted.
 * @param about picks the items to probe
 * @returns what is wrong, in a sentence; undefined if nothing is
 */
export async function probe(
  context: CheckContext,
  resource: Resource,
  about: (item: Item) => boolean = () => true,
): Promise<string | undefined> {
  if (context.stateUnknown) return undefined;
  const own = context.liveItems.filter(
    (item) => item.resource === resource && item.account === 'first',
  );
  const model = new RulesModel(rulesOf(context.provider.catalogue, resource));
  for (const item of own) model.put(label(item), fieldsOf(item));
  const claims = reservedClaims(context, resource);
  const held = new Set(
    own.flatMap((item) => claims.flatMap((one) => claimsOf(item.holds, one.steps))),
  );
  const free = claims.map((one) => ({ ...one, values: one.values.filter((id) => !held.has(id)) }));
  for (const item of own.filter(about)) {
    for (const { steps } of claims) {
      const [value] = claimsOf(item.holds, steps);
      if (value === undefined) continue;
      const wanted = wholeKey(context, item, steps);
      const outcome = await tryClaims(context, resource, model, wanted, free, 'held: refused?');
      if (outcome !== 'accepted') continue;
      return `${label(item)} holds ${preview(context.provider.redaction, value)}, but another item got it too.`;
    }
  }
  if (free.every(({ values }) => values.length === 0)) return undefined;
  const outcome = await tryClaims(context, resource, model, free, [], 'free: accepted?');
  if (outcome !== 'refused') return undefined;
  const all = free.flatMap(({ values }) => values).join(', ');
  const cause = likelyCause(context, resource, context.exchanges.at(-1));
  return `No accepted request claims ${all}, but a request for it is refused.${cause}`;
}

/**
 * Probes as {@link probe} does, and deletes the accepted items again. Without a way to delete it does
 * not probe, because each probe would use up identifiers.
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
    const call = { operation, path, account, note: 'free again', promised: true };
    const { outcome } = await context.send(call);
    if (outcome !== 'accepted') return `${label(item)} could not be deleted.`;
  }
  return undefined;
}

// If the key has several fields, the item's values of all of them.
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

// Returns undefined if a required identifier is not free, or the rules predict another outcome than
// `note` asks for.
async function tryClaims(
  context: CheckContext,
  resource: Resource,
  model: RulesModel,
  claims: readonly Claim[],
  spare: readonly Claim[],
  note: 'held: refused?' | 'free: accepted?',
): Promise<'accepted' | 'refused' | 'fault' | undefined> {
  const { provider } = context;
  // Without a way to delete, an added item would use up an identifier; an edit of an undeletable item
  // does not.
  const edits =
    provider.operation(resource, 'edit') !== undefined &&
    provider.operation(resource, 'delete') === undefined &&
    provider.undeletable.some((item) => item.resource === resource) &&
    reservedClaims(context, resource).every(
      ({ steps }) => editOfKey(resource, steps) === 'changes',
    );
  const action = edits ? 'edit' : 'add';
  const operation = provider.operation(resource, action);
  if (operation === undefined) return 'fault';
  const edited = edits ? takeUndeletable(context, resource) : undefined;
  const path = edited?.path ?? parentPathOf(provider.contract, resource) ?? {};
  const all = withRequired(context, resource, action, claims, spare);
  if (all === undefined) return undefined;
  const json = documentedBody(provider, resource, action, all, path);
  const conflicts = model.conflicts(fieldsAt(resource, path, json), edited && label(edited));
  if ((conflicts.length === 0) === (note === 'held: refused?')) return undefined;
  const before = edited && reservedValues(context, edited);
  const { outcome } = await context.send({ operation, path, json, note, promised: true });
  if (edited !== undefined && before !== undefined) restoreFreed(context, edited, before);
  return outcome;
}

// Adds spare identifiers for required fields without a claim; undefined if there is none.
function withRequired(
  context: CheckContext,
  resource: Resource,
  action: 'add' | 'edit',
  claims: readonly Claim[],
  spare: readonly Claim[],
): Claim[] | undefined {
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
  return all;
}

function takeUndeletable({ provider, items }: CheckContext, resource: Resource): Item | undefined {
  const at = provider.undeletable.findLastIndex((item) => item.resource === resource);
  const [item] = at < 0 ? [] : provider.undeletable.splice(at, 1);
  if (item !== undefined) items.push(item);
  return item;
}

function restoreFreed(
  context: CheckContext,
  edited: Item,
  before: ReadonlyMap<string, readonly Identifier[]>,
): void {
  const { provider, items } = context;
  const after = reservedValues(context, edited);
  // Several items may hold the same field of a key with several fields, and an item of each account the
  // same key.
  const others = new Set(
    [...provider.undeletable, ...provider.keptInSecond, ...items]
      .filter((item) => item.resource === edited.resource && item !== edited && !item.deleted)
      .flatMap((item) => [...reservedValues(context, item).values()].flat()),
  );
  for (const [kind, ids] of before) {
    const freed = ids.filter((id) => !after.get(kind)?.includes(id) && !others.has(id));
    provider.pools.get(kind)?.restore(freed);
  }
}

function reservedValues(context: CheckContext, item: Item): Map<string, Identifier[]> {
  return new Map(
    reservedClaims(context, item.resource).map(({ kind, steps }) => [
      kind,
      claimsOf(item.holds, steps) as Identifier[],
    ]),
  );
}
