import { isObject, type JsonObject, type Resource } from '../spec/index.ts';
import type { Provider } from './provider.ts';

/** Values that a request is to claim at a pointer of steps, such as tag_ids, `*`. */
export interface Claim {
  readonly steps: readonly string[];
  readonly values: readonly unknown[];
}

/**
 * The documented request of an operation with other identifiers in it: what may be claimed as asked,
 * what is shared (such as a file) as lent, picked by `taste` as are fields
 * with several documented values, and the identity as the path has it.
 */
export function documentedBody(
  provider: Provider,
  resource: Resource,
  action: 'add' | 'edit',
  claims: readonly Claim[],
  path: Readonly<Record<string, unknown>> = {},
  taste = 0,
): JsonObject {
  const contents = resource.actions[action]?.request?.contents ?? [];
  const example = contents.flatMap(({ examples }) => examples)[0]?.value;
  const body: JsonObject = isObject(example) ? structuredClone(example) : {};
  if (taste > 0) vary(body, contents[0]?.schema, taste);
  const { name } = resource.identity;
  if (name in body && path[name] !== undefined) body[name] = path[name];
  for (const kind of provider.catalogue.identifiers) {
    for (const { collection, pointer } of kind.fills) {
      if (collection !== resource.collection) continue;
      const steps = pointer.slice(1).split('/');
      const asked = claims.find((claim) => claim.steps.join('/') === steps.join('/'));
      const shared = kind.exclusive ? [] : (provider.pools.get(kind.name)?.shared ?? []);
      const value = shared[(taste >> 1) % Math.max(1, shared.length)];
      place(body, steps, asked?.values ?? (value === undefined ? [] : [value]));
    }
  }
  return body;
}

// A list takes all values and a field the first; with none the field is left out.
function place(body: JsonObject, steps: readonly string[], values: readonly unknown[]): void {
  const [field = '', rest] = steps;
  if (values.length === 0) delete body[field];
  else body[field] = rest === '*' ? [...values] : values[0];
}

// Another of the documented values for each field that has several.
function vary(body: JsonObject, schema: JsonObject | undefined, taste: number): void {
  const properties = schema?.properties;
  if (!isObject(properties)) return;
  for (const name of Object.keys(body)) {
    const property = properties[name];
    const values = isObject(property) && Array.isArray(property.enum) ? property.enum : [];
    if (values.length > 1) body[name] = values[taste % values.length];
  }
}
