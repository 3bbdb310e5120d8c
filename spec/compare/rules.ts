import { isObject, type JsonObject } from '../document/references.ts';
import { formatPointer } from '../shared/json-pointer.ts';
import { type Change, preview } from './change.ts';

interface Found {
  readonly where: string;
  /** What the rule says, without its words. */
  readonly meaning: string;
  /** What is forbidden by it, in a sentence. */
  readonly forbids: string;
}

/**
 * The changes of what JSON Schema cannot say: uniqueness rules (`x-unique`, known by their names) and
 * fields that an edit may not change (`x-immutable`). A new one breaks clients, whose requests are
 * refused from then on, and providers, which have to refuse them; one that is gone breaks clients that
 * rely on it, and providers that refuse still. One that says something else is both.
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
  walk(document, []);
  return found;

  function walk(value: unknown, steps: readonly string[]): void {
    if (Array.isArray(value)) for (const [i, one] of value.entries()) walk(one, [...steps, `${i}`]);
    if (!isObject(value)) return;
    if (Array.isArray(value['x-unique'])) {
      for (const rule of value['x-unique'].filter(isObject)) enterRule(rule);
    }
    if (value['x-immutable'] === true) {
      const where = `x-immutable at ${formatPointer([...steps])}`;
      found.set(where, { where, meaning: 'true', forbids: 'an edit that changes the field' });
    }
    for (const [name, one] of Object.entries(value)) walk(one, [...steps, name]);
  }

  function enterRule({ name, by, within = null, nulls = 'equal' }: JsonObject): void {
    const where = `the rule ${name}`;
    const meaning = preview({ by, within, nulls });
    found.set(where, { where, meaning, forbids: `a second ${[by].flat().join(' and ')}` });
  }
}
