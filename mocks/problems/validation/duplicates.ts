import { isObject } from '../../../spec/index.ts';

/** An element that stands in its list before, and where it stands first. */
export interface Duplicate {
  readonly index: number;
  readonly first: number;
}

/** Every element that stands in a list before, compared as JSON, in linear time. */
export function findDuplicates(list: readonly unknown[]): Duplicate[] {
  const firsts = new Map<unknown, number>();
  // Kept apart, so that a string cannot be taken for the object that it spells.
  const objects = new Map<string, number>();
  return list.flatMap((value, index) => {
    const isPlain = typeof value !== 'object' || value === null;
    const seen: Map<unknown, number> = isPlain ? firsts : objects;
    const key = isPlain ? value : canonicalJson(value);
    const first = seen.get(key);
    if (first !== undefined) return [{ index, first }];
    seen.set(key, index);
    return [];
  });
}

// JSON with sorted keys, without recursion: the depth is up to the client.
function canonicalJson(value: unknown): string {
  const parts: string[] = [];
  const todo: { readonly text: string; readonly value?: unknown }[] = [{ text: '', value }];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    parts.push(next.text);
    const at = next.value;
    if (Array.isArray(at)) {
      todo.push({ text: ']' });
      for (const item of at.toReversed()) todo.push({ text: ',', value: item });
      parts.push('[');
    } else if (isObject(at)) {
      todo.push({ text: '}' });
      for (const key of Object.keys(at).sort().reverse()) {
        todo.push({ text: `${JSON.stringify(key)}:`, value: at[key] });
      }
      parts.push('{');
    } else if (at !== undefined) {
      parts.push(JSON.stringify(at));
    }
  }
  return parts.join('');
}
