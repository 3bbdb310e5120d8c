import type { JsonObject } from '../document/references.ts';
import {
  assertValid,
  closedObject,
  compileCheck,
  lazyCheck,
  listOf,
  type SchemaCheck,
} from '../document/schema.ts';
import { readYamlFile } from '../document/yaml-file.ts';
import { formatPointer } from '../shared/json-pointer.ts';
import { matchPath } from '../shared/path-template.ts';
import type { Contract, Resource, Seed } from './contract.ts';
import { isParentField, isUsableIdentity, resourceOf } from './lookup.ts';

/** What a seed is checked by. */
export type SeedContract = Pick<Contract, 'resources' | 'document'>;

/** How a seed is checked. */
export interface SeedRules {
  /** Whether items may lack an identity that an operation makes. */
  readonly lacksIdentities?: boolean;
  /** Whether items may have fields that the contract does not have. */
  readonly keepsUnknown?: boolean;
  /** Whether a value may be held although its schema does not allow it. */
  readonly mayHold?: ((schema: JsonObject, value: unknown) => boolean) | undefined;
}

/** A fault of a seed, at a JSON Pointer in it. */
export interface SeedFault {
  readonly pointer: string;
  readonly what: string;
  readonly remedy: string;
  /** The same as data, for who says it in another language. */
  readonly about: SeedMistake;
}

/** What is wrong with a seed. */
export type SeedMistake =
  | { readonly kind: 'shape'; readonly why: string }
  | {
      readonly kind: 'unknown-collection';
      readonly name: string;
      readonly known: readonly string[];
    }
  | {
      readonly kind: 'unknown-field';
      readonly collection: string;
      readonly name: string;
      readonly known: readonly string[];
    }
  | { readonly kind: 'missing-field'; readonly name: string }
  | { readonly kind: 'wrong-value'; readonly pointer: string; readonly why: string }
  | {
      readonly kind: 'other-collection';
      readonly name: string;
      readonly value: string;
      readonly collection: string;
    }
  | {
      readonly kind: 'unusable-identity' | 'repeated-identity';
      readonly name: string;
      readonly value: string;
    };

const checkShape = lazyCheck({
  type: 'object',
  additionalProperties: closedObject(
    { items: listOf({ type: 'object' }) },
    { next: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } },
  ),
});

/**
 * Reads a state of an account.
 * @throws ContractDefect if the file is missing, names an unknown collection, or holds an item that the
 * contract does not allow in a response
 */
export function loadSeed(path: string, contract: SeedContract, rules: SeedRules = {}): Seed {
  const file = readYamlFile(path);
  if (file.value === null) return {};
  assertValid(checkShape, file, file.value, '');
  const fault = findSeedFault(file.value, contract, rules);
  if (fault === undefined) return file.value as Seed;
  throw file.defect(fault.pointer, fault.what, fault.remedy);
}

/** Finds the first part of a seed that the contract does not allow; undefined if there is none. */
export function findSeedFault(
  seed: unknown,
  { resources, document }: SeedContract,
  rules: SeedRules = {},
): SeedFault | undefined {
  const shape = checkShape(seed);
  if (shape !== undefined) {
    const { pointer, message: why } = shape;
    return { pointer, what: `it ${why}`, remedy: 'correct it', about: { kind: 'shape', why } };
  }
  for (const [collection, { items }] of Object.entries(seed as Seed)) {
    const at = formatPointer([collection]);
    const resource = resourceOf(resources, collection);
    if (resource === undefined) {
      const known = resources.map((one) => one.collection);
      return {
        pointer: at,
        what: `the contract has no collection ${collection}`,
        remedy: known.length === 0 ? 'leave it out' : `name one of ${known.join(', ')}`,
        about: { kind: 'unknown-collection', name: collection, known },
      };
    }
    const seen = new Set<unknown>();
    const isMade = rules.lacksIdentities === true && makesIdentity(resource);
    for (const [i, item] of items.entries()) {
      const here = `${at}/items/${i}`;
      const fault =
        itemFault(resource, document, item, here, isMade, rules) ??
        parentFault(resource, collection, item, here);
      if (fault !== undefined) return fault;
      const { name } = resource.identity;
      const identity = item[name];
      if (identity !== undefined && !isUsableIdentity(identity)) {
        const pointer = here + formatPointer([name]);
        const value = JSON.stringify(identity);
        const what = `no path can end with the ${name} ${value}`;
        const about = { kind: 'unusable-identity', name, value } as const;
        return { pointer, what, remedy: 'give the item another', about };
      }
      if (identity !== undefined && seen.has(identity)) {
        const what = `there are two items with ${name} ${identity}`;
        const about = { kind: 'repeated-identity', name, value: String(identity) } as const;
        return { pointer: here, what, remedy: 'give each an identity of its own', about };
      }
      seen.add(identity);
    }
  }
  return undefined;
}

