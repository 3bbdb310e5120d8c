import { isObject, type JsonObject, valueAt, withValueAt } from '../../spec/index.ts';
import type { CheckContext } from '../provider/check-context.ts';
import { claimsOf, type Item } from '../provider/item.ts';
import type { Call } from '../provider/provider.ts';
import { type Claim, documentedBody, requiredFields } from '../provider/request-body.ts';
import { changeImmutable, immutablePointers } from './immutable.ts';
import type { Step, StepClaims } from './step.ts';
import type { Target } from './target.ts';

/** A step of one request whose outcome the model predicts. */
export type SingleStep = Exclude<Step, { do: 'race' | 'list' | 'bulk-add' | 'cross-account' }>;

/** Whether a step is one request whose outcome the model predicts. */
export function isSingle(step: Step): step is SingleStep {
  return !['race', 'list', 'bulk-add', 'cross-account'].includes(step.do);
}

/**
 * Builds the call of a step with the identifiers reserved for the sequence.
 * @param item the item that the step is about
 * @returns undefined if the contract has no such request
 */
export function buildCall(
  target: Target,
  context: CheckContext,
  step: SingleStep,
  item: Item | undefined,
): Call | undefined {
  const { provider, resource } = target;
  if (step.do === 'delete') {
    const operation = provider.operation(resource, 'delete');
    if (item === undefined || operation === undefined) return undefined;
    const { path, account } = item;
    return { operation, path, account, note: 'delete', promised: true };
  }
  const action = item === undefined ? 'add' : 'edit';
  const operation = provider.operation(resource, action);
  if (operation === undefined) return undefined;
  const claims = claimsOfStep(target, context, step, item);
  const account = item?.account ?? (step.second && target.second ? 'second' : 'first');
  const documented = documentedBody(provider, resource, action, claims, item?.path, step.variant);
  const json = item === undefined ? documented : repeatImmutable(target, item, documented);
  const path = item?.path ?? target.parentPath;
  if (step.do === 'change-immutable') {
    const changed = item && changeImmutable(target, item, json, step.field);
    const note = 'edit of an immutable field';
    return changed && { operation, path, json: changed, account, note };
  }
  if (step.do !== 'invalid') {
    return { operation, path, json, account, note: action, promised: true };
  }
  const invalid = invalidBody(target, json, action, step.variant);
  return invalid && { operation, path, json: invalid, account, note: `invalid ${action}` };
}

// An edit takes other values from the documented ones; it may not do so with fields that cannot change.
function repeatImmutable(target: Target, item: Item, body: JsonObject): JsonObject {
  const held = Object.fromEntries(item.holds);
  return immutablePointers(target).reduce((json, pointer) => {
    const value = valueAt(held, pointer);
    if (value === undefined || valueAt(json, pointer) === undefined) return json;
    return withValueAt(json, pointer, value) as JsonObject;
  }, body);
}

/** Builds the call in which the second account edits or deletes an item of the first. */
export function buildCrossAccountCall(
  target: Target,
  context: CheckContext,
  step: Step & { do: 'cross-account' },
  item: Item,
): Call | undefined {
  const { provider, resource } = target;
  const operation = provider.operation(resource, step.deletes ? 'delete' : 'edit');
  if (operation === undefined) return undefined;
  const { path } = item;
  const call = { operation, path, account: 'second', note: 'from the second account' } as const;
  if (step.deletes) return call;
  const claims = claimsOfStep(target, context, step, item);
  return { ...call, json: documentedBody(provider, resource, 'edit', claims, path, step.variant) };
}

function claimsOfStep(
  { keyFields, resource, idsPerKind }: Target,
  context: CheckContext,
  step: StepClaims,
  edited: Item | undefined,
): Claim[] {
  const required = requiredFields(resource, edited === undefined ? 'add' : 'edit');
  return keyFields.map(({ steps, kind, edit }, i) => {
    if (edited !== undefined && edit !== 'changes') {
      return { steps, values: edit === 'repeats' ? claimsOf(edited.holds, steps) : [] };
    }
    const ids = context.idsOf(kind).slice(0, idsPerKind);
    const values = (step.claims[i] ?? []).flatMap((one) => ids[one % ids.length] ?? []);
    if (values.length > 0 || steps.length > 1 || !required.has(steps[0] ?? '')) {
      return { steps, values };
    }
    // A required field takes any identifier.
    return { steps, values: ids.slice(step.variant % ids.length).slice(0, 1) };
  });
}

// Lacks a required field, or has a value that cannot be read as its type. Keeps the claims and the
// item's identity.
function invalidBody(
  { resource, keyFields }: Target,
  body: JsonObject,
  action: 'add' | 'edit',
  variant: number,
): JsonObject | undefined {
  const kept = [resource.identity.name, ...keyFields.map(({ steps }) => steps[0])];
  const others = ([name]: readonly [string, unknown]) => !kept.includes(name);
  const { properties } = resource.bodies[action]?.requestSchema ?? {};
  const missing = [...requiredFields(resource, action)].map((name) => [name, undefined] as const);
  const wrong = Object.keys(body).flatMap((name) => {
    const schema = isObject(properties) ? properties[name] : undefined;
    if (!isObject(schema)) return [];
    const isWord = Array.isArray(schema.enum) && !schema.enum.includes(true);
    if (isWord) return [[name, true] as const];
    return schema.type === 'string' || schema.type === 'integer' ? [[name, {}] as const] : [];
  });
  const changes = [...missing, ...wrong].filter(others);
  const [name, value] = changes[variant % Math.max(1, changes.length)] ?? [];
  if (name === undefined) return undefined;
  const { [name]: _, ...rest } = body;
  return value === undefined ? rest : { ...rest, [name]: value };
}
