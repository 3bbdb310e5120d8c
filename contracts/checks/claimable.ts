import { type Contract, formatPointer, type Resource } from '../../spec/index.ts';
import type { Provider } from '../provider/provider.ts';

/** A place in a resource whose values only one item may hold, and what a caller lends for it. */
export interface Claimable {
  readonly resource: Resource;
  readonly rule: string;
  readonly message: string;
  readonly source: Resource['unique'][number]['source'];
  /** The pointer's steps, such as ids, `*`. */
  readonly steps: readonly string[];
}

/** The uniqueness rules of one pointer on top collections that can be added to. */
export function claimables(contract: Contract): Claimable[] {
  return contract.resources.flatMap((resource) =>
    resource.actions.add === undefined || resource.parents.length > 0
      ? []
      : resource.unique.flatMap(({ name, by, within, message, source }) => {
          const [steps] = by;
          if (steps === undefined || by.length > 1 || within !== undefined) return [];
          return [{ resource, rule: name, message, source, steps }];
        }),
  );
}

/** The kind of identifier that fills a claimable place; undefined when none is lent for it. */
export function kindOf(provider: Provider, { resource, steps }: Claimable): string | undefined {
  const pointer = formatPointer(steps);
  return provider.catalogue.identifiers.find(
    (kind) =>
      kind.exclusive &&
      kind.fills.some((one) => one.collection === resource.collection && one.pointer === pointer),
  )?.name;
}
