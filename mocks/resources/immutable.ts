import { isObject, type JsonObject, parsePointer, valueAt } from '../../spec/index.ts';
import { canonical } from './claims.ts';

/**
 * Keeps the value of an immutable field that an edit repeats or leaves out.
 * @returns false if the edit would change it
 */
export function keepImmutable(pointer: string, before: JsonObject, after: JsonObject): boolean {
  const old = valueAt(before, pointer);
  const now = valueAt(after, pointer);
  const isKept = now === undefined && (old === undefined || setAt(after, pointer, old));
  return isKept || canonical(now ?? null) === canonical(old ?? null);
}

// Sets a value at a pointer, and creates the objects above it. Returns false if something else is in
// their place.
function setAt(item: JsonObject, pointer: string, value: unknown): boolean {
  const steps = parsePointer(pointer);
  const last = steps.pop() ?? '';
  let holder = item;
  for (const step of steps) {
    const next = Object.hasOwn(holder, step) ? holder[step] : {};
    if (!isObject(next)) return false;
    holder[step] = next;
    holder = next;
  }
  holder[last] = value;
  return true;
}
