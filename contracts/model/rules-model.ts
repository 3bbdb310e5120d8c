import { formatPointer, isObject, type JsonObject, type UniqueRule } from '../../spec/index.ts';

/** A key that a resource claims by a rule. */
export interface Claimed {
  readonly rule: UniqueRule;
  /** The key as text, with what the rule is limited to. */
  readonly key: string;
}

/**
 * The uniqueness rules as the contract states them, over items that are plain values: who claims
 * what, and whether one more may. It knows nothing of HTTP, nor of how a provider stores anything.
 */
export class RulesModel {
  readonly #rules: readonly UniqueRule[];
  readonly #items = new Map<string, JsonObject>();

  constructor(rules: readonly UniqueRule[]) {
    this.#rules = rules;
  }

  /** The names of what is there. */
  get names(): readonly string[] {
    return [...this.#items.keys()];
  }

  /** What an item holds. */
  item(name: string): JsonObject | undefined {
    return this.#items.get(name);
  }

  /** Puts an item there, or in place of what it held. */
  put(name: string, fields: JsonObject): void {
    this.#items.set(name, fields);
  }

  /** Takes an item away with all that it claims. */
  remove(name: string): void {
    this.#items.delete(name);
  }

  /** The rules that an item would break by holding this; an item is not in its own way. */
  conflicts(fields: JsonObject, name?: string): readonly UniqueRule[] {
    return this.#rules.filter((rule) => {
      const keys = keysOf(rule, fields);
      if (new Set(keys).size < keys.length && rule.within === 'item') return true;
      if (rule.within === 'item') return false;
      return [...this.#items].some(
        ([other, held]) => other !== name && keysOf(rule, held).some((key) => keys.includes(key)),
      );
    });
  }

  /** Two items that claim the same, with the rule that forbids it; undefined when all is well. */
  contradiction(): { readonly rule: UniqueRule; readonly names: readonly string[] } | undefined {
    for (const [name, fields] of this.#items) {
      const [rule] = this.conflicts(fields, name);
      if (rule === undefined) continue;
      const keys = keysOf(rule, fields);
      const others = [...this.#items].filter(
        ([other, held]) => other !== name && keysOf(rule, held).some((key) => keys.includes(key)),
      );
      return { rule, names: [name, ...others.map(([other]) => other)] };
    }
    return undefined;
  }
}

/** The keys that a value claims by a rule: none where a single one is null or absent. */
export function keysOf(rule: UniqueRule, fields: JsonObject): string[] {
  let found: { readonly bound: ReadonlyMap<string, number>; readonly key: readonly unknown[] }[] = [
    { bound: new Map(), key: [] },
  ];
  for (const steps of rule.by) {
    found = found.flatMap(({ bound, key }) =>
      walk(fields, steps, bound).map((one) => ({
        bound: one.bound,
        key: [...key, one.value ?? null],
      })),
    );
  }
  const limit =
    rule.within === undefined || rule.within === 'item'
      ? undefined
      : walk(fields, rule.within, new Map())[0]?.value;
  return found
    .filter(({ key }) => !key.every((part) => part === null))
    .filter(({ key }) => rule.nulls !== 'distinct' || !key.includes(null))
    .map(({ key }) => JSON.stringify([limit ?? null, ...key]));
}

// Every value at a pointer; where two pointers go through the elements of one list, they go through
// the same element.
function walk(
  value: unknown,
  steps: readonly string[],
  bound: ReadonlyMap<string, number>,
  depth = 0,
): { readonly value: unknown; readonly bound: ReadonlyMap<string, number> }[] {
  const step = steps[depth];
  if (step === undefined) return [{ value, bound }];
  if (step !== '*') {
    return walk(isObject(value) ? value[step] : undefined, steps, bound, depth + 1);
  }
  if (!Array.isArray(value)) return [];
  const place = formatPointer(steps.slice(0, depth));
  const fixed = bound.get(place);
  return value.flatMap((element, i) =>
    fixed === undefined || fixed === i
      ? walk(element, steps, new Map([...bound, [place, i]]), depth + 1)
      : [],
  );
}
