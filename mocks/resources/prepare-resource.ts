import type { Action, Contract, JsonObject, Operation, Resource } from '../../spec/index.ts';
import { matchPath } from '../../spec/index.ts';
import type { PreparedResource } from './action-context.ts';
import { type Completion, createCompletion } from './completion.ts';
import { createIdentities } from './identity.ts';
import { addsByEdit } from './insert.ts';
import type { Makers } from './server-values.ts';
import { createUniqueness } from './uniqueness.ts';

/** Prepares a resource: finds out which of its operations what is stored can answer. */
export function prepareResource(
  contract: Contract,
  resource: Resource,
  makers: Makers,
): PreparedResource {
  const { actions, identity } = resource;
  const document = contract.document as object as JsonObject;
  const assignIdentity = createIdentities(resource, document, makers);
  const impossible = new Map<Operation, string>();
  for (const action of ['add', 'edit', 'patch'] as const) {
    const operation = actions[action];
    if (operation === undefined) continue;
    const lacking = completionOf(contract, resource, action, makers)?.impossible ?? [];
    const missing = [
      ...(action === 'add' && assignIdentity === undefined && !brings(resource)
        ? [identity.name]
        : []),
      ...lacking,
    ];
    const names = missing.map((name) => `"${name}"`).join(' and ');
    if (missing.length > 0) impossible.set(operation, `no valid ${names} can be made`);
  }
  const adders = [actions.add, actions.edit && addsByEdit(actions.edit) ? actions.edit : undefined];
  const isAdded = adders.some((one) => one !== undefined && !impossible.has(one));
  const isSeeded = Object.keys(contract.initial).some(
    (path) => matchPath(resource.collection, path) !== undefined,
  );
  return {
    resource,
    uniqueness: createUniqueness(resource),
    isStored: isAdded || isSeeded,
    assignIdentity: assignIdentity ?? (() => 'none'),
    impossible,
  };
}

/** Whether every request to add brings the identity. */
function brings({ bodies, identity }: Resource): boolean {
  const required = bodies.add?.requestSchema?.required;
  return Array.isArray(required) && required.includes(identity.name);
}

/** Prepares what an action adds to a request; the identity and the fields of the path are not of these. */
export function completionOf(
  { document }: Contract,
  { properties, identity, parents, bodies }: Resource,
  action: Action,
  makers: Makers,
): Completion | undefined {
  if (action !== 'add' && action !== 'edit' && action !== 'patch') return undefined;
  const own = properties.filter(({ name }) => name !== identity.name && !parents.includes(name));
  const request = bodies[action]?.requestSchema;
  return createCompletion(own, request, document as object as JsonObject, makers);
}
