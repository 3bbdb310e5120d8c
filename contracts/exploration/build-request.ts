import type { JsonObject, Operation } from '../../spec/index.ts';
import type { CheckContext } from '../provider/check-context.ts';
import type { Item } from '../provider/item.ts';
import type { Call } from '../provider/provider.ts';
import { type Claim, documentedBody, requiredFields } from '../provider/request-body.ts';
import { changeImmutable } from './immutable.ts';
import type { Step, StepClaims } from './step.ts';
import type { Target } from './target.ts';

/** A step of one request, whose outcome the model knows beforehand. */
export type SingleStep = Exclude<Step, { do: 'race' | 'list' | 'crowd' | 'trespass' }>;

/** Whether a step is one request, whose outcome the model knows beforehand. */
export function isSingle(plan: Step): plan is SingleStep {
  return !['race', 'list', 'crowd', 'trespass'].includes(plan.do);
}

/**
 * The request that a step is, with the identifiers that were lent to the context; `item` is what it is
 * about. Undefined where the contract has no such request.
 */
export function buildCall(
  target: Target,
  context: CheckContext,
  plan: SingleStep,
  item: Item | undefined,
): Call | undefined {
  const { provider, resource } = target;
  if (plan.do === 'delete') {
    const operation = provider.operation(resource, 'delete');
    if (item === undefined || operation === undefined) return undefined;
    const { path, account } = item;
    return { operation, path, account, note: 'delete', promised: true };
  }
  const action = item === undefined ? 'add' : 'edit';
  const operation = provider.operation(resource, action);
  if (operation === undefined) return undefined;
  const claims = claimsOfStep(target, context, plan, action);
  const account = item?.account ?? (plan.second && target.second ? 'second' : 'first');
  const json = documentedBody(provider, resource, action, claims, item?.path, plan.taste);
  const path = item?.path ?? target.parentPath;
  if (plan.do === 'alter') {
    const other = item && changeImmutable(target, item, json, plan.field);
    return other && { operation, path, json: other, account, note: 'edit of what must stay' };
  }
  if (plan.do !== 'spoiled') {
    return { operation, path, json, account, note: action, promised: true };
  }
  const spoiled = withoutRequiredField(json, operation, plan.taste, protectedFields(target));
  if (spoiled === undefined) return undefined;
  return { operation, path, json: spoiled, account, note: `spoiled ${action}` };
}

/** The request of the other account about an item that it cannot know. */
export function buildCrossAccountCall(
  target: Target,
  context: CheckContext,
  plan: Step & { do: 'trespass' },
  { path }: Item,
): Call | undefined {
  const { provider, resource } = target;
  const operation = provider.operation(resource, plan.deletes ? 'delete' : 'edit');
  if (operation === undefined) return undefined;
  const asked = { operation, path, account: 'second', note: 'from elsewhere' } as const;
  if (plan.deletes) return asked;
  const claims = claimsOfStep(target, context, plan, 'edit');
  return { ...asked, json: documentedBody(provider, resource, 'edit', claims, path, plan.taste) };
}

// What a wish claims, with the identifiers that were lent to the context.
function claimsOfStep(
  { keyFields, resource, idsPerKind }: Target,
  context: CheckContext,
  wish: StepClaims,
  action: 'add' | 'edit',
): Claim[] {
  const required = requiredFields(resource, action);
  return keyFields.map(({ steps, kind }, i) => {
    const lent = (context.reserved.get(kind) ?? []).slice(0, idsPerKind);
    const values = (wish.claims[i] ?? []).flatMap((one) => lent[one % lent.length] ?? []);
    if (values.length > 0 || steps.length > 1 || !required.has(steps[0] ?? '')) {
      return { steps, values };
    }
    // It has to be there, and one is as good as another.
    return { steps, values: lent.slice(wish.taste % lent.length).slice(0, 1) };
  });
}

// Fields that are not to be played with: what is claimed, and what names the item.
function protectedFields({ resource, keyFields }: Target): ReadonlySet<string> {
  return new Set([resource.identity.name, ...keyFields.map(({ steps }) => steps[0] ?? '')]);
}

// The same without one of the fields that have to be there.
function withoutRequiredField(
  body: JsonObject,
  operation: Operation,
  taste: number,
  kept: ReadonlySet<string>,
): JsonObject | undefined {
  const required = operation.request?.contents[0]?.schema?.required;
  const names = Array.isArray(required) ? required.filter((one) => !kept.has(String(one))) : [];
  if (names.length === 0) return undefined;
  const left = { ...body };
  delete left[String(names[taste % names.length])];
  return left;
}
