import { setTimeout as pause } from 'node:timers/promises';
import type { Contract } from '../../spec/index.ts';
import { atOneMoment, type Exchange } from '../http/exchange.ts';
import type { CheckContext } from '../provider/check-context.ts';
import { type Identifier, NoTestData } from '../provider/identifier-pool.ts';
import type { Item } from '../provider/item.ts';
import type { Call, CallResult, Provider } from '../provider/provider.ts';
import { documentedBody } from '../provider/request-body.ts';
import { compareStoredState } from '../provider/stored-state.ts';
import { withContext } from '../provider/with-context.ts';
import type { Check, Finding } from './check.ts';
import { type Claimable, claimables, kindOf } from './claimable.ts';

const rounds = 6;
const fewest = 2;
// In every other round after those the requests start up to so many milliseconds apart, so that one
// may meet another at any point of its way.
const longestGap = 3;
// Milliseconds after which a slow provider is not raced again.
const longest = 2_000;
const racers = 6;

/** What happens at one moment: of requests for the same claim at most one may be accepted. */
export function raceChecks(contract: Contract): Check[] {
  return claimables(contract).flatMap((place) => [
    race(
      place,
      'add',
      `Of several additions at the same moment for the same ${place.rule} at most one is accepted.`,
      racers,
      adds,
    ),
    race(
      place,
      'overlap',
      `Of additions at the same moment whose lists overlap no two that share a claim are accepted.`,
      racers,
      overlaps,
    ),
    race(
      place,
      'edit',
      `Of several edits at the same moment for the same ${place.rule} at most one is accepted.`,
      racers + 1,
      edits,
    ),
    race(
      place,
      'add-edit',
      `Of additions and edits at the same moment for the same ${place.rule} at most one is accepted.`,
      racers,
      addsAndEdits,
    ),
    race(
      place,
      'apart',
      'Additions at the same moment that have nothing in common are all accepted, and all kept.',
      racers,
      apart,
    ),
    race(
      place,
      'same-item',
      'Of two edits of one item at the same moment one is what holds in the end, and only that.',
      3,
      sameItem,
    ),
    race(
      place,
      'edit-delete',
      'What an edit and a deletion of one item at the same moment leave behind holds nothing.',
      2,
      editAndDelete,
    ),
    race(
      place,
      'accounts',
      'Requests at the same moment in two accounts are each carried out in their own.',
      2,
      accounts,
    ),
  ]);
}

type Runner = (
  context: CheckContext,
  place: Claimable,
  ids: readonly Identifier[],
  round: number,
) => Promise<string | undefined>;

function race(place: Claimable, kind: string, says: string, needs: number, run: Runner): Check {
  return {
    id: `race-${kind}-${place.rule}`,
    says,
    source: place.source,
    promises: [],
    alone: true,
    run: (provider) => play(provider, place, needs, run),
  };
}

async function play(
  provider: Provider,
  place: Claimable,
  needs: number,
  run: Runner,
): Promise<Finding> {
  const kind = kindOf(provider, place);
  if (kind === undefined) {
    return { outcome: 'skipped', message: 'Nothing is lent to try it with.', exchanges: [] };
  }
  // Without delete every addition that is accepted uses an identifier up.
  const lasting = provider.operation(place.resource, 'delete') === undefined;
  const began = performance.now();
  let round = 0;
  for (; round < (lasting ? fewest : rounds); round += 1) {
    if (round >= fewest && performance.now() - began > longest) break;
    const finding = await withContext(provider, new Map([[kind, needs]]), async (context) => {
      const ids = context.reserved.get(kind) ?? [];
      const message =
        (await run(context, place, ids, round)) ?? (await compareStoredState(context));
      return message === undefined ? undefined : { message, exchanges: [...context.exchanges] };
    });
    if (finding === undefined) continue;
    const message = `In round ${round + 1}: ${finding.message}`;
    return { outcome: 'broken', message, exchanges: finding.exchanges };
  }
  return { outcome: 'kept', message: `No round of ${round} broke it.`, exchanges: [] };
}

