import { type Identifier, identifierFields, type Resource } from '../../spec/index.ts';
import type { CheckContext } from './check-context.ts';
import type { Claim } from './request-body.ts';

/** The identifiers of one kind that are reserved for a check, and the field that claims them. */
export interface ReservedClaims extends Claim {
  readonly kind: string;
  readonly values: readonly Identifier[];
}

/** Returns the reserved identifiers that only one item of a resource may hold. */
export function reservedClaims(context: CheckContext, resource: Resource): ReservedClaims[] {
  return identifierFields(context.provider.catalogue, resource)
    .filter(({ kind }) => kind.exclusive)
    .map(({ kind: { name }, steps }) => ({ kind: name, steps, values: context.idsOf(name) }));
}
