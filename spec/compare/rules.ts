import { isObject, objectsIn } from '../document/references.ts';
import { pointerOf, valueAt } from '../shared/json-pointer.ts';
import { type Change, preview } from './change.ts';

interface Found {
  readonly where: string;
  /** What the rule demands, without its message. */
  readonly meaning: string;
  /** What it forbids, as the subject of a sentence. */
  readonly forbids: string;
  /** The object that has it. */
  readonly owner: object;
}

/**
 * Finds changes of what JSON Schema cannot express: uniqueness rules (`x-unique`, by name) and fields
 * that cannot change (`x-immutable`). A new one breaks clients, whose requests are then refused, unless
 * only new paths use it, and providers, which must refuse them. A removed one breaks clients that rely on it, and providers that
 * still refuse. A changed one does both.
 */
export function ruleChanges(before: object, after: object): Change[] {
  const old = rulesOf(before);
  const now = rulesOf(after);
  const both = ['clients', 'providers'] as const;
  const oldPaths = usedBy(after, Object.keys(pathsOf(before)));
  const gone = [...old].filter(([name]) => !now.has(name));
  const added = [...now].filter(([name]) => !old.has(name));
  const changed = [...now].flatMap(([name, { where, meaning }]) => {
    const was = old.get(name);
    return was === undefined || was.meaning === meaning ? [] : [{ where, was, meaning }];
  });
  return [
    ...added.map(([, { where, forbids, owner }]) => {
      if (!oldPaths.has(owner)) {
        const says = `it is new, and only new paths use it: ${forbids} is refused.`;
        return { where, says, breaks: ['providers'] as const };
      }
      return { where, says: `it is new: ${forbids} was accepted, and is refused.`, breaks: both };
    }),
    ...gone.map(([, { where, forbids }]) => ({
      where,
      says: `it is gone: ${forbids} was refused, which clients may rely on, and is accepted.`,
      breaks: both,
    })),
    ...changed.map(({ where, was, meaning }) => ({
      where,
      says: `it was ${was.meaning} and is ${meaning}.`,
      breaks: both,
    })),
  ];
}

/** The objects that some paths use, in themselves or by a reference. */
function usedBy(document: object, templates: readonly string[]): Set<object> {
  const used = new Set<object>();
  const queue: unknown[] = templates.map((one) => pathsOf(document)[one]);
  for (const value of queue) {
    if (typeof value !== 'object' || value === null || used.has(value)) continue;
    used.add(value);
    if (isObject(value) && typeof value.$ref === 'string' && value.$ref.startsWith('#')) {
      queue.push(valueAt(document, pointerOf(value.$ref)));
    }
    queue.push(...Object.values(value));
  }
  return used;
}

function pathsOf(document: object): Record<string, unknown> {
  const paths = valueAt(document, '/paths');
  return isObject(paths) ? paths : {};
}

function rulesOf(document: object): Map<string, Found> {
  const found = new Map<string, Found>();
  for (const { object, pointer } of objectsIn(document)) {
    const rules = object['x-unique'];
    for (const rule of Array.isArray(rules) ? rules.filter(isObject) : []) {
      const { name, by, within = null, nulls = 'equal' } = rule;
      const where = `the rule ${name}`;
      const meaning = preview({ by, within, nulls });
      found.set(where, {
        where,
        meaning,
        forbids: `a second ${[by].flat().join(' and ')}`,
        owner: object,
      });
    }
    if (object['x-immutable'] === true) {
      const where = `x-immutable at ${pointer}`;
      const forbids = 'an edit that changes the field';
      found.set(where, { where, meaning: 'true', forbids, owner: object });
    }
  }
  return found;
}
