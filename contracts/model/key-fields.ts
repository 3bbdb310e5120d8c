import {
  type Catalogue,
  type Contract,
  formatPointer,
  parsePointer,
  type Resource,
  type UniqueRule,
} from '../../spec/index.ts';
import { parentPathOf } from './parent-path.ts';

/** A pointer that a rule is about, and the kind of identifier that is lent for it. */
export interface KeyField {
  readonly steps: readonly string[];
  readonly kind: string;
}

/**
 * The uniqueness rules of a resource; where a client names its items, that a name is given once is
 * one of them.
 */
export function rulesOf({ identifiers }: Catalogue, resource: Resource): UniqueRule[] {
  const { name } = resource.identity;
  const pointer = formatPointer([name]);
  const given = identifiers.some(({ fills }) =>
    fills.some((one) => one.collection === resource.collection && one.pointer === pointer),
  );
  if (!given) return [...resource.unique];
  const identity: UniqueRule = {
    name: `one-${name}-of-a-name`,
    by: [[name]],
    nulls: 'equal',
    within: undefined,
    message: `${name} {value} is there already.`,
    source: undefined,
    pointer: '',
  };
  return [...resource.unique, identity];
}

/** The pointers that a resource's rules are about, as far as something is lent for them. */
export function keyFieldsOf(
  { contract, catalogue }: { readonly contract: Contract; readonly catalogue: Catalogue },
  resource: Resource,
): KeyField[] {
  const by = new Set(rulesOf(catalogue, resource).flatMap((rule) => rule.by.map(formatPointer)));
  const places = catalogue.identifiers.flatMap((kind) =>
    kind.fills
      .filter((one) => one.collection === resource.collection && by.has(one.pointer))
      .map(({ pointer }) => ({ kind, steps: parsePointer(pointer) })),
  );
  if (resource.actions.add === undefined || parentPathOf(contract, resource) === undefined)
    return [];
  // What only shared values tell apart may be somebody else's.
  if (!places.some(({ kind }) => kind.exclusive)) return [];
  return places.map(({ kind, steps }) => ({ kind: kind.name, steps }));
}
