import type { JsonObject, UniqueRule } from '../../spec/index.ts';
import { formatPointer } from '../../spec/shared/json-pointer.ts';
import type { ClaimKey } from '../accounts/store.ts';

/** A key that an item claims under a rule; `pointer` is made only when somebody asks. */
export interface Claim {
  readonly key: ClaimKey;
  readonly value: unknown;
  pointer(): string;
}

/**
 * Gives every claim of an item under one rule to `visit`; stops when it answers false. The claim is to
 * be read at once: the next may be told by the same object.
 */
export type ClaimReader = (item: JsonObject, visit: (claim: Claim) => boolean) => void;

/**
 * Prepares the reading of a rule's claims. Pointers that share a `*` walk the same element, so that
 * [/slots/∗/day, /slots/∗/hour] is one key an element.
 */
export function createClaimReader(rule: UniqueRule): ClaimReader {
  const lists = distinctLists([...rule.by, ...(Array.isArray(rule.within) ? [rule.within] : [])]);
  const [by] = rule.by;
  const single = rule.by.length === 1 && !Array.isArray(rule.within);
  const [list, ...others] = lists;
  if (single && list !== undefined && others.length === 0 && by?.length === list.length + 1) {
    return readElements(list);
  }
  return (item, visit) => {
    bind(0, []);

    // Binds the lists one after the other to each of their elements; false ends it all.
    function bind(depth: number, indices: readonly number[]): boolean {
      const list = lists[depth];
      if (list === undefined) return claim(indices);
      const elements = follow(item, list, indices);
      if (!Array.isArray(elements)) return true;
      for (let i = 0; i < elements.length; i++) {
        if (!bind(depth + 1, [...indices, i])) return false;
      }
      return true;
    }

    function claim(indices: readonly number[]): boolean {
      if (single) {
        const value = follow(item, by ?? [], indices);
        if (value === undefined || value === null) return true;
        const key = typeof value === 'number' ? value : canonical(value);
        return visit({ key, value, pointer: () => pointerOf(by ?? [], indices) });
      }
      const values = rule.by.map((steps) => follow(item, steps, indices) ?? null);
      if (values.every((value) => value === null) && rule.by.length === 1) return true;
      if (rule.nulls === 'distinct' && values.includes(null)) return true;
      const scope = Array.isArray(rule.within) ? follow(item, rule.within, indices) : undefined;
      const value = rule.by.length === 1 ? values[0] : values;
      return visit({
        key: canonical([values, scope ?? null]),
        value,
        pointer: () => pointerOf(by ?? [], indices),
      });
    }

    function pointerOf(steps: readonly string[], indices: readonly number[]): string {
      return formatPointer(concrete(steps, indices));
    }
  };

  function follow(item: unknown, steps: readonly string[], indices: readonly number[]): unknown {
    let at = item;
    for (const step of concrete(steps, indices)) at = propertyOf(at, step);
    return at;
  }

  // The steps with each bound * replaced by the index of its element.
  function concrete(steps: readonly string[], indices: readonly number[]): (string | number)[] {
    const path: (string | number)[] = [];
    for (let i = 0; i < steps.length; i++) {
      const step = steps[i] ?? '';
      path.push(step === '*' ? (indices[listIndex(steps, i)] ?? -1) : step);
    }
    return path;
  }

  function listIndex(steps: readonly string[], length: number): number {
    return lists.findIndex(
      (list) => list.length === length && list.every((step, i) => step === steps[i]),
    );
  }
}

// The commonest rule, each element of one list, without what the others need.
function readElements(list: readonly string[]): ClaimReader {
  const above = formatPointer(list);
  return (item, visit) => {
    let elements: unknown = item;
    for (const step of list) elements = propertyOf(elements, step);
    if (!Array.isArray(elements)) return;
    let i = 0;
    const claim = { key: 0 as ClaimKey, value: null as unknown, pointer: () => `${above}/${i}` };
    for (; i < elements.length; i++) {
      const value: unknown = elements[i];
      if (value === undefined || value === null) continue;
      claim.key = typeof value === 'number' ? value : canonical(value);
      claim.value = value;
      if (!visit(claim)) return;
    }
  };
}

function propertyOf(value: unknown, name: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string | number, unknown>)[name];
}

// The paths of the lists that pointers walk, outer before inner.
function distinctLists(pointers: readonly (readonly string[])[]): (readonly string[])[] {
  const lists = new Map<string, readonly string[]>();
  for (const steps of pointers) {
    steps.forEach((step, i) => {
      if (step === '*') lists.set(formatPointer(steps.slice(0, i)), steps.slice(0, i));
    });
  }
  return [...lists.values()].sort((a, b) => a.length - b.length);
}

/** JSON of a value with the keys of objects in order, so that equal values have equal text. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
