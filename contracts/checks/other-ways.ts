import { type JsonObject, operationName, type Resource } from '../../spec/index.ts';
import { statusOf } from '../http/exchange.ts';
import { addItem, additionTo } from '../provider/added-item.ts';
import { documentedCall } from '../provider/request-body.ts';
import { requestFields } from '../provider/schema-body.ts';
import { type Check, finding, skipIfMissing } from './check.ts';
import type { Coverage } from './covered.ts';
import { notAccepted, notStored } from './crud.ts';
import { inCollection, slugOf } from './on-item.ts';

/**
 * Tests the further ways to add an item (`x-adds-to`) and to edit one (`x-variants`): what is accepted is
 * stored, and what an edit cannot carry is kept.
 */
export function otherWayChecks(resources: readonly Resource[], coverage: Coverage): Check[] {
  return resources.flatMap((resource) =>
    resource.others.flatMap((view) =>
      (['add', 'edit', 'patch'] as const).flatMap((action): Check[] => {
        const { [action]: operation, add } = view.actions;
        const usual = resource.actions[action];
        const { stored } = operation ?? {};
        if (operation === undefined || add === undefined || operation === usual) return [];
        if (coverage.tries(operation) || operation.variants.length > 0) return [];
        const fields = requestFields(view.bodies.add?.requestSchema);
        const condition = Object.entries(stored ?? {}).map(([name, [value]]) => [name, value]);
        if (!condition.every(([name]) => fields.has(String(name)))) return [];
        const id = `stored${slugOf(resource)}-${operation.id.toLowerCase()}`;
        const says = `What ${operationName(operation)} (${operation.id}) accepts is stored.`;
        const { source } = operation;
        const operations = [add, operation];
        return [
          {
            ...{ id, says, source, promises: [], operations },
            run: async (provider) =>
              skipIfMissing(provider, operations) ??
              inCollection(provider, view, async (context, path) => {
                if (action === 'add') {
                  const { item, exchange } = await addItem(context, view, path, 'the item');
                  return item
                    ? notStored(context, item)
                    : `${operationName(add)} was not accepted (${statusOf(exchange)}).`;
                }
                const addition = additionTo(context, resource, path, 'the item');
                const json = { ...(addition.json as JsonObject), ...Object.fromEntries(condition) };
                const { exchange } = await context.send({ ...addition, json });
                const item = context.items.at(-1);
                if (item?.resource !== resource) {
                  const message = `No such item can be added: ${statusOf(exchange)}.`;
                  return finding('inconclusive', message, [exchange]);
                }
                const at = { path: item.path };
                const edit = documentedCall(provider, view, action, [], `the ${action}`, at);
                const edited = await context.send(edit);
                if (edited.outcome !== 'accepted') return notAccepted(edit, edited.exchange);
                return notStored(context, item);
              }),
          },
        ];
      }),
    ),
  );
}
