import type { Contract, Identifier } from '../../spec/index.ts';
import { atOneMoment, statusOf } from '../http/exchange.ts';
import type { CheckContext } from '../provider/check-context.ts';
import { NoTestData } from '../provider/identifier-pool.ts';
import type { Item } from '../provider/item.ts';
import type { Call, CallResult, Provider } from '../provider/provider.ts';
import { documentedCall } from '../provider/request-body.ts';
import { compareStoredState } from '../provider/stored-state.ts';
import { withContext } from '../provider/with-context.ts';
import { type Check, type Finding, finding, noTestData } from './check.ts';
import { type Claimable, claimables, kindOf } from './claimable.ts';

const rounds = 6;
const fewest = 2;
// In every other of the later rounds, requests start up to so many milliseconds apart, so that one may
// meet another at any point.
const longestGap = 3;
// Milliseconds after which a slow provider runs no further round.
const longest = 2_000;
const racers = 6;

interface Race {
  readonly kind: string;
  says(rule: string): string;
  /** How many identifiers it needs. */
  readonly needs: number;
  /** Returns what is wrong, in a sentence. */
  run(
    context: CheckContext,
    field: Claimable,
    ids: readonly Identifier[],
    round: number,
  ): Promise<string | undefined>;
}

/** Tests simultaneous requests: of those for the same claim at most one may be accepted. */
export function raceChecks(contract: Contract): Check[] {
  return claimables(contract).flatMap((field) =>
    races.map((race) => ({
      id: `race-${race.kind}-${field.rule}`,
      says: race.says(field.rule),
      source: field.source,
      promises: [],
      alone: true,
      run: (provider: Provider) => runRounds(provider, field, race),
    })),
  );
}

const races: readonly Race[] = [
  {
    kind: 'add',
    says: (rule) =>
      `Of several simultaneous additions for the same ${rule}, at most one is accepted.`,
    needs: racers,
    async run(context, field, [contested = 0, ...own], round) {
      // Some claim the contested identifier alone, others also their own, before or after it.
      const lists = own.map(
        (id, i) => [[contested], [id, contested], [contested, id]][i % 3] ?? [],
      );
      const calls = lists.map((list, i) => addition(context, field, list, i));
      return atMostOne(await sendTogether(context, calls, round), contested);
    },
  },
  {
    kind: 'overlap',
    says: () =>
      'Of simultaneous additions whose lists overlap, no two that share a claim are accepted.',
    needs: racers,
    async run(context, field, ids, round) {
      // A ring: each shares an identifier with the next, in the opposite order.
      const shared = (i: number) => ids[(i + 1) % ids.length] ?? 0;
      const lists = ids.map((id, i) => (i % 2 === 0 ? [id, shared(i)] : [shared(i), id]));
      const calls = lists.map((list) => addition(context, field, list));
      const results = await sendTogether(context, calls, round);
      for (const [i, { outcome }] of results.entries()) {
        const next = results[(i + 1) % results.length];
        if (outcome !== 'accepted' || next?.outcome !== 'accepted') continue;
        return `Two simultaneous requests that share ${shared(i)} were both accepted.`;
      }
      return faultIn(results);
    },
  },
  {
    kind: 'edit',
    says: (rule) => `Of several simultaneous edits for the same ${rule}, at most one is accepted.`,
    needs: racers + 1,
    async run(context, field, [contested = 0, ...own], round) {
      const items = await addItems(context, field, own.slice(0, 4));
      if (items === undefined) return undefined;
      const calls = items.map((item, i) => {
        const kept = own[i];
        const list = i % 2 === 0 || kept === undefined ? [contested] : [kept, contested];
        return edit(context, field, item, list, i);
      });
      return atMostOne(await sendTogether(context, calls, round), contested);
    },
  },
  {
    kind: 'add-edit',
    says: (rule) =>
      `Of simultaneous additions and edits for the same ${rule}, at most one is accepted.`,
    needs: racers,
    async run(context, field, [contested = 0, ...own], round) {
      const items = await addItems(context, field, own.slice(0, 2));
      if (items === undefined) return undefined;
      const calls = [...items].flatMap((item, i) => [
        edit(context, field, item, [contested], i),
        addition(context, field, [contested], i + 1),
      ]);
      return atMostOne(await sendTogether(context, calls, round), contested);
    },
  },
  {
    kind: 'apart',
    says: () => 'Simultaneous additions with nothing in common are all accepted and all kept.',
    needs: racers,
    async run(context, field, ids, round) {
      const calls = ids.map((id) => addition(context, field, [id]));
      const results = await sendTogether(context, calls, round);
      const refused = results.find(({ outcome }) => outcome !== 'accepted');
      if (refused === undefined) return undefined;
      return `One of ${ids.length} simultaneous additions with nothing in common was not accepted (${statusOf(refused.exchange)}).`;
    },
  },
  {
    kind: 'same-item',
    says: () =>
      'After two simultaneous edits of one item, it holds what one of them sent, and only that.',
    needs: 3,
    async run(context, field, [first = 0, ...others], round) {
      const [item] = (await addItems(context, field, [first])) ?? [];
      if (item === undefined) return undefined;
      const calls = others.map((id) => edit(context, field, item, [id]));
      const results = await sendTogether(context, calls, round);
      // The responses do not tell which edit came last; the requests below do.
      context.stateUnknown = true;
      const fault = faultIn(results);
      if (fault !== undefined || acceptedOf(results).length < others.length) return fault;
      const freed = await probeFree(context, field, first, 'released?');
      if (freed !== 'accepted') return `Both edits released ${first}, but it is not free.`;
      const outcomes = await Promise.all(
        others.map((id) => probeFree(context, field, id, 'held or free?')),
      );
      const held = outcomes.filter((outcome) => outcome === 'refused').length;
      if (held === 1) return undefined;
      return `After simultaneous edits to ${others.join(' and ')}, ${held === 0 ? 'neither is held' : 'both are held'}.`;
    },
  },
  {
    kind: 'edit-delete',
    says: () => 'A simultaneous edit and deletion of one item leave nothing held.',
    needs: 2,
    async run(context, field, [first = 0, second = 0], round) {
      const operation = context.provider.operation(field.resource, 'delete');
      const [item] = (operation && (await addItems(context, field, [first]))) ?? [];
      if (operation === undefined || item === undefined) return undefined;
      const { path } = item;
      const deletion = { operation, path, note: `${atOneMoment}: delete` };
      const calls = [edit(context, field, item, [second]), deletion];
      const results = await sendTogether(context, calls, round);
      // An edit that came last may have added the item again.
      context.stateUnknown = true;
      const fault = faultIn(results);
      if (fault !== undefined) return fault;
      await context.send({ operation, path, note: 'deleted for certain' });
      for (const id of [first, second]) {
        const outcome = await probeFree(context, field, id, 'free?');
        if (outcome !== 'accepted') return `No item holds ${id} any more, but it is not free.`;
      }
      return undefined;
    },
  },
  {
    kind: 'accounts',
    says: () => 'Simultaneous requests in two accounts each take effect in their own account.',
    needs: 2,
    async run(context, field, [contested = 0, ...others], round) {
      const accounts = ['first', 'second'] as const;
      // One after the other first: the second account may not know the test data.
      for (const account of accounts) {
        const call = { ...addition(context, field, others), account };
        const { outcome } = await context.send(call);
        if (outcome === 'accepted') continue;
        throw new NoTestData('The second account does not accept the test data.');
      }
      const calls = accounts.map((account) => ({
        ...addition(context, field, [contested]),
        account,
      }));
      const results = await sendTogether(context, calls, round);
      const refused = results.find(({ outcome }) => outcome !== 'accepted');
      if (refused === undefined) return undefined;
      return `One of two simultaneous additions of ${contested} in two accounts was not accepted (${statusOf(refused.exchange)}).`;
    },
  },
];

