import {
  compileCheck,
  isObject,
  type JsonObject,
  Misuse,
  pointerInWords,
} from '../../spec/index.ts';

/** What a step claims, without naming identifiers. */
export interface StepClaims {
  /** For each key field, the positions of the claimed identifiers among those of the sequence. */
  readonly claims: readonly (readonly number[])[];
  /** Picks values of fields that no rule concerns. */
  readonly variant: number;
  /** Whether to use the second account, if there is one. */
  readonly second?: boolean | undefined;
}

/** One step of a sequence; `target` is the position of an existing item. */
export type Step =
  | ({ readonly do: 'add' } & StepClaims)
  | ({ readonly do: 'edit'; readonly target: number } & StepClaims)
  | { readonly do: 'delete'; readonly target: number }
  | { readonly do: 'list' }
  /** A request without a required field; it must be refused. */
  | ({ readonly do: 'invalid'; readonly target: number | undefined } & StepClaims)
  /** An edit of a field that must not change, which `field` picks; it must be refused. */
  | ({
      readonly do: 'change-immutable';
      readonly target: number;
      readonly field: number;
    } & StepClaims)
  /** The second account deletes or edits an item of the first. */
  | ({
      readonly do: 'cross-account';
      readonly target: number;
      readonly deletes: boolean;
    } & StepClaims)
  /** Adds `count` items with their own identifiers. */
  | { readonly do: 'bulk-add'; readonly count: number }
  | Race;

/** Several simultaneous steps. */
export interface Race {
  readonly do: 'race';
  readonly steps: readonly Step[];
  /** Milliseconds by which each step starts later; 0 for steps beyond the end of the list. */
  readonly after?: readonly number[] | undefined;
}

/** Whether chance plays a part in a sequence. */
export function hasRace(steps: readonly Step[]): boolean {
  return steps.some((step) => step.do === 'race');
}

/** Returns the highest position of an identifier in steps; -1 if they claim none. */
export function highestPosition(steps: readonly Step[]): number {
  return Math.max(
    -1,
    ...steps.map((step) => {
      if (step.do === 'race') return highestPosition(step.steps);
      return 'claims' in step ? Math.max(-1, ...step.claims.flat()) : -1;
    }),
  );
}

const boolean = { type: 'boolean' };
const target = { type: 'integer', minimum: 0 };
const claims = {
  claims: { type: 'array', items: { type: 'array', items: target } },
  variant: target,
};
const steps = { type: 'array', minItems: 1, items: { type: 'object' } };
// Steps further apart than any request takes are no race.
const after = { type: 'array', items: { type: 'integer', minimum: 0, maximum: 1_000 } };
const shapes: Readonly<Record<Step['do'], JsonObject>> = {
  add: shape(claims, { second: boolean }),
  edit: shape({ target, ...claims }, { second: boolean }),
  delete: shape({ target }),
  list: shape({}),
  invalid: shape(claims, { target, second: boolean }),
  'change-immutable': shape({ target, field: target, ...claims }, { second: boolean }),
  'cross-account': shape({ target, deletes: boolean, ...claims }, { second: boolean }),
  'bulk-add': shape({ count: { type: 'integer', minimum: 1 } }),
  race: shape({ steps }, { after }),
};

function shape(required: JsonObject, optional: JsonObject = {}): JsonObject {
  const properties = { ...required, ...optional };
  return { type: 'object', required: Object.keys(required), properties };
}

// The words of replay files and reports, which differ from those of the code.
const written = new Map([
  ['invalid', 'spoiled'],
  ['change-immutable', 'alter'],
  ['cross-account', 'trespass'],
  ['bulk-add', 'crowd'],
  ['variant', 'taste'],
  ['steps', 'plans'],
]);
const read = new Map([...written].map(([ours, theirs]) => [theirs, ours]));

/** Returns a step in the words of replay files. */
export function writeStep(step: Step): JsonObject {
  return translate({ ...step }, written);
}

/**
 * Reads a step of a replay file, in its words or in those of the code.
 * @throws Misuse if it is none
 */
export function readStep(given: Readonly<Record<string, unknown>>): Step {
  const step = translate(given, read);
  const known = new Map(Object.entries(shapes)).get(String(step.do));
  if (known === undefined) {
    const words = Object.keys(shapes).join(', ');
    throw new Misuse(`A step has "do": ${JSON.stringify(given.do)}; use one of ${words}.`);
  }
  const wrong = compileCheck(known)(step);
  if (wrong !== undefined) {
    const where = pointerInWords(wrong.pointer);
    throw new Misuse(`A step "${given.do}" is wrong: ${where} ${wrong.message}.`);
  }
  const valid = step as Step;
  return valid.do === 'race'
    ? { ...valid, steps: valid.steps.map((one) => readStep({ ...one })) }
    : valid;
}

function translate(step: Readonly<JsonObject>, words: ReadonlyMap<string, string>): JsonObject {
  return Object.fromEntries(
    Object.entries(step).map(([name, value]) => {
      const to = words.get(name) ?? name;
      if (name === 'do') return [to, words.get(String(value)) ?? value];
      if (!Array.isArray(value)) return [to, value];
      return [to, value.map((one) => (isObject(one) ? translate(one, words) : one))];
    }),
  );
}
