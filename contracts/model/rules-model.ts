import {
  formatPointer,
  isObject,
  type JsonObject,
  type UniqueRule,
  writeJson,
} from '../../spec/index.ts';

/**
 * A model of the uniqueness rules over items as plain values: which item claims what, and what
 * conflicts. It is the verifier's oracle, so it shares no code with the mock's state on purpose.
 */
export class RulesModel {
  readonly #rules: readonly UniqueRule[];
  readonly #items = new Map<string, JsonObject>();

  constructor(rules: readonly UniqueRule[]) {
    this.#rules = rules;
  }

  /** The names of the items. */
  get names(): readonly string[] {
    return [...this.#items.keys()];
  }

  /** Returns the fields of an item. */
  item(name: string): JsonObject | undefined {
    return this.#items.get(name);
  }

  /** Adds or replaces an item. */
  put(name: string, fields: JsonObject): void {
    this.#items.set(name, fields);
  }

  /** Removes an item and its claims. */
  remove(name: string): void {
    this.#items.delete(name);
  }

  /** Returns the rules that an item with these fields would break; it does not conflict with itself. */
  conflicts(fields: JsonObject, name?: string): readonly UniqueRule[] {
    return this.#rules.filter((rule) => {
      const keys = keysOf(rule, fields);
      if (new Set(keys).size < keys.length && rule.within === 'item') return true;
      if (rule.within === 'item') return false;
      return this.#claiming(rule, keys, name).length > 0;
    });
  }

  /** Returns items that conflict, and the rule that they break; undefined if none do. */
  contradiction(): { readonly rule: UniqueRule; readonly names: readonly string[] } | undefined {
    for (const [name, fields] of this.#items) {
      const [rule] = this.conflicts(fields, name);
      if (rule === undefined) continue;
      return { rule, names: [name, ...this.#claiming(rule, keysOf(rule, fields), name)] };
    }
    return undefined;
  }

  #claiming(rule: UniqueRule, keys: readonly string[], except: string | undefined): string[] {
    return [...this.#items].flatMap(([name, held]) =>
      name !== except && keysOf(rule, held).some((key) => keys.includes(key)) ? [name] : [],
    );
  }
}

/** Returns the keys that an item claims under a rule: none if its single field is null or absent. */
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
    .map(({ key }) => writeJson([limit ?? null, ...key]));
}

// Returns every value at a pointer. Pointers that share a `*` walk the same element.
function walk(
  value: unknown,
  steps: readonly string[],
  bound: ReadonlyMap<string, number>,
  depth = 0,
): { readonly value: unknown; readonly bound: ReadonlyMap<string, number> }[] {
  const step = steps[depth];
  if (step === undefined) return [{ value, bound }];
  if (step !== '*') {
    return walk(
      isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined,
      steps,
      bound,
      depth + 1,
    );
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
