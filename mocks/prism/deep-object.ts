import { isOnly, shapeOf } from './shape.ts';
import type { Sent } from './types.ts';

// Recursion over a hostile name would overflow the stack.
const maxSteps = 64;

type Tree = string | string[] | Map<string, Tree>;

/** Reads a value in the style deepObject, `name[field]=…`; undefined where no field was sent. */
export function deepValue(name: string, sent: Sent, schema: unknown, bundle: unknown): unknown {
  const fields: Map<string, Tree> = new Map();
  for (const [key, value] of Object.entries(sent)) {
    const steps = stepsIn(key, name);
    if (steps) put(fields, steps, value);
  }
  return fields.size === 0 ? undefined : readTree(fields, schema, bundle);
}

/** The steps of a key such as `name[a][b]`; undefined where it is none. */
export function stepsIn(key: string, name: string): string[] | undefined {
  if (!key.startsWith(`${name}[`)) return undefined;
  const text = key.slice(name.length);
  const steps = text.slice(1, -1).split('][');
  return /^(\[[^[\]]*\])+$/.test(text) && steps.length <= maxSteps ? steps : undefined;
}

function put(fields: Map<string, Tree>, steps: readonly string[], value: string | string[]): void {
  let at = fields;
  for (const step of steps.slice(0, -1)) {
    const known = at.get(step);
    const next = known instanceof Map ? known : new Map<string, Tree>();
    at.set(step, next);
    at = next;
  }
  at.set(steps.at(-1) ?? '', value);
}

function readTree(tree: Tree, schema: unknown, bundle: unknown): unknown {
  const shape = shapeOf(schema, bundle);
  const isList = isOnly(shape, 'array');
  if (!(tree instanceof Map)) return isList ? [tree].flat() : tree;
  if (isList || [...tree.keys()].every((key) => key === '')) {
    return [...tree].flatMap(([key, one]) =>
      key === '' && !(one instanceof Map) ? one : [readTree(one, shape.items, bundle)],
    );
  }
  return Object.fromEntries(
    Array.from(tree, ([key, one]) => [key, readTree(one, shape.properties.get(key), bundle)]),
  );
}
