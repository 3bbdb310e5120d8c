import {
  type Catalogue,
  identifierFields,
  type JsonObject,
  type Operation,
  type Resource,
  type UniqueRule,
} from '../../spec/index.ts';
import { type Exchange, statusOf } from '../http/exchange.ts';
import { editOfKey } from '../model/key-fields.ts';
import { addItem, additionTo } from '../provider/added-item.ts';
import type { WriteAction } from '../provider/item.ts';
import { triesRule } from '../provider/tried-rule.ts';
import { type Check, type Finding, finding, skipIfMissing } from './check.ts';
import { notStored } from './crud.ts';
import { editOf, runOn } from './on-item.ts';

type Tested = Pick<Catalogue, 'cases' | 'identifiers'>;

/**
 * Tests each uniqueness rule that neither a case nor test data reaches: no second item gets its key, by
 * whatever operation.
 */
export function uniqueChecks(resources: readonly Resource[], catalogue: Tested): Check[] {
  return resources.flatMap((resource) =>
    resource.unique.flatMap((rule) => {
      const { add } = resource.actions;
      const fields = identifierFields(catalogue, resource).filter(({ kind }) => kind.exclusive);
      const reached = rule.by.some(([name]) => fields.some(({ steps }) => steps[0] === name));
      if (add === undefined || rule.within === 'item' || reached) return [];
      if (catalogue.cases.some((one) => triesRule(one, resource, rule))) return [];
      const actions = (['add', 'edit', 'patch'] as const).filter(
        (action) => action === 'add' || canTake(resource, rule, action),
      );
      return actions.map((action) => checkOf(resource, rule, action, add));
    }),
  );
}

function canTake(resource: Resource, rule: UniqueRule, action: 'edit' | 'patch'): boolean {
  return (
    resource.actions[action] !== undefined &&
    rule.by.every((steps) => editOfKey(resource, steps, action) === 'changes')
  );
}

function checkOf(resource: Resource, rule: UniqueRule, action: WriteAction, add: Operation): Check {
  const operations = [add, resource.actions[action] ?? add];
  return {
    id: `unique-${action === 'add' ? '' : `${action}-`}${rule.name}`,
    says: `Under ${rule.name}, an item with the key of another is refused${action === 'add' ? '' : ` by a ${action}`}.`,
    source: rule.source,
    promises: [],
    operations,
    rule: rule.name,
    run: async (provider) =>
      skipIfMissing(provider, operations) ??
      runOn(provider, resource, async (context, { path, holds }) => {
        const other =
          action === 'add' ? undefined : await addItem(context, resource, path, 'another item');
        if (other !== undefined && other.item === undefined) return noOther(other.exchange);
        const note = 'the same key';
        const call =
          action !== 'add' && other?.item
            ? editOf(context, other.item, { action, note })
            : additionTo(context, resource, path, note);
        const names = [...rule.by, rule.within ?? []].flatMap(([name]) => name ?? []);
        const json = { ...(call.json as JsonObject) };
        for (const name of names) if (holds.has(name)) json[name] = holds.get(name);
        const { outcome, fault } = await context.send({ ...call, json, promised: false });
        if (outcome === 'accepted')
          return `An item with the same ${names.join(', ')} was accepted.`;
        return fault ?? (other?.item && (await notStored(context, other.item)));
      }),
  };
}

function noOther(exchange: Exchange): Finding {
  return finding('inconclusive', `No other item can be added: ${statusOf(exchange)}.`, [exchange]);
}