function addition(
  { provider }: CheckContext,
  place: Claimable,
  values: readonly Identifier[],
  taste = 0,
): Call {
  const { resource, steps } = place;
  return {
    operation: resource.actions.add as NonNullable<typeof resource.actions.add>,
    json: documentedBody(provider, resource, 'add', [{ steps, values }], {}, taste),
    note: `${atOneMoment}: add`,
    promised: true,
  };
}

function edit(
  { provider }: CheckContext,
  place: Claimable,
  item: Item,
  values: readonly Identifier[],
  taste = 0,
): Call {
  const { resource, steps } = place;
  return {
    operation: resource.actions.edit as NonNullable<typeof resource.actions.edit>,
    path: item.path,
    json: documentedBody(provider, resource, 'edit', [{ steps, values }], item.path, taste),
    note: `${atOneMoment}: edit`,
    promised: true,
  };
}

/** Sends everything at the same moment, or nearly so, over connections of their own. */
function together(context: CheckContext, all: readonly Call[], round = 0): Promise<CallResult[]> {
  const gap = round >= fewest && round % 2 === 0 ? round / 2 : 0;
  return Promise.all(
    all.map(async (asked, i) => {
      const wait = (i * gap) % (longestGap + 1);
      if (wait > 0) await pause(wait);
      return context.send(asked);
    }),
  );
}

async function prepare(
  context: CheckContext,
  place: Claimable,
  ids: readonly Identifier[],
): Promise<readonly Item[] | undefined> {
  if (context.provider.operation(place.resource, 'edit') === undefined) return undefined;
  const told = await together(
    context,
    ids.map((id) => ({ ...addition(context, place, [id]), note: 'before' })),
  );
  return told.every(({ reading }) => reading.kind === 'accepted') ? context.items : undefined;
}

function faultIn(told: readonly CallResult[]): string | undefined {
  const found = told.find(({ reading }) => reading.kind === 'fault');
  return found?.reading.kind === 'fault' ? found.reading.why : undefined;
}

function winners(told: readonly CallResult[]): readonly Exchange[] {
  return told.filter(({ reading }) => reading.kind === 'accepted').map(({ exchange }) => exchange);
}

function atMostOne(told: readonly CallResult[], id: Identifier | undefined): string | undefined {
  const count = winners(told).length;
  return count > 1
    ? `Of ${told.length} requests at the same moment for ${id} ${count} were accepted.`
    : faultIn(told);
}

const adds: Runner = async (context, place, [contested, ...own], round) => {
  if (contested === undefined) return undefined;
  // Half ask for the contested one alone, half for one of their own as well, before it or after.
  const lists = own.map((id, i) => [[contested], [id, contested], [contested, id]][i % 3] ?? []);
  const told = await together(
    context,
    lists.map((list, i) => addition(context, place, list, i)),
    round,
  );
  return atMostOne(told, contested);
};

const overlaps: Runner = async (context, place, ids, round) => {
  // A ring: each shares one with the next, named in opposite orders.
  const pairs = ids.map((id, i) => [id, ids[(i + 1) % ids.length] ?? id]);
  const lists = pairs.map((pair, i) => (i % 2 === 0 ? pair : [...pair].reverse()));
  const told = await together(
    context,
    lists.map((list) => addition(context, place, list)),
    round,
  );
  for (const [i, { reading }] of told.entries()) {
    const next = told[(i + 1) % told.length];
    if (reading.kind !== 'accepted' || next?.reading.kind !== 'accepted') continue;
    return `Two requests at the same moment that share ${ids[(i + 1) % ids.length]} were both accepted.`;
  }
  return faultIn(told);
};

const edits: Runner = async (context, place, [contested, ...own], round) => {
  const items =
    contested === undefined ? undefined : await prepare(context, place, own.slice(0, 4));
  if (contested === undefined || items === undefined) return undefined;
  const told = await together(
    context,
    items.map((item, i) => {
      const kept = own[i];
      const list = i % 2 === 0 || kept === undefined ? [contested] : [kept, contested];
      return edit(context, place, item, list, i);
    }),
    round,
  );
  return atMostOne(told, contested);
};

