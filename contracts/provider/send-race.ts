import { actionOf, type Resource } from '../../spec/index.ts';
import { atOneMoment } from '../http/exchange.ts';
import { rulesOf } from '../model/key-fields.ts';
import { type AcceptedWrite, possibleStates, type State } from '../model/possible-states.ts';
import { RulesModel } from '../model/rules-model.ts';
import type { CheckContext } from './check-context.ts';
import { fieldsOf, type Item, label, updateItem } from './item.ts';
import type { Call, CallResult } from './provider.ts';
import { settleByProbes } from './settle-by-probes.ts';
import { findDifference } from './stored-state.ts';

/** What came of a race. */
export interface RaceResult {
  readonly results: readonly CallResult[];
  /** What is wrong, in a sentence; undefined if an order of the requests explains everything. */
  readonly wrong: string | undefined;
  /** Whether the responses left open what is stored, so that claims should be probed too. */
  readonly open: boolean;
}

/**
 * Sends calls simultaneously, and judges the responses: some order of the accepted requests must be
 * lawful, whatever the order of the responses. If the orders differ in what is stored, the list tells
 * which it was, or probes do if there is none; the items of the context follow it.
 * @param after milliseconds by which each call starts later
 */
export async function sendRace(
  context: CheckContext,
  resource: Resource,
  calls: readonly Call[],
  after: readonly number[] = [],
): Promise<RaceResult> {
  const before = context.liveItems.map((item) => [item, fieldsOf(item)] as const);
  const noted = calls.map((call, i) => {
    const later = after[i] ? `, ${after[i]} ms later` : '';
    return { ...call, note: `${atOneMoment}${later}: ${call.note}` };
  });
  const results = await context.sendTogether(noted, after);
  let wrong = results.find(({ fault }) => fault !== undefined)?.fault;
  let open = false;
  for (const account of ['first', 'second'] as const) {
    if (wrong !== undefined) break;
    const own = before.filter(([item]) => item.resource === resource && item.account === account);
    const start = new Map(own.map(([item, fields]) => [label(item), fields]));
    const writes = calls.flatMap((call, i) =>
      (call.account ?? 'first') === account ? acceptedWrite(context, call, results[i], i) : [],
    );
    const states = possibleStates(rulesOf(context.provider.catalogue, resource), start, writes);
    if (states.length > 1) open = true;
    wrong =
      states.length === 0
        ? whyImpossible(context, resource, account, results, after)
        : await settle(context, resource, account, states);
  }
  return { results, wrong, open };
}

function acceptedWrite(
  { provider: { contract } }: CheckContext,
  call: Call,
  result: CallResult | undefined,
  position: number,
): AcceptedWrite[] {
  const { path } = call;
  const { resource, action } = actionOf(contract, call.operation) ?? {};
  if (resource === undefined || result?.outcome !== 'accepted') return [];
  if (action !== 'add' && action !== 'edit' && action !== 'delete') return [];
  const { parameter } = resource.identity;
  const identity = action === 'add' ? result.identity : path?.[parameter];
  const itemPath = { ...path, [parameter]: identity };
  const holds = new Map<string, unknown>();
  const item: Item = {
    resource,
    path: itemPath,
    identity,
    holds,
    account: 'first',
    deleted: false,
  };
  if (action !== 'delete') updateItem(item, action, call, result.item);
  // Without a readable identity no other request is about the item.
  const called = identity === undefined ? `item of request ${position}` : label(item);
  return [{ do: action, name: called, fields: fieldsOf(item) }];
}

function whyImpossible(
  context: CheckContext,
  resource: Resource,
  account: Item['account'],
  results: readonly CallResult[],
  after: readonly number[],
): string {
  const model = new RulesModel(rulesOf(context.provider.catalogue, resource));
  for (const item of context.liveItems) {
    if (item.resource === resource && item.account === account) {
      model.put(label(item), fieldsOf(item));
    }
  }
  const accepted = results.filter(({ outcome }) => outcome === 'accepted').length;
  const apart = after.some((ms) => ms > 0);
  const requests = apart ? 'requests a few milliseconds apart' : 'simultaneous requests';
  const broken = model.contradiction();
  const effect =
    broken === undefined
      ? 'but one after the other, in any order, one of them would break a rule'
      : `and ${broken.names.slice(0, 2).join(' and ')} now break ${broken.rule.name}`;
  return `${accepted} of ${results.length} ${requests} were accepted, ${effect}.`;
}

// Makes the items of the context as the provider shows them.
async function settle(
  context: CheckContext,
  resource: Resource,
  account: Item['account'],
  states: readonly State[],
): Promise<string | undefined> {
  const [first, ...others] = states;
  if (first === undefined) return undefined;
  if (others.length === 0) return become(context, resource, account, first);
  const listed = await context.list(resource, account);
  if (listed === undefined) {
    // Probes are about the first account.
    const left = account === 'first' ? await settleByProbes(context, resource, states) : states;
    const [state] = left;
    if (state === undefined) return 'No order of the simultaneous requests explains what is held.';
    if (left.length > 1) context.stateUnknown = true;
    return become(context, resource, account, state);
  }
  let difference: string | undefined;
  for (const state of states) {
    become(context, resource, account, state);
    const differs = findDifference(context, resource, listed, account);
    if (differs === undefined) return undefined;
    difference ??= differs;
  }
  return `${difference} No order of the simultaneous requests explains it.`;
}

function become(
  context: CheckContext,
  resource: Resource,
  account: Item['account'],
  state: State,
): undefined {
  const own = context.items.filter((one) => one.resource === resource && one.account === account);
  for (const item of own) {
    const fields = state.get(label(item));
    // A deleted item and one that was added later may share an identity.
    const isLatest = own.findLast((one) => label(one) === label(item)) === item;
    item.deleted = fields === undefined || !isLatest;
    if (fields === undefined) continue;
    for (const { name, secret } of resource.properties) {
      if (secret) continue;
      if (Object.hasOwn(fields, name)) item.holds.set(name, fields[name]);
      else item.holds.delete(name);
    }
  }
}
