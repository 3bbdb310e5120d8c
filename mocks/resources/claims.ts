import { stringify } from 'safe-stable-stringify';
import type { JsonObject, UniqueRule } from '../../spec/index.ts';
import { formatPointer } from '../../spec/shared/json-pointer.ts';
import type { ClaimKey } from '../accounts/store.ts';

/** A key that an item claims under a rule; `pointer` is built on demand. */
export interface Claim {
  readonly key: ClaimKey;
  readonly value: unknown;
  pointer(): string;
}

/**
 * Calls `visit` for each claim of an item under one rule, until it returns false. Read the claim at
 * once: the same object may be reused for the next.
 */
export type ClaimReader = (item: JsonObject, visit: (claim: Claim) => boolean) => void;

/**
 * Creates a reader of the claims of a rule. Pointers that share a `*` read the same element, so that
 * [/slots/∗/day, /slots/∗/hour] is one key for each element.
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

    // Binds each list in turn to each of its elements; false ends the search.
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

  // Replaces each bound * with the index of its element.
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

// Fast path for the most common rule: each element of one list.
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

// The paths of the lists in pointers, outer before inner.
function distinctLists(pointers: readonly (readonly string[])[]): (readonly string[])[] {
  const lists = new Map<string, readonly string[]>();
  for (const steps of pointers) {
    steps.forEach((step, i) => {
      if (step === '*') lists.set(formatPointer(steps.slice(0, i)), steps.slice(0, i));
    });
  }
  return [...lists.values()].sort((a, b) => a.length - b.length);
}

/** JSON of a value with sorted keys: equal values have equal texts. */
export function canonical(value: unknown): string {
  return stringify(value) ?? '';
}
