import { formatPointer, isObject, type JsonObject } from '../../../spec/index.ts';
import { mostErrors } from '../../schema/bound-errors.ts';
import { differences } from '../../schema/did-you-mean.ts';
import { type MistakeDraft, maxMistakes } from './mistake.ts';
import { misnamed, unknownField } from './name-mistakes.ts';
import { isClosed, type SchemaNode } from './schema-node.ts';

/** A body in which misnamed fields have the names that were meant. */
export interface Renaming {
  readonly body: unknown;
  /** For each object with renamed fields: the sent name by the new one. */
  readonly renamed: ReadonlyMap<object, ReadonlyMap<string, string>>;
  /** The mistakes in names. */
  readonly drafts: readonly MistakeDraft[];
}

/** Renames misnamed fields, in a copy that goes no deeper than the schema. */
export function renameFields(sent: unknown, root: SchemaNode, rename: boolean): Renaming {
  const renamed = new Map<object, ReadonlyMap<string, string>>();
  const drafts: MistakeDraft[] = [];
  return { body: visit(sent, root, ''), renamed, drafts };

  function visit(value: unknown, node: SchemaNode | undefined, at: string): unknown {
    if (node === undefined) return value;
    if (Array.isArray(value)) return visitList(value, node, at);
    if (!isObject(value)) return value;
    const names = node.isClosed ? meantNames(value, node, at) : new Map<string, string>();
    let changed = names.size > 0;
    const entries = Object.entries(value).map(([key, child]) => {
      const name = names.get(key) ?? key;
      if (typeof child !== 'object' || child === null) return [name, child] as const;
      const visited = visit(child, node.field(name), at + formatPointer([name]));
      if (visited !== child) changed = true;
      return [name, visited] as const;
    });
    if (!changed) return value;
    const copy = Object.fromEntries(entries);
    if (names.size > 0) renamed.set(copy, new Map([...names].map(([key, name]) => [name, key])));
    return copy;
  }

  function visitList(list: unknown[], node: SchemaNode, at: string): unknown[] {
    let copy: unknown[] | undefined;
    for (const [index, child] of list.entries()) {
      if (typeof child !== 'object' || child === null) continue;
      const visited = visit(child, node.element(index), `${at}/${index}`);
      if (visited === child) continue;
      copy ??= [...list];
      copy[index] = visited;
    }
    return copy ?? list;
  }

  function meantNames(value: JsonObject, node: SchemaNode, at: string): Map<string, string> {
    const names = new Map<string, string>();
    if (drafts.length > mostErrors) return names;
    const unknown = Object.keys(value).filter((key) => !node.knows(key));
    const schema = node.roots.find(isClosed);
    const taken = new Set<string>();
    // More unknown fields than that are not misspelt ones.
    const suggestions = unknown
      .slice(0, maxMistakes)
      .map((key) => ({ key, suggestion: node.vocabulary.suggest(key) }));
    // The surest suggestion takes a name first.
    for (const difference of rename ? differences : []) {
      for (const { key, suggestion } of suggestions) {
        if (suggestion?.difference !== difference) continue;
        const free = suggestion.words.filter(
          (one) => !Object.hasOwn(value, one) && !taken.has(one),
        );
        const [name] = free;
        if (name === undefined || free.length > 1) continue;
        taken.add(name);
        names.set(key, name);
        drafts.push(misnamed(key, name, difference, at, schema));
      }
    }
    for (const key of unknown) {
      if (key in Object.prototype && !names.has(key)) {
        drafts.push(unknownField(key, value, node.vocabulary, at, schema));
      }
    }
    return names;
  }
}
