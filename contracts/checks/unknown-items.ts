import { operationName, type Resource } from '../../spec/index.ts';
import { type Check, finding, skipIfMissing, subjectNote } from './check.ts';
import type { Coverage } from './covered.ts';
import { callOf, notAccepted, notStored } from './crud.ts';
import { editOf, runOn, slugOf } from './on-item.ts';

/**
 * Tests every operation with a documented 404 that it is refused for an item that was deleted. An edit that
 * documents 201 may add the item.
 */
export function unknownItemChecks(resources: readonly Resource[], coverage: Coverage): Check[] {
  return resources.flatMap((resource) =>
    (['read', 'edit', 'patch'] as const).flatMap((action): Check[] => {
      const { [action]: operation, add, delete: remove } = resource.actions;
      const missing = operation?.responses.find(({ status }) => status === '404');
      if (operation === undefined || missing === undefined || missing.doubts.length > 0) return [];
      if (add === undefined || remove === undefined || coverage.tries(operation)) return [];
      const name = operationName(operation);
      const mayAdd =
        action === 'edit' && operation.responses.some(({ status }) => status === '201');
      return [
        {
          id: `unknown-${action}${slugOf(resource)}`,
          says: `${name} is refused${mayAdd ? ', or adds the item,' : ''} if there is no such item.`,
          source: operation.source,
          promises: [],
          operations: [add, remove, operation],
          // Others must not get the identity meanwhile.
          alone: true,
          run: async (provider) =>
            skipIfMissing(provider, [add, remove, operation]) ??
            runOn(provider, resource, async (context, item) => {
              const deletion = callOf(item, 'delete', 'the deletion');
              const call =
                action === 'read'
                  ? callOf(item, 'read', subjectNote)
                  : editOf(context, item, { action, note: subjectNote });
              if (deletion === undefined || call === undefined) return undefined;
              const deleted = await context.send(deletion);
              if (deleted.outcome !== 'accepted') {
                return finding('inconclusive', notAccepted(deletion, deleted.exchange));
              }
              const { outcome, fault, exchange } = await context.send({
                ...call,
                promised: mayAdd,
              });
              if (outcome !== 'accepted') return fault;
              if (mayAdd && exchange.response?.status === 201) return notStored(context, item);
              return `${name} of a deleted item was accepted (${exchange.response?.status}).`;
            }),
        },
      ];
    }),
  );
}
