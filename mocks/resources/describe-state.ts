import type { Contract, Operation } from '../../spec/index.ts';
import { operationName } from '../../spec/index.ts';
import type { PreparedResource } from './action-context.ts';
import { filtersOf } from './list-filter.ts';

/** Says how each resource is answered, and what is checked but not applied. */
export function describeState(
  { operations, stateless }: Contract,
  resources: readonly PreparedResource[],
): string[] {
  const told = new Set<Operation>();
  const lines = resources.flatMap((one) => describeResource(one, told));
  for (const [why, group] of Map.groupBy(stateless, (one) => one.why)) {
    const alone = group.map(({ operation }) => operation);
    for (const operation of alone) told.add(operation);
    lines.push(`${alone.map(operationName).join(', ')}: Prism alone, ${why}.`);
  }
  const others = operations.filter((operation) => !told.has(operation)).length;
  if (others > 0) lines.push(`${others} other operation${others === 1 ? '' : 's'}: Prism alone.`);
  return lines;
}

function describeResource(
  { resource, isStored, impossible }: PreparedResource,
  told: Set<Operation>,
): string[] {
  const { collection, actions } = resource;
  for (const view of [resource, ...resource.others]) {
    for (const operation of Object.values(view.actions)) told.add(operation);
  }
  const able = Object.entries(actions).filter(([, operation]) => !impossible.has(operation));
  const failing = [...impossible].map(
    ([operation, why]) => `${operationName(operation)}: Prism alone, ${why}.`,
  );
  if (!isStored) return [`${collection}: Prism alone, no operation adds an item.`, ...failing];
  const did = able.map(([action]) => action).join(', ');
  return [`${collection}: stateful (${did}).`, ...failing, ...ignoredParameters(resource)];
}

function ignoredParameters({
  actions: { list },
  ...resource
}: PreparedResource['resource']): string[] {
  if (list === undefined) return [];
  const applied = filtersOf(list, { actions: { list }, ...resource });
  const ignored = list.parameters.filter((one) => one.in === 'query' && !applied.includes(one));
  if (ignored.length === 0) return [];
  const names = ignored.map(({ name }) => name).join(', ');
  return [
    `${operationName(list)}: ${names} ${ignored.length === 1 ? 'is' : 'are'} checked, but not applied.`,
  ];
}
