import { isObject, type Resource } from '../../spec/index.ts';
import { rulesOf } from '../model/key-fields.ts';
import { parentPathOf } from '../model/parent-path.ts';
import type { State } from '../model/possible-states.ts';
import { RulesModel } from '../model/rules-model.ts';
import type { CheckContext } from './check-context.ts';
import { fieldsAt, fieldsOf, label } from './item.ts';
import { reservedClaims } from './key-claims.ts';
import { documentedCall, requiredFields } from './request-body.ts';

/**
 * Finds out which of several states is the provider's: claims what only some of them predict to be
 * free. Returns the states that are left: none if no state explains every outcome, several if no
 * request tells them apart.
 */
export async function settleByProbes(
  context: CheckContext,
  resource: Resource,
  states: readonly State[],
): Promise<readonly State[]> {
  const { contract, catalogue } = context.provider;
  const path = parentPathOf(contract, resource) ?? {};
  const required = [...requiredFields(resource, 'add')];
  let left = states;
  for (const { steps, values } of reservedClaims(context, resource)) {
    for (const value of values) {
      const claims = [{ steps, values: [value] }];
      const call = documentedCall(context.provider, resource, 'add', claims, 'held or free?', {
        path,
      });
      const { json } = call;
      if (!isObject(json) || !required.every((name) => Object.hasOwn(json, name))) continue;
      const free = left.filter((state) => {
        const model = new RulesModel(rulesOf(catalogue, resource));
        for (const [name, fields] of state) model.put(name, fields);
        return model.conflicts(fieldsAt(resource, path, json)).length === 0;
      });
      if (free.length === 0 || free.length === left.length) continue;
      const { outcome } = await context.send(call);
      const added = context.items.at(-1);
      if (outcome === 'fault' || added === undefined) return left;
      left =
        outcome === 'refused'
          ? left.filter((state) => !free.includes(state))
          : free.map((state) => new Map([...state, [label(added), fieldsOf(added)]]));
    }
  }
  return left;
}
