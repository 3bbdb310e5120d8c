import { type Case, isObject, type Resource, type UniqueRule } from '../../spec/index.ts';
import { keysOf } from '../model/rules-model.ts';

/** Whether two requests of a case claim the same key of a rule. */
export function triesRule(
  { given, request, then }: Case,
  resource: Resource,
  rule: UniqueRule,
): boolean {
  const { add, edit } = resource.actions;
  const seen = new Set<string>();
  return [...given, request, ...then].some(({ operation, json, path }) => {
    if ((operation !== add && operation !== edit) || !isObject(json)) return false;
    const keys = keysOf(rule, { ...path, ...json });
    const again = keys.some((key) => seen.has(key));
    for (const key of keys) seen.add(key);
    return again;
  });
}
