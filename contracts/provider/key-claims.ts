import { type Identifier, identifierFields, type Resource } from '../../spec/index.ts';
import type { CheckContext } from './check-context.ts';

/** The identifiers of one kind that are reserved for a check, and the field that claims them. */
export interface ReservedClaims {
  readonly kind: string;
  readonly ids: readonly Identifier[];
  /** The steps of the field's JSON Pointer. */
  readonly steps: readonly string[];
}

/** Returns the reserved identifiers that only one item of a resource may hold. */
export function reservedClaims(context: CheckContext, resource: Resource): ReservedClaims[] {
  return identifierFields(context.provider.catalogue, resource)
    .filter(({ kind }) => kind.exclusive)
    .map(({ kind: { name }, steps }) => ({ kind: name, ids: context.idsOf(name), steps }));
}
