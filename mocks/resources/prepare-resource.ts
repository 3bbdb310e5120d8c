import type { Action, Contract, JsonObject, Operation, Resource } from '../../spec/index.ts';
import { matchPath } from '../../spec/index.ts';
import type { PreparedResource } from './action-context.ts';
import { type Completion, createCompletion } from './completion.ts';
import { createComputed } from './computed.ts';
import { createIdentities } from './identity.ts';
import { addsByEdit } from './insert.ts';
import { createReferences } from './references.ts';
import { createValues, type Makers } from './server-values.ts';
import { createUniqueness } from './uniqueness.ts';

/** Prepares a resource: finds out which of its operations what is stored can answer. */
export function prepareResource(
  contract: Contract,
  resource: Resource,
  makers: Makers,
): PreparedResource {
  const document = contract.document as object as JsonObject;
  const assignIdentity = createIdentities(resource, document, makers);
  const views = [resource, ...resource.others];
  const impossible = new Map(
    views.flatMap((view) => [
      ...impossibleIn(contract, view, assignIdentity !== undefined, makers),
    ]),
  );
  const adders = views.flatMap(({ actions: { add, edit } }) => [
    add,
    edit && addsByEdit(edit) ? edit : undefined,
  ]);
  const isAdded = adders.some((one) => one !== undefined && !impossible.has(one));
  const isSeeded = Object.keys(contract.initial).some(
    (path) => matchPath(resource.collection, path) !== undefined,
  );
  return {
    resource,
    uniqueness: createUniqueness(resource),
    isStored: isAdded || isSeeded,
    assignIdentity: assignIdentity ?? (() => 'none'),
    references: createReferences(resource, contract.resources),
    computed: createComputed(resource, contract.resources),
    serverValues: new Map(
      resource.properties
        .filter(({ readOnly, required, nullable }) => readOnly && required && !nullable)
        .filter(({ name, computed }) => name !== resource.identity.name && computed === undefined)
        .map(({ name, schema }) => [name, createValues(schema, document, makers)]),
    ),
    impossible,
  };
}

function impossibleIn(
  contract: Contract,
  resource: Resource,
  givesIdentity: boolean,
  makers: Makers,
): ReadonlyMap<Operation, string> {
  const { actions, identity } = resource;
  const impossible = new Map<Operation, string>();
  for (const action of ['add', 'edit', 'patch'] as const) {
    const operation = actions[action];
    if (operation === undefined) continue;
    const lacking = completionOf(contract, resource, action, makers)?.impossible ?? [];
    const missing = [
      ...(action === 'add' && !givesIdentity && !brings(resource) ? [identity.name] : []),
      ...lacking,
    ];
    const names = missing.map((name) => `"${name}"`).join(' and ');
    if (missing.length > 0) impossible.set(operation, `no valid ${names} can be made`);
  }
  return impossible;
}

/** Whether every request to add brings the identity. */
function brings({ bodies, identity }: Resource): boolean {
  const required = bodies.add?.requestSchema?.required;
  return Array.isArray(required) && required.includes(identity.name);
}

/** Prepares what an action adds to a request; the identity and the fields of the path are not of these. */
export function completionOf(
  { document }: Contract,
  { properties, identity, parents, bodies, responseProperties }: Resource,
  action: Action,
  makers: Makers,
): Completion | undefined {
  if (action !== 'add' && action !== 'edit' && action !== 'patch') return undefined;
  // What the operation's own response says of a value that the server makes, comes first.
  const shown = new Map(responseProperties[action]?.map((one) => [one.name, one]));
  const own = properties
    .filter(({ name }) => name !== identity.name && !parents.includes(name))
    .filter(({ computed }) => computed === undefined)
    .map((one) => ({ ...one, schema: shown.get(one.name)?.schema ?? one.schema }));
  const request = bodies[action]?.requestSchema;
  return createCompletion(own, request, document as object as JsonObject, makers);
}
