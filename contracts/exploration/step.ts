import { compileCheck, type JsonObject, Misuse, pointerInWords } from '../../spec/index.ts';

/**
 * What a step of a sequence claims: by position of the claimable place, which of the identifiers lent
 * to the sequence, and which of the values that play no part in the rules.
 */
export interface StepClaims {
  readonly claims: readonly (readonly number[])[];
  /** Picks among values that play no part in the rules. */
  readonly taste: number;
  /** Whether it is done in the second account, where there is one. */
  readonly second?: boolean | undefined;
}

/** One step of a sequence; it names no identifiers, so that it can be replayed with others. */
export type Step =
  | ({ readonly do: 'add' } & StepClaims)
  | ({ readonly do: 'edit'; readonly target: number } & StepClaims)
  | { readonly do: 'delete'; readonly target: number }
  | { readonly do: 'list' }
  /** A request that lacks a field that has to be there, so that it must be refused. */
  | ({ readonly do: 'spoiled'; readonly target: number | undefined } & StepClaims)
  /** An edit of what may not be changed, so that it must be refused; `field` picks what. */
  | ({ readonly do: 'alter'; readonly target: number; readonly field: number } & StepClaims)
  /** The other account deletes, or edits, what it cannot know. */
  | ({ readonly do: 'trespass'; readonly target: number; readonly deletes: boolean } & StepClaims)
  /** So many items with identifiers of their own are added. */
  | { readonly do: 'crowd'; readonly count: number }
  | Race;

/** Several steps at the same moment. */
export interface Race {
  readonly do: 'race';
  readonly plans: readonly Step[];
  /** Milliseconds by which each starts later than the moment; 0 for those beyond its end. */
  readonly after?: readonly number[] | undefined;
}

const wish = {
  claims: { type: 'array', items: { type: 'array', items: { type: 'integer', minimum: 0 } } },
  taste: { type: 'integer', minimum: 0 },
  second: { type: 'boolean' },
};
const target = { type: 'integer', minimum: 0 };
const shapes: Readonly<Record<string, JsonObject>> = {
  add: { required: ['claims', 'taste'], properties: wish },
  edit: { required: ['target', 'claims', 'taste'], properties: { ...wish, target } },
  delete: { required: ['target'], properties: { target } },
  list: {},
  spoiled: { required: ['claims', 'taste'], properties: { ...wish, target } },
  alter: {
    required: ['target', 'field', 'claims', 'taste'],
    properties: { ...wish, target, field: { type: 'integer', minimum: 0 } },
  },
  trespass: {
    required: ['target', 'deletes', 'claims', 'taste'],
    properties: { ...wish, target, deletes: { type: 'boolean' } },
  },
  crowd: { required: ['count'], properties: { count: { type: 'integer', minimum: 1 } } },
  race: {
    required: ['plans'],
    properties: {
      plans: { type: 'array', minItems: 1 },
      // A wait is no part of a race when it is longer than any request.
      after: { type: 'array', items: { type: 'integer', minimum: 0, maximum: 1_000 } },
    },
  },
};

/**
 * Reads a step as a file holds it.
 * @throws Misuse when it is none
 */
export function readStep(written: Readonly<Record<string, unknown>>): Step {
  const shape = typeof written.do === 'string' ? shapes[written.do] : undefined;
  if (shape === undefined) {
    throw new Misuse(
      `A step has "do": ${JSON.stringify(written.do)}; there are ${Object.keys(shapes).join(', ')}.`,
    );
  }
  const wrong = compileCheck({ type: 'object', ...shape })(written);
  if (wrong !== undefined) {
    throw new Misuse(
      `A step "${written.do}" is wrong: ${pointerInWords(wrong.pointer)} ${wrong.message}.`,
    );
  }
  const plan = written as Step;
  return plan.do === 'race'
    ? { ...plan, plans: plan.plans.map((one) => readStep({ ...one })) }
    : plan;
}