/** Whether a request to add an item may leave the identity to the server. */
function makesIdentity(resource: Resource): boolean {
  const { name } = resource.identity;
  return [resource, ...resource.others].some(({ actions, bodies }) => {
    const required = bodies.add?.requestSchema?.required;
    return actions.add !== undefined && !(Array.isArray(required) && required.includes(name));
  });
}

const checks = new WeakMap<Resource, SchemaCheck>();

// Checks each value as in a response; missing fields are found by name.
function checkOf(resource: Resource, document: object): SchemaCheck {
  const properties = resource.properties.map(({ name, schema }) => [name, schema]);
  const check =
    checks.get(resource) ??
    compileCheck({ properties: Object.fromEntries(properties) }, document as JsonObject);
  checks.set(resource, check);
  return check;
}

function itemFault(
  resource: Resource,
  document: object,
  item: JsonObject,
  at: string,
  isIdentityMade: boolean,
  { keepsUnknown = false, mayHold = () => false }: SeedRules,
): SeedFault | undefined {
  for (const name of Object.keys(item)) {
    if (keepsUnknown || resource.properties.some((property) => property.name === name)) continue;
    const { collection } = resource;
    const known = resource.properties.map((property) => property.name);
    return {
      pointer: at + formatPointer([name]),
      what: `an item of ${collection} has no "${name}"`,
      remedy: `use ${known.join(', ')}`,
      about: { kind: 'unknown-field', collection, name, known },
    };
  }
  for (const { name, nullable, required, readOnly, computed } of resource.properties) {
    // What the server makes, it makes for an item of a seed, too.
    const isGiven = required && !nullable && !readOnly && computed === undefined;
    const needed = name === resource.identity.name ? !isIdentityMade : isGiven;
    if (!needed || item[name] !== undefined || isParentField(resource, name)) continue;
    return {
      pointer: at,
      what: `"${name}" is missing in this item`,
      remedy: 'add it',
      about: { kind: 'missing-field', name },
    };
  }
  const check = checkOf(resource, document);
  if (check(item) === undefined) return undefined;
  const held = resource.properties.filter(
    ({ name, schema }) => Object.hasOwn(item, name) && mayHold(schema, item[name]),
  );
  const names = new Set(held.map(({ name }) => name));
  const wrong = check(
    Object.fromEntries(Object.entries(item).filter(([name]) => !names.has(name))),
  );
  if (wrong === undefined) return undefined;
  const pointer = at + wrong.pointer;
  return {
    pointer,
    what: `${pointer} ${wrong.message}`,
    remedy: 'write what the contract documents',
    about: { kind: 'wrong-value', pointer, why: wrong.message },
  };
}

function parentFault(
  resource: Resource,
  collection: string,
  item: JsonObject,
  at: string,
): SeedFault | undefined {
  for (const [name, given] of Object.entries(matchPath(resource.collection, collection) ?? {})) {
    const field = isParentField(resource, name) ? (item[name] ?? undefined) : undefined;
    if (field === undefined || String(field) === given) continue;
    const value = JSON.stringify(field);
    return {
      pointer: at + formatPointer([name]),
      what: `"${name}" of this item is ${value}, but its collection is ${collection}`,
      remedy: 'write the same in both, or leave the field out',
      about: { kind: 'other-collection', name, value, collection },
    };
  }
  return undefined;
}
