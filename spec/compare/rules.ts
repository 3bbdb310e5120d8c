import { isObject, objectsIn } from '../document/references.ts';
import { type Change, preview } from './change.ts';

interface Found {
  readonly where: string;
  /** What the rule demands, without its message. */
  readonly meaning: string;
  /** What it forbids, as the subject of a sentence. */
  readonly forbids: string;
}

/**
 * Finds changes of what JSON Schema cannot express: uniqueness rules (`x-unique`, by name) and fields
 * that cannot change (`x-immutable`). A new one breaks clients, whose requests are then refused, and
 * providers, which must refuse them. A removed one breaks clients that rely on it, and providers that
 * still refuse. A changed one does both.
 */
export function ruleChanges(before: object, after: object): Change[] {
  const old = rulesOf(before);
  const now = rulesOf(after);
  const both = ['clients', 'providers'] as const;
  const gone = [...old].filter(([name]) => !now.has(name));
  const added = [...now].filter(([name]) => !old.has(name));
  const changed = [...now].flatMap(([name, { where, meaning }]) => {
    const was = old.get(name);
    return was === undefined || was.meaning === meaning ? [] : [{ where, was, meaning }];
  });
  return [
    ...added.map(([, { where, forbids }]) => ({
      where,
      says: `it is new: ${forbids} was accepted, and is refused.`,
      breaks: both,
    })),
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

function rulesOf(document: object): Map<string, Found> {
  const found = new Map<string, Found>();
  for (const { object, pointer } of objectsIn(document)) {
    const rules = object['x-unique'];
    for (const rule of Array.isArray(rules) ? rules.filter(isObject) : []) {
      const { name, by, within = null, nulls = 'equal' } = rule;
      const where = `the rule ${name}`;
      const meaning = preview({ by, within, nulls });
      found.set(where, { where, meaning, forbids: `a second ${[by].flat().join(' and ')}` });
    }
    if (object['x-immutable'] === true) {
      const where = `x-immutable at ${pointer}`;
      found.set(where, { where, meaning: 'true', forbids: 'an edit that changes the field' });
    }
  }
  return found;
}
