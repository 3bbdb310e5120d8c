import fc from 'fast-check';
import type { Step } from './step.ts';
import { idsEach } from './target.ts';

/** Random steps as fast-check's commands. Running them only lists the steps. */
export type Commands = Iterable<fc.AsyncCommand<object, Step[]>>;

class StepCommand implements fc.AsyncCommand<object, Step[]> {
  readonly #step: Step;

  constructor(step: Step) {
    this.#step = step;
  }

  // Whether a step is possible follows from what the steps before it stored.
  check(): boolean {
    return true;
  }

  async run(_model: object, steps: Step[]): Promise<void> {
    steps.push(this.#step);
  }
}

/** Returns the steps of commands. */
export async function stepsOf(commands: Commands): Promise<readonly Step[]> {
  const real: Step[] = [];
  await fc.asyncModelRun(() => ({ model: {}, real }), commands);
  return real;
}

/** What random sequences may contain. */
export interface SequenceOptions {
  /** How many key fields an item has. */
  readonly keyFields: number;
  /** Whether there is a second account. */
  readonly second: boolean;
  /** Whether edits may change immutable fields. */
  readonly immutable: boolean;
  /** The most items that one step adds; 0 adds none. */
  readonly bulk: number;
  /** Whether key fields are lists that may be long, or name an identifier twice. */
  readonly lists: boolean;
}

// Milliseconds between the requests of a race; with longer gaps a fast provider handles them in turn.
const longestGap = 4;

/** Generates random sequences of steps. */
export function sequences({
  keyFields,
  second,
  immutable,
  bulk,
  lists,
}: SequenceOptions): fc.Arbitrary<Commands> {
  const steps = stepArbitraries(keyFields, second, lists);
  const { add, edit, remove, invalid, crossAccount, change } = steps;
  const race = raceArbitrary(keyFields, steps);
  const command = (arbitrary: fc.Arbitrary<Step>) => arbitrary.map((step) => new StepCommand(step));
  const kinds = [add, add, add, edit, edit, edit, remove, invalid, race, race];
  if (second) kinds.push(crossAccount);
  if (immutable) kinds.push(change);
  const usual = fc.commands(kinds.map(command), { maxCommands: 14, size: 'max' });
  const flavours: fc.WeightedArbitrary<Commands>[] = [{ arbitrary: usual, weight: 21 }];
  if (lists) flavours.push({ arbitrary: longLists(keyFields, steps).map(listed), weight: 3 });
  if (bulk > 0) {
    const many: fc.Arbitrary<Step> = fc.record({
      do: fc.constant('bulk-add' as const),
      count: fc.constantFrom(12, 25, bulk).map((count) => Math.min(count, bulk)),
    });
    const few = fc.array(fc.oneof(add, edit), { minLength: 4, maxLength: 8 });
    // Claims from before a bulk add must still hold after it.
    const arbitrary = fc.tuple(add, many, few).map(([before, between, after]) => {
      return listed([before, between, ...after]);
    });
    flavours.push({ arbitrary, weight: 1 });
  }
  return fc.oneof(...flavours);
}

function listed(steps: readonly Step[]): Commands {
  return steps.map((step) => new StepCommand(step));
}

// A provider may check only the beginning of a list: here what others hold stands at its end.
function longLists(
  keyFields: number,
  { add, edit }: StepArbitraries,
): fc.Arbitrary<readonly Step[]> {
  const own = Array.from({ length: idsEach }, (_, i) => idsEach + i);
  const claims = fc
    .tuple(
      fc.nat({ max: keyFields - 1 }),
      fc.shuffledSubarray(own, { minLength: idsEach }),
      fc.uniqueArray(position, { minLength: idsEach - 1, maxLength: idsEach, size: 'max' }),
    )
    .map(([at, mine, others]) =>
      Array.from({ length: keyFields }, (_, i) => (i === at ? [...mine, ...others] : [])),
    );
  const long = fc
    .tuple(fc.oneof(add, edit), claims)
    .map(([step, claims]): Step => ('claims' in step ? { ...step, claims } : step));
  return fc
    .tuple(add, fc.array(fc.oneof(add, long), { minLength: 2, maxLength: 6 }))
    .map(([first, others]) => [first, ...others]);
}

// The position of an identifier among those of a sequence.
const position = fc.nat({ max: idsEach - 1 });

type StepArbitraries = Readonly<
  Record<'add' | 'edit' | 'remove' | 'invalid' | 'crossAccount' | 'change', fc.Arbitrary<Step>>
>;

function stepArbitraries(keyFields: number, second: boolean, lists: boolean): StepArbitraries {
  // Mostly short lists, whose claims are easy to tell apart, and sometimes longer ones.
  const list = fc.oneof(
    { arbitrary: fc.uniqueArray(position, { maxLength: 2, size: 'max' }), weight: 12 },
    { arbitrary: fc.uniqueArray(position, { maxLength: idsEach, size: 'max' }), weight: 3 },
    // The first one twice, and another after it.
    {
      arbitrary: fc
        .uniqueArray(position, { minLength: 2, maxLength: 2 })
        .map(([one = 0, other = 1]) => [one, one, other]),
      weight: lists ? 1 : 0,
    },
  );
  const claims = {
    claims: fc.array(list, { minLength: keyFields, maxLength: keyFields }),
    variant: fc.nat({ max: 7 }),
    second: second
      ? fc.oneof(fc.constant(false), fc.constant(false), fc.boolean())
      : fc.constant(false),
  };
  const target = fc.nat({ max: 4 });
  return {
    add: fc.record({ do: fc.constant('add' as const), ...claims }),
    edit: fc.record({ do: fc.constant('edit' as const), target, ...claims }),
    remove: fc.record({ do: fc.constant('delete' as const), target }),
    invalid: fc.record({
      do: fc.constant('invalid' as const),
      target: fc.option(target, { nil: undefined }),
      ...claims,
    }),
    crossAccount: fc.record({
      do: fc.constant('cross-account' as const),
      target,
      deletes: fc.boolean(),
      ...claims,
    }),
    change: fc.record({
      do: fc.constant('change-immutable' as const),
      target,
      field: fc.nat({ max: 3 }),
      ...claims,
    }),
  };
}

function raceArbitrary(
  keyFields: number,
  { add, edit, remove }: StepArbitraries,
): fc.Arbitrary<Step> {
  const count = { minLength: 2, maxLength: 4 };
  const field = fc.nat({ max: keyFields - 1 });
  const writes = fc.oneof(
    { arbitrary: add, weight: 2 },
    { arbitrary: edit, weight: 2 },
    { arbitrary: remove, weight: 1 },
  );
  return fc.record({
    do: fc.constant('race' as const),
    // Half of the races are simultaneous; in the others one request may meet another at any point.
    after: fc.option(
      fc.array(fc.nat({ max: longestGap }), { ...count, minLength: count.maxLength }),
      { freq: 2, nil: undefined },
    ),
    steps: fc.oneof(
      fc.array(writes, count),
      // All for the same identifier.
      fc.tuple(fc.array(fc.oneof(add, edit), count), field, position).map(contested),
      fc.tuple(fc.array(edit, count), field, position).map(contested),
      // The same request several times, as an impatient client sends it.
      fc
        .tuple(add, fc.integer({ min: 2, max: 4 }))
        .map(([step, n]) => Array(n).fill(step) as Step[]),
    ),
  });
}

function contested([steps, field, id]: [Step[], number, number]): Step[] {
  return steps.map((step, i) => {
    if (!('claims' in step)) return step;
    const before = step.claims[field] ?? [];
    const claims = step.claims.with(field, before.includes(id) ? before : [...before, id]);
    // Each edits its own item, if there are enough.
    return step.do === 'edit' ? { ...step, target: i, claims } : { ...step, claims };
  });
}
