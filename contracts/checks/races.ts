import type { Contract, Resource } from '../../spec/index.ts';
import { statusOf } from '../http/exchange.ts';
import { editOfKey } from '../model/key-fields.ts';
import { parentPathOf } from '../model/parent-path.ts';
import type { CheckContext } from '../provider/check-context.ts';
import { NoTestData } from '../provider/identifier-pool.ts';
import type { Call, Provider } from '../provider/provider.ts';
import type { RaceResult } from '../provider/send-race.ts';
import { compareStoredState, probeState } from '../provider/stored-state.ts';
import { withContext } from '../provider/with-context.ts';
import { type Check, type Finding, finding, noTestData, skipIfMissing } from './check.ts';
import { about } from './claimable.ts';
import { type Contested, Round, raceFields } from './race-round.ts';

const rounds = 6;
const fewest = 2;
// Milliseconds after which a slow provider runs no further round.
const longest = 2_000;

interface RaceKind {
  readonly kind: string;
  says(rule: string): string;
  /** How many keys it needs. */
  readonly needs: number;
  /** What the key must allow: items with several of them, or edits that move them. */
  readonly for?: 'lists' | 'movable';
  /** The operations that it needs besides that to add. */
  readonly also: readonly ('edit' | 'delete')[];
  /** Whether all requests must be accepted. */
  readonly all?: boolean;
  /** Returns the calls of a round; undefined if it could not be set up. */
  calls(round: Round): readonly Call[] | undefined | Promise<readonly Call[] | undefined>;
}

/** Tests simultaneous requests: an order of those that are accepted must keep the rules. */
export function raceChecks(contract: Contract): Check[] {
  return contract.resources.flatMap((resource) =>
    resource.actions.add === undefined || parentPathOf(contract, resource) === undefined
      ? []
      : resource.unique.flatMap((rule) =>
          rule.within === 'item' ? [] : checksOf({ resource, rule }),
        ),
  );
}

function checksOf({ resource, rule }: Contested): Check[] {
  const fits = {
    lists: rule.by.length === 1 && rule.by[0]?.at(-1) === '*',
    movable: rule.by.every((steps) => editOfKey(resource, steps) === 'changes'),
  };
  const fitting = kinds.filter(
    (one) =>
      (one.for === undefined || fits[one.for]) &&
      one.also.every((action) => resource.actions[action] !== undefined),
  );
  return fitting.map((race) => ({
    id: `race-${race.kind}-${rule.name}`,
    says: race.says(rule.name),
    source: rule.source,
    promises: [],
    ...about({ resource, rule: rule.name }),
    alone: true,
    run: (provider) => runRounds(provider, { resource, rule }, race),
  }));
}

const kinds: readonly RaceKind[] = [
  {
    kind: 'add',
    says: (rule) =>
      `Of several simultaneous additions for the same ${rule}, at most one is accepted.`,
    needs: 6,
    also: [],
    // Some claim the contested key alone, others also their own, before or after it.
    calls: (round) =>
      [1, 2, 3, 4, 5].map((own, i) =>
        round.add([[0], [own, 0], [0, own]][i % 3] ?? [], { own, variant: i }),
      ),
  },
  {
    kind: 'overlap',
    says: () =>
      'Of simultaneous additions whose lists overlap, no two that share a claim are accepted.',
    needs: 6,
    for: 'lists',
    also: [],
    // A ring: each shares a key with the next, in the opposite order.
    calls: (round) =>
      [0, 1, 2, 3, 4, 5].map((own) => {
        const next = (own + 1) % 6;
        return round.add(own % 2 === 0 ? [own, next] : [next, own], { own });
      }),
  },
  {
    kind: 'edit',
    says: (rule) => `Of several simultaneous edits for the same ${rule}, at most one is accepted.`,
    needs: 7,
    for: 'movable',
    also: ['edit'],
    async calls(round) {
      const items = await round.addItems([1, 2, 3, 4]);
      return items?.map((item, i) => round.edit(item, i % 2 === 0 ? [0] : [i + 1, 0], i));
    },
  },
  {
    kind: 'add-edit',
    says: (rule) =>
      `Of simultaneous additions and edits for the same ${rule}, at most one is accepted.`,
    needs: 6,
    for: 'movable',
    also: ['edit'],
    async calls(round) {
      const items = await round.addItems([1, 2]);
      return items?.flatMap((item, i) => [
        round.edit(item, [0], i),
        round.add([0], { own: i + 3, variant: i + 1 }),
      ]);
    },
  },
  {
    kind: 'apart',
    says: () => 'Simultaneous additions with nothing in common are all accepted and all kept.',
    needs: 6,
    also: [],
    all: true,
    calls: (round) => [0, 1, 2, 3, 4, 5].map((own) => round.add([own], { own })),
  },
  {
    kind: 'same-item',
    says: () =>
      'After two simultaneous edits of one item, it holds what one of them sent, and only that.',
    needs: 3,
    for: 'movable',
    also: ['edit'],
    async calls(round) {
      const [item] = (await round.addItems([0])) ?? [];
      return item && [round.edit(item, [1]), round.edit(item, [2])];
    },
  },
  {
    kind: 'edit-delete',
    says: () => 'After a simultaneous edit and deletion of one item, it is gone or as edited.',
    needs: 2,
    for: 'movable',
    also: ['edit', 'delete'],
    async calls(round) {
      const [item] = (await round.addItems([0])) ?? [];
      return item && [round.edit(item, [1]), round.delete(item)];
    },
  },
  {
    kind: 'accounts',
    says: () => 'Simultaneous requests in two accounts each take effect in their own account.',
    needs: 2,
    also: [],
    all: true,
    async calls(round) {
      const accounts = ['first', 'second'] as const;
      // One after the other first: the second account may not know the test data.
      for (const account of accounts) {
        const { outcome } = await round.context.send({ ...round.add([1], { own: 1 }), account });
        if (outcome === 'accepted') continue;
        throw new NoTestData('The second account does not accept the test data.');
      }
      return accounts.map((account) => ({ ...round.add([0], { own: 0 }), account }));
    },
  },
];

