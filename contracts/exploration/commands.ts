import fc from 'fast-check';
import type { SequenceRun } from './sequence-run.ts';
import type { Step } from './step.ts';
import { idsEach } from './target.ts';
import { Violation } from './violation.ts';

/** What the commands of fast-check run against: the story, and nothing else. */
export interface NoModel {
  readonly nothing: true;
}

class StepCommand implements fc.AsyncCommand<NoModel, SequenceRun> {
  readonly plan: Step;

  constructor(plan: Step) {
    this.plan = plan;
  }

  // Whether a step makes sense follows from the story, which is known only while it is told.
  check(): boolean {
    return true;
  }

  async run(_model: NoModel, story: SequenceRun): Promise<void> {
    if (story.allows(this.plan)) await story.runStep(this.plan);
  }

  toString(): string {
    return JSON.stringify(this.plan);
  }
}

/** The step that a command is. */
export function stepOf(command: fc.AsyncCommand<NoModel, SequenceRun>): Step | undefined {
  return command instanceof StepCommand ? command.plan : undefined;
}

/** What random sequences are made of. */
export interface SequenceOptions {
  /** How many places of an item can be claimed. */
  readonly places: number;
  /** Whether there is a second account. */
  readonly second: boolean;
  /** Whether an edit may name what may not be changed. */
  readonly immutable: boolean;
  /** How many items a crowd may have; 0 has none. */
  readonly crowd: number;
}

// Milliseconds; more would be one after the other with a provider that answers at once.
const latest = 4;

/** Random sequences of steps. */
export function sequences({
  places,
  second,
  immutable,
  crowd,
}: SequenceOptions): fc.Arbitrary<Iterable<fc.AsyncCommand<NoModel, SequenceRun>>> {
  // Mostly short lists, whose claims are easily told apart; now and then as long as can be.
  const one = fc.nat({ max: idsEach - 1 });
  const list = fc.oneof(
    { arbitrary: fc.uniqueArray(one, { maxLength: 2, size: 'max' }), weight: 4 },
    { arbitrary: fc.uniqueArray(one, { maxLength: idsEach, size: 'max' }), weight: 1 },
  );
  const wish = {
    claims: fc.array(list, { minLength: places, maxLength: places }),
    taste: fc.nat({ max: 3 }),
    second: second
      ? fc.oneof(fc.constant(false), fc.constant(false), fc.boolean())
      : fc.constant(false),
  };
  const target = fc.nat({ max: 4 });
  const add: fc.Arbitrary<Step> = fc.record({ do: fc.constant('add' as const), ...wish });
  const edit: fc.Arbitrary<Step> = fc.record({ do: fc.constant('edit' as const), target, ...wish });
  const remove: fc.Arbitrary<Step> = fc.record({ do: fc.constant('delete' as const), target });
  const spoiled: fc.Arbitrary<Step> = fc.record({
    do: fc.constant('spoiled' as const),
    target: fc.option(target, { nil: undefined }),
    ...wish,
  });
  const trespass: fc.Arbitrary<Step> = fc.record({
    do: fc.constant('trespass' as const),
    target,
    deletes: fc.boolean(),
    ...wish,
  });
  const alter: fc.Arbitrary<Step> = fc.record({
    do: fc.constant('alter' as const),
    target,
    field: fc.nat({ max: 3 }),
    ...wish,
  });
  const many: fc.Arbitrary<Step> = fc.record({
    do: fc.constant('crowd' as const),
    count: fc.constantFrom(12, 25, crowd).map((count) => Math.min(count, crowd)),
  });
  const count = { minLength: 2, maxLength: 4 };
  const writes = fc.oneof(
    { arbitrary: add, weight: 2 },
    { arbitrary: edit, weight: 2 },
    { arbitrary: remove, weight: 1 },
  );
  const race: fc.Arbitrary<Step> = fc.record({
    do: fc.constant('race' as const),
    // Every other round at one moment; otherwise one may meet the other at any point of its way.
    after: fc.option(fc.array(fc.nat({ max: latest }), { ...count, minLength: count.maxLength }), {
      freq: 2,
      nil: undefined,
    }),
    plans: fc.oneof(
      fc.array(writes, count),
      // All of them for the same.
      fc
        .tuple(fc.array(fc.oneof(add, edit), count), fc.nat({ max: places - 1 }), one)
        .map(contested),
      fc.tuple(fc.array(edit, count), fc.nat({ max: places - 1 }), one).map(contested),
      // The very same several times, as an impatient client sends it.
      fc
        .tuple(add, fc.integer({ min: 2, max: 4 }))
        .map(([plan, n]) => Array(n).fill(plan) as Step[]),
    ),
  });
  const step = (arbitrary: fc.Arbitrary<Step>) => arbitrary.map((plan) => new StepCommand(plan));
  const kinds = [add, add, add, edit, edit, edit, remove, spoiled, race, race];
  if (second) kinds.push(trespass);
  if (immutable) kinds.push(alter);
  const usual = fc.commands(kinds.map(step), { maxCommands: 14, size: 'max' });
  if (crowd === 0) return usual;
  return fc.oneof(
    { arbitrary: usual, weight: 24 },
    // What came before a crowd must still hold after it.
    {
      arbitrary: fc
        .tuple(
          step(add),
          step(many),
          fc.array(step(fc.oneof(add, edit)), { minLength: 4, maxLength: 8 }),
        )
        .map(([before, between, after]) => [before, between, ...after]),
      weight: 1,
    },
  );
}

function contested([plans, place, id]: [Step[], number, number]): Step[] {
  return plans.map((plan, i) => {
    if (!('claims' in plan)) return plan;
    const asked = plan.claims[place] ?? [];
    const list = asked.includes(id) ? asked : [...asked, id];
    // Each about an item of its own, as far as there are so many.
    return 'target' in plan && plan.do === 'edit'
      ? { ...plan, target: i, claims: plan.claims.with(place, list) }
      : { ...plan, claims: plan.claims.with(place, list) };
  });
}

/** Tells a sequence; gives the fault that it shows, if it shows one. */
export async function runSequence(
  story: SequenceRun,
  commands: Iterable<fc.AsyncCommand<NoModel, SequenceRun>>,
): Promise<Violation | undefined> {
  try {
    await fc.asyncModelRun(() => ({ model: { nothing: true as const }, real: story }), commands);
    await story.end();
    return undefined;
  } catch (error) {
    if (error instanceof Violation) return error;
    throw error;
  }
}
