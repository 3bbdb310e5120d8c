import { parsePointer, type Resource } from '../../spec/index.ts';
import type { CheckContext } from './check-context.ts';
import type { Identifier } from './identifier-pool.ts';

/** The identifiers of one kind that were lent, and where a resource claims them. */
export interface ReservedClaims {
  readonly kind: string;
  readonly ids: readonly Identifier[];
  readonly steps: readonly string[];
}

/** The identifiers lent to a context that a resource's rules let only one item hold. */
export function reservedClaims(context: CheckContext, resource: Resource): ReservedClaims[] {
  return context.provider.catalogue.identifiers.flatMap((kind) =>
    kind.exclusive
      ? kind.fills
          .filter((one) => one.collection === resource.collection)
          .map((one) => ({
            kind: kind.name,
            ids: context.reserved.get(kind.name) ?? [],
            steps: parsePointer(one.pointer),
          }))
      : [],
  );
}
