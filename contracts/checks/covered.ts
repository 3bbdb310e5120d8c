import {
  type Action,
  type Catalogue,
  identifierFields,
  isObject,
  type Operation,
  parseName,
  type Resource,
  type Step,
  sentItem,
} from '../../spec/index.ts';
import { requestFields } from '../provider/schema-body.ts';

/** Tells what the cases of the catalogue try already, so that it is not sent twice. */
export interface Coverage {
  /** Whether they try that an accepted request of an operation is stored. */
  stores(resource: Resource, operation: Operation): boolean;
  /** Whether a field takes test data, so that no other value may be sent. */
  lends(resource: Resource, field: string): boolean;
  /** Whether they try an operation. */
  tries(operation: Operation): boolean;
  /** Whether they try to delete an item of a collection after adding another that may name it. */
  deletesNamed(resource: Resource, named: Resource): boolean;
  /** Whether they leave a required field out, and no other. */
  leavesOut(resource: Resource, action: Action, field: string): boolean;
  /** Whether they send a field with a value of another type. */
  mistypes(resource: Resource, action: Action, field: string, types: ReadonlySet<string>): boolean;
}

/** Reads what the cases try. */
export function catalogueCoverage(catalogue: Pick<Catalogue, 'cases' | 'identifiers'>): Coverage {
  const { cases } = catalogue;
  const requests = (operation: Operation | undefined) =>
    cases.filter(({ request }) => request.operation === operation).map(({ request }) => request);
  const bodies = (resource: Resource, action: Action) =>
    requests(resource.actions[action])
      .map(({ json }) => sentItem(resource, action, json))
      .filter(isObject);
  const accepts = ({ expect }: Step) => expect.verifier === 'accepted';
  return {
    // After each case, its items are compared with the list, if the resource has rules.
    stores: ({ unique, actions }, operation) =>
      unique.length > 0 && actions.read === undefined && requests(operation).some(accepts),
    lends: (resource, field) =>
      identifierFields(catalogue, resource).some(({ steps }) => steps[0] === field),
    tries: (operation) => requests(operation).length > 0,
    deletesNamed: ({ actions: { add } }, { actions: { delete: remove } }) =>
      cases.some(({ given, request, then }) => {
        const operations = [...given, request, ...then].map(({ operation }) => operation);
        const added = add === undefined ? -1 : operations.indexOf(add);
        return added >= 0 && operations.slice(added).some((one) => one === remove);
      }),
    leavesOut: (resource, action, field) => {
      const fields = [...requestFields(resource.bodies[action]?.requestSchema)];
      const required = fields.flatMap(([name, one]) => (one.required ? name : []));
      return bodies(resource, action).some(
        (body) => required.filter((name) => !Object.hasOwn(body, name)).join() === field,
      );
    },
    mistypes: (resource, action, field, types) =>
      bodies(resource, action).some((body) => {
        const value = Object.hasOwn(body, field) ? body[field] : undefined;
        if (typeof value === 'string' && parseName(value) !== undefined) return false;
        return value !== undefined && !types.has(typeOf(value));
      }),
  };
}

/** The type of a value as JSON Schema names it; an integer is a number. */
export function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
