import { type Node, parseTree } from 'jsonc-parser';
import { parsePointer } from '../../../spec/shared/json-pointer.ts';

/**
 * The range of the value at a JSON Pointer in a JSON text, in characters: a field with its name, and
 * for a missing value the nearest enclosing one.
 */
export function rangeOf(text: string, pointer: string): { from: number; to: number } {
  let value = treeOf(text);
  let found = value;
  for (const step of parsePointer(pointer)) {
    const next =
      value?.type === 'array'
        ? value.children?.[Number(step)]
        : // The last of two fields with the same name counts.
          value?.children?.findLast(({ children }) => children?.[0]?.value === step);
    if (next === undefined) break;
    found = next;
    value = next.type === 'property' ? next.children?.[1] : next;
  }
  if (found === undefined) return { from: 0, to: text.length };
  const { type, offset, length } = found;
  // For a whole object, such as one that lacks a field, mark only its brace.
  return { from: offset, to: offset + (type === 'object' || type === 'array' ? 1 : length) };
}

function treeOf(text: string): Node | undefined {
  try {
    return parseTree(text);
  } catch {
    // Nested too deeply for the stack.
    return undefined;
  }
}