async function runRounds(
  provider: Provider,
  { resource, rule }: Contested,
  race: RaceKind,
): Promise<Finding> {
  const operations = (['add', ...race.also] as const).flatMap((one) => resource.actions[one] ?? []);
  const skipped = skipIfMissing(provider, operations);
  if (skipped !== undefined) return skipped;
  const fields = raceFields(provider, { resource, rule });
  if (!fields.some(({ inKey }) => inKey)) return noTestData;
  const needs = new Map(fields.map(({ kind }) => [kind, race.needs]));
  // Without a way to delete, every accepted addition uses up an identifier.
  const usesUp = provider.operation(resource, 'delete') === undefined;
  const most = usesUp ? fewest : rounds;
  const pools = fields.flatMap(({ kind }) => provider.pools.get(kind) ?? []);
  if (usesUp && pools.some(({ free }) => free < 4 * most * race.needs)) {
    return finding('skipped', 'It would use up test data, because the provider cannot delete.');
  }
  const began = performance.now();
  let [at, run] = [0, 0];
  for (; at < most; at += 1) {
    if (at >= fewest && performance.now() - began > longest) break;
    const broken = await withContext(provider, needs, async (context) => {
      const round = new Round(context, { resource, rule }, fields);
      const calls = await race.calls(round);
      if (calls === undefined) return undefined;
      run += 1;
      const message = await wrongIn(context, resource, race, await round.race(calls, gapOf(at)));
      return message && finding('broken', `In round ${at + 1}: ${message}`, context.exchanges);
    });
    if (broken) return broken;
  }
  if (run > 0) return finding('kept', `None of ${run} rounds broke it.`);
  return finding('inconclusive', 'The check could not be set up: an addition was not accepted.');
}

// In every other of the later rounds, requests start a little apart, so that one may meet another at any
// point.
function gapOf(round: number): number {
  return round >= fewest && round % 2 === 0 ? round / 2 : 0;
}

async function wrongIn(
  context: CheckContext,
  resource: Resource,
  race: RaceKind,
  { results, wrong, open }: RaceResult,
): Promise<string | undefined> {
  if (wrong !== undefined) return wrong;
  const refused = results.find(({ outcome }) => outcome !== 'accepted');
  if (race.all && refused !== undefined) {
    return `One of ${results.length} simultaneous additions with nothing in common was not accepted (${statusOf(refused.exchange)}).`;
  }
  const difference = await compareStoredState(context);
  // Where a list was compared, claims may still say something else.
  const hasList = context.provider.operation(resource, 'list') !== undefined;
  const twice = race.kind === 'same-item' || race.kind === 'edit-delete';
  return difference ?? (hasList && (open || twice) ? probeState(context) : undefined);
}
