import { type Case, isObject, type Resource, sentItem, type UniqueRule } from '../../spec/index.ts';
import { keysOf } from '../model/rules-model.ts';
import { fieldsAt } from './item.ts';

/** Whether two requests of a case claim the same key of a rule. */
export function triesRule(
  { given, request, then }: Case,
  resource: Resource,
  rule: UniqueRule,
): boolean {
  const seen = new Set<string>();
  return [...given, request, ...then].some(({ operation, json, path }) => {
    const action = (['add', 'edit', 'patch'] as const).find(
      (one) => resource.actions[one] === operation,
    );
    const item = action && sentItem(resource, action, json);
    if (!isObject(item)) return false;
    const keys = keysOf(rule, fieldsAt(resource, path, item));
    const again = keys.some((key) => seen.has(key));
    for (const key of keys) seen.add(key);
    return again;
  });
}
