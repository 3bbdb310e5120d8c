import { isObject, type JsonObject, parsePointer, valueAt } from '../../spec/index.ts';
import { canonical } from './claims.ts';

/**
 * Lets an edit repeat an immutable field or leave it out, and keeps its value then.
 * @returns false when the edit would change it
 */
export function keepImmutable(pointer: string, before: JsonObject, after: JsonObject): boolean {
  const old = valueAt(before, pointer);
  const now = valueAt(after, pointer);
  const left = now === undefined && (old === undefined || setAt(after, pointer, old));
  return left || canonical(now ?? null) === canonical(old ?? null);
}

// Puts a value where a pointer leads, in objects made for it where none were sent; false when
// something else was sent in their place.
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
