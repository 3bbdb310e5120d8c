import { type Contract, formatPointer, identifierFields, type Resource } from '../../spec/index.ts';
import type { Provider } from '../provider/provider.ts';

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
