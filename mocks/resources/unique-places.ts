import {
  formatPointer,
  type JsonObject,
  type Resource,
  type UniqueRule,
} from '../../spec/index.ts';
import type { Account } from '../accounts/account.ts';
import type { Store } from '../accounts/store.ts';
import { canonical } from './claims.ts';
import { freshValues, stepsSchema } from './fresh-values.ts';
import { cannotGenerate, type GeneratorParts, identitiesOf } from './generator-parts.ts';
import { beside, itemValues } from './item-values.ts';

/** A place in items whose values a rule wants to be unique. */
export interface UniquePlace {
  /** The name of the rule. */
  readonly rule: string;
  readonly steps: readonly string[];
  /** The pointer of the list that the values are in; undefined for none. */
  readonly list: string | undefined;
  /** Puts values there that no other item has. */
  fill(item: JsonObject): void;
}

type Values = () => Iterator<unknown>;

/** Finds the places in which generated items have to differ. */
export function uniquePlaces(parts: GeneratorParts, account: Account): readonly UniquePlace[] {
  const { resource } = parts.prepared;
  const places = new Map<string, UniquePlace>();
  for (const rule of resource.unique) {
    const varied = variedFields(resource, rule);
    const [steps] = varied;
    if (steps === undefined) continue;
    const values: Values =
      varied.length === 1
        ? () => valuesAt(parts, account, steps)
        : () => product(varied.map((one) => listedValues(parts, account, one)));
    const fill = createFill(rule, varied, account.store, values);
    const at = steps.lastIndexOf('*');
    const list = at < 0 ? undefined : formatPointer(steps.slice(0, at));
    places.set(formatPointer([...steps]), { rule: rule.name, steps, list, fill });
  }
  return [...places.values()];
}

/** Where the list of a place is, which each of its values is an element of, or in one. */
export function listSteps({ steps }: UniquePlace): readonly string[] {
  return steps.slice(0, steps.lastIndexOf('*'));
}

/**
 * The fields of a rule to vary: one that can take any number of values; otherwise all of them. None if the
 * identity is one of its fields, which every item has another of.
 */
function variedFields({ identity, schema }: Resource, { by }: UniqueRule) {
  if (by.some((steps) => steps.length === 1 && steps[0] === identity.name)) return [];
  const isLimited = (steps: readonly string[]) => {
    const { enum: values, const: only, type, maximum } = stepsSchema(schema, steps) ?? {};
    const isBounded = Number(maximum) < 1_000_000;
    return values !== undefined || only !== undefined || type === 'boolean' || isBounded;
  };
  const free = by.find((steps) => !isLimited(steps));
  return free === undefined ? by : [free];
}

// The product of fields that can take few values each.
const mostListed = 1_000;

function listedValues(parts: GeneratorParts, account: Account, steps: readonly string[]) {
  const listed = new Set<unknown>();
  for (const value of valuesAt(parts, account, steps)) {
    if (listed.size === mostListed) break;
    listed.add(value);
  }
  return [...listed];
}

function* product(lists: readonly (readonly unknown[])[]): Generator<unknown[]> {
  const [first, ...rest] = lists;
  if (first === undefined) return void (yield []);
  for (const value of first) for (const others of product(rest)) yield [value, ...others];
}

function* valuesAt(parts: GeneratorParts, account: Account, steps: readonly string[]) {
  const { prepared, document, makers, templates, isStored } = parts;
  const { resource } = prepared;
  const pointer = formatPointer([...steps]);
  const reference = resource.references.find((one) => formatPointer([...one.steps]) === pointer);
  const [to, ...others] = reference?.to ?? [];
  if (to !== undefined && others.length === 0) {
    yield* identitiesOf(parts, account.store, to.collection);
    const { references } = account.switches.settings();
    if (references === 'checked' && isStored(to.collection)) return;
  }
  const shown = templates.flatMap((one) => itemValues(one, steps)).map(({ value }) => value);
  const first = shown.find((value) => typeof value !== 'object');
  yield* freshValues(stepsSchema(resource.schema, steps) ?? {}, first, document, makers);
}

function createFill(
  { name, by, within }: UniqueRule,
  varied: readonly (readonly string[])[],
  store: Store,
  values: Values,
): UniquePlace['fill'] {
  const [steps = []] = varied;
  let source = values();
  const isWhole = within === undefined && varied.length === by.length;
  const keyOf = (value: unknown) => {
    if (varied.length > 1) return canonical([value, null]);
    return typeof value === 'number' ? value : canonical(value);
  };
  const next = (): readonly unknown[] => {
    for (;;) {
      const { value, done } = source.next();
      if (done) {
        throw cannotGenerate(({ tooFewValues }) => tooFewValues(formatPointer([...steps])));
      }
      const isTaken = isWhole && store.owner(name, keyOf(value)) !== undefined;
      if (!isTaken) return varied.length > 1 ? (value as unknown[]) : [value];
    }
  };
  return (item) => {
    // Other items may have the same values.
    if (within === 'item') source = values();
    for (const at of itemValues(item, steps)) {
      const chosen = next();
      for (const [i, one] of varied.entries()) setAt(item, beside(one, at), chosen[i]);
    }
  };
}

/** Sets what the steps of a pointer lead to. */
export function setAt(item: JsonObject, path: readonly string[], value: unknown): void {
  let at: JsonObject = item;
  for (const step of path.slice(0, -1)) {
    at[step] ??= {};
    at = at[step] as JsonObject;
  }
  at[path.at(-1) ?? ''] = value;
}
