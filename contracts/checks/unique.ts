import {
  type Catalogue,
  identifierFields,
  type JsonObject,
  type Resource,
} from '../../spec/index.ts';
import { additionTo } from '../provider/added-item.ts';
import { triesRule } from '../provider/tried-rule.ts';
import { type Check, skipIfMissing } from './check.ts';
import { runOn } from './on-item.ts';

type Tested = Pick<Catalogue, 'cases' | 'identifiers'>;

/** Tests each uniqueness rule that neither a case nor test data reaches: a second item with its key is refused. */
export function uniqueChecks(resources: readonly Resource[], catalogue: Tested): Check[] {
  return resources.flatMap((resource) =>
    resource.unique.flatMap((rule): Check[] => {
      const { add } = resource.actions;
      const fields = identifierFields(catalogue, resource).filter(({ kind }) => kind.exclusive);
      const reached = rule.by.some(([name]) => fields.some(({ steps }) => steps[0] === name));
      if (add === undefined || rule.within === 'item' || reached) return [];
      if (catalogue.cases.some((one) => triesRule(one, resource, rule))) return [];
      return [
        {
          id: `unique-${rule.name}`,
          says: `Under ${rule.name}, an item with the key of another is refused.`,
          source: rule.source,
          promises: [],
          operations: [add],
          rule: rule.name,
          run: async (provider) =>
            skipIfMissing(provider, [add]) ??
            runOn(provider, resource, async (context, { path, holds, resource }) => {
              const call = additionTo(context, resource, path, 'the same key');
              const names = [...rule.by, rule.within ?? []].flatMap(([name]) => name ?? []);
              const json = { ...(call.json as JsonObject) };
              for (const name of names) if (holds.has(name)) json[name] = holds.get(name);
              const { outcome, fault } = await context.send({ ...call, json, promised: false });
              if (outcome === 'accepted')
                return `An item with the same ${names.join(', ')} was accepted.`;
              return fault;
            }),
        },
      ];
    }),
  );
}
