import fc from 'fast-check';
import type { Plan } from './plan.ts';
import { FaultShown, idsEach, type Story } from './story.ts';

/** What the commands of fast-check run against: the story, and nothing else. */
export interface Nothing {
  readonly nothing: true;
}

class Step implements fc.AsyncCommand<Nothing, Story> {
  readonly plan: Plan;

  constructor(plan: Plan) {
    this.plan = plan;
  }

  // Whether a step makes sense follows from the story, which is known only while it is told.
  check(): boolean {
    return true;
  }

  async run(_model: Nothing, story: Story): Promise<void> {
    if (story.allows(this.plan)) await story.tell(this.plan);
  }

  toString(): string {
    return JSON.stringify(this.plan);
  }
}

/** Random sequences of steps on a resource with so many claimable places. */
export function sequences(
  places: number,
  racing: boolean,
): fc.Arbitrary<Iterable<fc.AsyncCommand<Nothing, Story>>> {
  const list = fc.uniqueArray(fc.nat({ max: idsEach - 1 }), { maxLength: 3 });
  const wish = {
    claims: fc.array(list, { minLength: places, maxLength: places }),
    taste: fc.nat({ max: 3 }),
  };
  const target = fc.nat({ max: 4 });
  const add: fc.Arbitrary<Plan> = fc.record({ do: fc.constant('add' as const), ...wish });
  const edit: fc.Arbitrary<Plan> = fc.record({ do: fc.constant('edit' as const), target, ...wish });
  const remove: fc.Arbitrary<Plan> = fc.record({ do: fc.constant('delete' as const), target });
  const spoiled: fc.Arbitrary<Plan> = fc.record({
    do: fc.constant('spoiled' as const),
    target: fc.option(target, { nil: undefined }),
    ...wish,
  });
  const race: fc.Arbitrary<Plan> = fc.record({
    do: fc.constant('race' as const),
    plans: fc.array(
      fc.oneof(
        { arbitrary: add, weight: 2 },
        { arbitrary: edit, weight: 2 },
        { arbitrary: remove, weight: 1 },
      ),
      {
        minLength: 2,
        maxLength: 4,
      },
    ),
  });
  const step = (arbitrary: fc.Arbitrary<Plan>) => arbitrary.map((plan) => new Step(plan));
  const kinds = [add, add, edit, edit, remove, spoiled, ...(racing ? [race, race] : [])];
  return fc.commands(kinds.map(step), { maxCommands: 12, size: 'max' });
}

/** Tells a sequence; gives the fault that it shows, if it shows one. */
export async function tellAll(
  story: Story,
  commands: Iterable<fc.AsyncCommand<Nothing, Story>>,
): Promise<FaultShown | undefined> {
  try {
    await fc.asyncModelRun(() => ({ model: { nothing: true as const }, real: story }), commands);
    await story.end();
    return undefined;
  } catch (error) {
    if (error instanceof FaultShown) return error;
    throw error;
  }
}
