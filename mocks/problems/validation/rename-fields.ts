import { formatPointer, isObject, type JsonObject } from '../../../spec/index.ts';
import { type MistakeDraft, maxMistakes } from './mistake.ts';
import { kindOfDifference, misnamed, unknownField } from './name-mistakes.ts';
import { isClosed, type SchemaNode } from './schema-node.ts';

/** A body with its misnamed fields under the names that were meant. */
export interface Renaming {
  readonly body: unknown;
  /** For each object that fields were renamed in: the name sent by the name meant. */
  readonly renamed: ReadonlyMap<object, ReadonlyMap<string, string>>;
  /** What is wrong about names. */
  readonly drafts: readonly MistakeDraft[];
}

/** Puts misnamed fields under the names that were meant, in a copy that goes no deeper than the schema. */
export function renameFields(sent: unknown, root: SchemaNode, rename: boolean): Renaming {
  const renamed = new Map<object, ReadonlyMap<string, string>>();
  const drafts: MistakeDraft[] = [];
  return { body: visit(sent, root, ''), renamed, drafts };

  // Goes no deeper than the schema does.
  function visit(value: unknown, place: SchemaNode | undefined, at: string): unknown {
    if (place === undefined) return value;
    if (Array.isArray(value)) return visitList(value, place, at);
    if (!isObject(value)) return value;
    const names = place.isClosed ? meantNames(value, place, at) : new Map<string, string>();
    let changed = names.size > 0;
    const entries = Object.entries(value).map(([key, child]) => {
      const name = names.get(key) ?? key;
      if (typeof child !== 'object' || child === null) return [name, child] as const;
      const visited = visit(child, place.field(name), at + formatPointer([name]));
      if (visited !== child) changed = true;
      return [name, visited] as const;
    });
    if (!changed) return value;
    const copy = Object.fromEntries(entries);
    if (names.size > 0) renamed.set(copy, new Map([...names].map(([key, name]) => [name, key])));
    return copy;
  }

  function visitList(list: unknown[], place: SchemaNode, at: string): unknown[] {
    let copy: unknown[] | undefined;
    for (const [index, child] of list.entries()) {
      if (typeof child !== 'object' || child === null) continue;
      const visited = visit(child, place.element(index), `${at}/${index}`);
      if (visited === child) continue;
      copy ??= [...list];
      copy[index] = visited;
    }
    return copy ?? list;
  }

  function meantNames(value: JsonObject, place: SchemaNode, at: string): Map<string, string> {
    const names = new Map<string, string>();
    const unknown = Object.keys(value).filter((key) => !place.knows(key));
    const schema = place.roots.find(isClosed);
    const taken = new Set<string>();
    // Whoever sends more unknown fields than that did not misspell them.
    const guessed = unknown.slice(0, maxMistakes);
    const guesses = guessed.map((key) => ({ key, guess: place.vocabulary.meant(key) }));
    // The surer guess has the first choice.
    for (const difference of rename ? Object.keys(kindOfDifference) : []) {
      for (const { key, guess } of guesses) {
        if (guess?.how !== difference) continue;
        const free = guess.words.filter((one) => !Object.hasOwn(value, one) && !taken.has(one));
        const [name] = free;
        if (name === undefined || free.length > 1) continue;
        taken.add(name);
        names.set(key, name);
        drafts.push(misnamed(key, name, guess.how, at, schema));
      }
    }
    for (const key of unknown) {
      if (key in Object.prototype && !names.has(key)) {
        drafts.push(unknownField(key, value, place.vocabulary, at, schema));
      }
    }
    return names;
  }
}
