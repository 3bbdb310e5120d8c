import {
  type Catalogue,
  type Contract,
  formatPointer,
  identifierFields,
  isObject,
  parsePointer,
  type Resource,
  schemasAt,
  type UniqueRule,
} from '../../spec/index.ts';
import { parentPathOf } from './parent-path.ts';

/** A field of a uniqueness key, as the steps of its JSON Pointer, and the kind of identifier for it. */
export interface KeyField {
  readonly steps: readonly string[];
  readonly kind: string;
  readonly edit: EditOfKey;
}

/** What an edit may do to a field: change it, repeat it because it is immutable, or not name it at all. */
export type EditOfKey = 'changes' | 'repeats' | 'lacks';

/** Returns what an edit, or a patch, may do to a field of a resource. */
export function editOfKey(
  { bodies, immutable }: Resource,
  steps: readonly string[],
  action: 'edit' | 'patch' = 'edit',
): EditOfKey {
  const schema = bodies[action]?.requestSchema ?? {};
  const hasFields = isObject(schema.properties) || Array.isArray(schema.allOf);
  if (hasFields && schemasAt(schema, steps.slice(0, 1)).length === 0) return 'lacks';
  const isFixed = immutable.some((one) => parsePointer(one).every((step, i) => step === steps[i]));
  return isFixed ? 'repeats' : 'changes';
}

/** Returns the uniqueness rules of a resource, including its identity if the client chooses that. */
export function rulesOf(catalogue: Catalogue, resource: Resource): UniqueRule[] {
  const { name } = resource.identity;
  const pointer = formatPointer([name]);
  const fields = identifierFields(catalogue, resource);
  if (!fields.some((one) => one.pointer === pointer)) return [...resource.unique];
  const identity: UniqueRule = {
    name: `one-${name}-of-a-name`,
    by: [[name]],
    nulls: 'equal',
    within: undefined,
    message: `${name} {value} exists already.`,
    source: undefined,
    pointer: '',
  };
  return [...resource.unique, identity];
}

/** Returns the key fields of a resource for which there is test data. */
export function keyFieldsOf(
  { contract, catalogue }: { readonly contract: Contract; readonly catalogue: Catalogue },
  resource: Resource,
): KeyField[] {
  const by = new Set(rulesOf(catalogue, resource).flatMap((rule) => rule.by.map(formatPointer)));
  const fields = identifierFields(catalogue, resource).filter(({ pointer }) => by.has(pointer));
  if (resource.actions.add === undefined || parentPathOf(contract, resource) === undefined) {
    return [];
  }
  // Items that differ only in shared values may be somebody else's.
  if (!fields.some(({ kind }) => kind.exclusive)) return [];
  return fields.map(({ kind, steps }) => ({
    ...{ kind: kind.name, steps, edit: editOfKey(resource, steps) },
  }));
}
