import type { JsonObject, Operation } from '../../spec/index.ts';
import type { Scene } from '../provider/check-context.ts';
import type { Item } from '../provider/item.ts';
import type { Asked } from '../provider/provider.ts';
import { type Claim, documentedBody, requiredFields } from '../provider/request-body.ts';
import { altered } from './immutable.ts';
import type { Plan, Wish } from './step.ts';
import type { Stage } from './target.ts';

/** A step of one request, whose outcome the model knows beforehand. */
export type Single = Exclude<Plan, { do: 'race' | 'list' | 'crowd' | 'trespass' }>;

/** Whether a step is one request, whose outcome the model knows beforehand. */
export function isSingle(plan: Plan): plan is Single {
  return !['race', 'list', 'crowd', 'trespass'].includes(plan.do);
}

/**
 * The request that a step is, with the identifiers that were lent to the scene; `item` is what it is
 * about. Undefined where the contract has no such request.
 */
export function wordStep(
  stage: Stage,
  scene: Scene,
  plan: Single,
  item: Item | undefined,
): Asked | undefined {
  const { provider, resource } = stage;
  if (plan.do === 'delete') {
    const operation = provider.operation(resource, 'delete');
    if (item === undefined || operation === undefined) return undefined;
    const { path, account } = item;
    return { operation, path, account, note: 'delete', promised: true };
  }
  const action = item === undefined ? 'add' : 'edit';
  const operation = provider.operation(resource, action);
  if (operation === undefined) return undefined;
  const claims = claimsWished(stage, scene, plan, action);
  const account = item?.account ?? (plan.second && stage.second ? 'second' : 'first');
  const json = documentedBody(provider, resource, action, claims, item?.path, plan.taste);
  const path = item?.path ?? stage.home;
  if (plan.do === 'alter') {
    const other = item && altered(stage, item, json, plan.field);
    return other && { operation, path, json: other, account, note: 'edit of what must stay' };
  }
  if (plan.do !== 'spoiled') {
    return { operation, path, json, account, note: action, promised: true };
  }
  const spoiled = without(json, operation, plan.taste, spared(stage));
  if (spoiled === undefined) return undefined;
  return { operation, path, json: spoiled, account, note: `spoiled ${action}` };
}

/** The request of the other account about an item that it cannot know. */
export function wordTrespass(
  stage: Stage,
  scene: Scene,
  plan: Plan & { do: 'trespass' },
  { path }: Item,
): Asked | undefined {
  const { provider, resource } = stage;
  const operation = provider.operation(resource, plan.deletes ? 'delete' : 'edit');
  if (operation === undefined) return undefined;
  const asked = { operation, path, account: 'second', note: 'from elsewhere' } as const;
  if (plan.deletes) return asked;
  const claims = claimsWished(stage, scene, plan, 'edit');
  return { ...asked, json: documentedBody(provider, resource, 'edit', claims, path, plan.taste) };
}

// What a wish claims, with the identifiers that were lent to the scene.
function claimsWished(
  { places, resource, each }: Stage,
  scene: Scene,
  wish: Wish,
  action: 'add' | 'edit',
): Claim[] {
  const required = requiredFields(resource, action);
  return places.map(({ steps, kind }, i) => {
    const lent = (scene.lent.get(kind) ?? []).slice(0, each);
    const values = (wish.claims[i] ?? []).flatMap((one) => lent[one % lent.length] ?? []);
    if (values.length > 0 || steps.length > 1 || !required.has(steps[0] ?? '')) {
      return { steps, values };
    }
    // It has to be there, and one is as good as another.
    return { steps, values: lent.slice(wish.taste % lent.length).slice(0, 1) };
  });
}

// Fields that are not to be played with: what is claimed, and what names the item.
function spared({ resource, places }: Stage): ReadonlySet<string> {
  return new Set([resource.identity.name, ...places.map(({ steps }) => steps[0] ?? '')]);
}

// The same without one of the fields that have to be there.
function without(
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