const addsAndEdits: Runner = async (context, place, [contested, ...own], round) => {
  const items =
    contested === undefined ? undefined : await prepare(context, place, own.slice(0, 2));
  if (contested === undefined || items === undefined) return undefined;
  const told = await together(
    context,
    [...items].flatMap((item, i) => [
      edit(context, place, item, [contested], i),
      addition(context, place, [contested], i + 1),
    ]),
    round,
  );
  return atMostOne(told, contested);
};

const apart: Runner = async (context, place, ids, round) => {
  const told = await together(
    context,
    ids.map((id) => addition(context, place, [id])),
    round,
  );
  const refused = told.find(({ reading }) => reading.kind !== 'accepted');
  if (refused === undefined) return undefined;
  const status = refused.exchange.response?.status ?? refused.exchange.failure;
  return `Of ${ids.length} additions at the same moment with nothing in common one was not accepted (${status}).`;
};

const sameItem: Runner = async (context, place, [first, ...others], round) => {
  const items = first === undefined ? undefined : await prepare(context, place, [first]);
  const [item] = items ?? [];
  if (item === undefined) return undefined;
  const told = await together(
    context,
    others.map((id) => edit(context, place, item, [id])),
    round,
  );
  // Which came last nobody can tell from the answers; what is held is tried below.
  context.stateUnknown = true;
  const fault = faultIn(told);
  if (fault !== undefined || winners(told).length < others.length) return fault;
  const freed = await context.send({
    ...addition(context, place, [first ?? 0]),
    note: 'let go of?',
  });
  if (freed.reading.kind !== 'accepted')
    return `Both edits let go of ${first}, and it is not free.`;
  const taken = await Promise.all(
    others.map((id) => context.send({ ...addition(context, place, [id]), note: 'held or free?' })),
  );
  const held = taken.filter(({ reading }) => reading.kind === 'refused').length;
  if (held === 1) return undefined;
  return `After edits at the same moment to ${others.join(' and ')} ${held === 0 ? 'neither is held' : 'both are held'}.`;
};

const accounts: Runner = async (context, place, ids, round) => {
  const both = (['first', 'second'] as const).map((account) => ({
    ...addition(context, place, ids.slice(0, 1)),
    account,
  }));
  // One after the other first: the second account need not know what was lent for the first.
  for (const asked of both) {
    const { reading } = await context.send({
      ...asked,
      ...addition(context, place, ids.slice(1)),
      account: asked.account,
    });
    if (reading.kind !== 'accepted')
      throw new NoTestData('The second account does not take what was lent.');
  }
  const told = await together(context, both, round);
  const refused = told.find(({ reading }) => reading.kind !== 'accepted');
  if (refused === undefined) return undefined;
  return `Of additions of ${ids[0]} at the same moment in two accounts one was not accepted (${refused.exchange.response?.status ?? refused.exchange.failure}).`;
};

const editAndDelete: Runner = async (context, place, [first, second], round) => {
  const remove = context.provider.operation(place.resource, 'delete');
  if (remove === undefined || first === undefined || second === undefined) return undefined;
  const [item] = (await prepare(context, place, [first])) ?? [];
  if (item === undefined) return undefined;
  const { path } = item;
  const told = await together(
    context,
    [
      edit(context, place, item, [second]),
      { operation: remove, path, note: `${atOneMoment}: delete` },
    ],
    round,
  );
  // Which came last nobody can tell, and an edit that came last may have made it anew.
  context.stateUnknown = true;
  const fault = faultIn(told);
  if (fault !== undefined) return fault;
  await context.send({ operation: remove, path, note: 'deleted for certain' });
  for (const id of [first, second]) {
    const { reading } = await context.send({ ...addition(context, place, [id]), note: 'free?' });
    if (reading.kind !== 'accepted') return `No item is left that holds ${id}, and it is not free.`;
  }
  return undefined;
};
