import { parsePointer } from '../../../spec/shared/json-pointer.ts';

/** A JSON Pointer for people, such as `items › 0 › id`; empty for the whole value. */
export function placeOf(pointer: string): string {
  return parsePointer(pointer).join(' › ');
}
