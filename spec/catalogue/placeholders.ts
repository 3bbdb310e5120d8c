import { isObject } from '../document/references.ts';
import { parseName } from './steps.ts';

/** Replaces the names of identifiers, such as {number.1}, by what they stand for. */
export function fillPlaceholders(value: unknown, names: ReadonlyMap<string, unknown>): unknown {
  if (typeof value === 'string') {
    const name = parseName(value);
    if (name === undefined) return value;
    const found = names.get(`${name.kind}.${name.first}`);
    return name.text ? String(found) : found;
  }
  if (Array.isArray(value)) return value.flatMap((item) => resolveElement(item, names));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, fillPlaceholders(part, names)]),
  );
}

// An element such as {number.1-40} stands for forty.
function resolveElement(item: unknown, names: ReadonlyMap<string, unknown>): unknown[] {
  const name = typeof item === 'string' ? parseName(item) : undefined;
  if (name === undefined || name.first === name.last) return [fillPlaceholders(item, names)];
  const { kind, first, last, text } = name;
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const found = names.get(`${kind}.${first + i}`);
    return text ? String(found) : found;
  });
}

/** Replaces the names of identifiers that stand in a text, such as a body that is not JSON. */
export function fillPlaceholdersInText(text: string, names: ReadonlyMap<string, unknown>): string {
  return text.replaceAll(/\{([a-z]+\.\d+)\}/g, (whole, name: string) =>
    names.has(name) ? String(names.get(name)) : whole,
  );
}
