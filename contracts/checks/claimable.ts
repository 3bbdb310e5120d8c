import { type Contract, formatPointer, identifierFields, type Resource } from '../../spec/index.ts';
import type { Provider } from '../provider/provider.ts';
import { requiredFields } from '../provider/request-body.ts';

/** A field that takes test data, and the kind of it. */
export interface DataField {
  readonly kind: string;
  /** The steps of its JSON Pointer. */
  readonly steps: readonly string[];
}

/** Returns the fields without which no item can be added, and whose values must be an item's own. */
export function ownFields({ catalogue }: Provider, resource: Resource): DataField[] {
  const required = requiredFields(resource, 'add');
  return identifierFields(catalogue, resource)
    .filter(({ kind, steps }) => kind.exclusive && steps.length === 1)
    .filter(({ steps }) => required.has(steps[0] ?? ''))
    .map(({ kind, steps }) => ({ kind: kind.name, steps }));
}

/** A field whose values only one item of a collection may hold. */
export interface Claimable {
  readonly resource: Resource;
  readonly rule: string;
  readonly source: Resource['unique'][number]['source'];
  /** The steps of its JSON Pointer, such as ids, `*`. */
  readonly steps: readonly string[];
}

/** Returns the fields of the uniqueness rules with one field, of top collections with an `add`. */
export function claimables(contract: Contract): Claimable[] {
  return contract.resources.flatMap((resource) =>
    resource.actions.add === undefined || resource.parents.length > 0
      ? []
      : resource.unique.flatMap(({ name, by, within, source }) => {
          const [steps] = by;
          if (steps === undefined || by.length > 1 || within !== undefined) return [];
          return [{ resource, rule: name, source, steps }];
        }),
  );
}

/** What a check about a claimable field is about. */
export function about({ resource, rule }: Pick<Claimable, 'resource' | 'rule'>) {
  return { operations: resource.actions.add ? [resource.actions.add] : [], rule };
}

/** Returns pairs of different claimable fields of the same resource, in both orders. */
export function claimablePairs(contract: Contract): (readonly [Claimable, Claimable])[] {
  const all = claimables(contract);
  return all.flatMap((one) =>
    all
      .filter((other) => other !== one && other.resource === one.resource)
      .map((other) => [one, other] as const),
  );
}

/** Returns the kind of identifier for a claimable field; undefined if there is no test data for it. */
export function kindOf(provider: Provider, { resource, steps }: Claimable): string | undefined {
  const pointer = formatPointer(steps);
  const fields = identifierFields(provider.catalogue, resource);
  return fields.find((one) => one.kind.exclusive && one.pointer === pointer)?.kind.name;
}
