import { type JsonObject, type UniqueRule, writeJson } from '../../spec/index.ts';
import { RulesModel } from './rules-model.ts';

/** The fields of the existing items, by name. */
export type State = ReadonlyMap<string, JsonObject>;

/** A write that a provider accepted; `fields` are what the item holds after it, if it is no deletion. */
export interface AcceptedWrite {
  readonly do: 'add' | 'edit' | 'delete';
  /** The name of the item. */
  readonly name: string;
  readonly fields: JsonObject;
}

/**
 * Returns every state that overlapping writes may leave: one for each order in which the rules allow
 * them all, without duplicates. None means that no order is lawful. The order of the responses plays no
 * part, and neither do refused requests, which change nothing.
 */
export function possibleStates(
  rules: readonly UniqueRule[],
  before: State,
  writes: readonly AcceptedWrite[],
): State[] {
  const seen = new Set<string>();
  const found = new Map<string, State>();
  const visit = (state: State, left: readonly AcceptedWrite[]): void => {
    const key = keyOf(state);
    const node = `${left.map((write) => writes.indexOf(write)).join()} ${key}`;
    if (seen.has(node)) return;
    seen.add(node);
    if (left.length === 0) found.set(key, state);
    for (const write of left) {
      const next = apply(rules, state, write);
      if (next !== undefined) {
        visit(
          next,
          left.filter((one) => one !== write),
        );
      }
    }
  };
  visit(before, writes);
  return [...found.values()];
}

// Undefined if a rule forbids it. An edit may bring a deleted item back, and a deletion may find that
// the item is gone already.
function apply(
  rules: readonly UniqueRule[],
  state: State,
  { do: action, name, fields }: AcceptedWrite,
): State | undefined {
  const next = new Map(state);
  if (action === 'delete') {
    next.delete(name);
    return next;
  }
  if (action === 'add' && state.has(name)) return undefined;
  const model = new RulesModel(rules);
  for (const [other, held] of state) model.put(other, held);
  if (model.conflicts(fields, name).length > 0) return undefined;
  return next.set(name, fields);
}

function keyOf(state: State): string {
  return writeJson([...state].sort(([a], [b]) => (a < b ? -1 : 1)));
}