async function runRounds(provider: Provider, field: Claimable, race: Race): Promise<Finding> {
  const kind = kindOf(provider, field);
  if (kind === undefined) return noTestData;
  // Without a way to delete, every accepted addition uses up an identifier.
  const most = provider.operation(field.resource, 'delete') === undefined ? fewest : rounds;
  const began = performance.now();
  let round = 0;
  for (; round < most; round += 1) {
    if (round >= fewest && performance.now() - began > longest) break;
    const broken = await withContext(provider, new Map([[kind, race.needs]]), async (context) => {
      const ids = context.idsOf(kind);
      const message =
        (await race.run(context, field, ids, round)) ?? (await compareStoredState(context));
      if (message === undefined) return undefined;
      return finding('broken', `In round ${round + 1}: ${message}`, context.exchanges);
    });
    if (broken !== undefined) return broken;
  }
  return finding('kept', `None of ${round} rounds broke it.`);
}

function addition(
  { provider }: CheckContext,
  { resource, steps }: Claimable,
  values: readonly Identifier[],
  variant = 0,
): Call {
  const note = `${atOneMoment}: add`;
  return documentedCall(provider, resource, 'add', [{ steps, values }], note, { variant });
}

function edit(
  { provider }: CheckContext,
  { resource, steps }: Claimable,
  { path }: Item,
  values: readonly Identifier[],
  variant = 0,
): Call {
  const note = `${atOneMoment}: edit`;
  return documentedCall(provider, resource, 'edit', [{ steps, values }], note, { path, variant });
}

/** Sends calls simultaneously, or up to a few milliseconds apart. */
function sendTogether(context: CheckContext, calls: readonly Call[], round = 0) {
  const gap = round >= fewest && round % 2 === 0 ? round / 2 : 0;
  const after = calls.map((_, i) => (i * gap) % (longestGap + 1));
  return context.sendTogether(calls, after);
}

/** Adds an item for each identifier; undefined if one is not accepted, or items cannot be edited. */
async function addItems(
  context: CheckContext,
  field: Claimable,
  ids: readonly Identifier[],
): Promise<readonly Item[] | undefined> {
  if (context.provider.operation(field.resource, 'edit') === undefined) return undefined;
  const calls = ids.map((id) => ({ ...addition(context, field, [id]), note: 'before' }));
  const results = await sendTogether(context, calls);
  return acceptedOf(results).length === results.length ? context.items : undefined;
}

async function probeFree(context: CheckContext, field: Claimable, id: Identifier, note: string) {
  return (await context.send({ ...addition(context, field, [id]), note })).outcome;
}

function faultIn(results: readonly CallResult[]): string | undefined {
  return results.find(({ fault }) => fault !== undefined)?.fault;
}

function acceptedOf(results: readonly CallResult[]): readonly CallResult[] {
  return results.filter(({ outcome }) => outcome === 'accepted');
}

function atMostOne(results: readonly CallResult[], id: Identifier): string | undefined {
  const count = acceptedOf(results).length;
  if (count <= 1) return faultIn(results);
  return `${count} of ${results.length} simultaneous requests for ${id} were accepted.`;
}
