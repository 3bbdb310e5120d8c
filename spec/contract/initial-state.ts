import { ContractDefect } from '../document/defect.ts';
import type { JsonObject } from '../document/references.ts';
import { assertValid, compileCheck, ownCheck, type SchemaCheck } from '../document/schema.ts';
import { readYamlFile, type YamlFile } from '../document/yaml-file.ts';
import { formatPointer } from '../shared/json-pointer.ts';
import type { Resource, Seed } from './contract.ts';
import { resourceOf } from './lookup.ts';

/** What was wrong with a seed, at a JSON Pointer in it. */
export interface SeedFault {
  readonly pointer: string;
  readonly what: string;
  readonly remedy: string;
}

const checkShape = ownCheck({
  type: 'object',
  additionalProperties: {
    type: 'object',
    additionalProperties: false,
    required: ['items'],
    properties: {
      next: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
      items: { type: 'array', items: { type: 'object' } },
    },
  },
});

/**
 * Reads what an account holds at first, by the concrete path of each collection.
 * @throws ContractDefect when the file is missing, names no collection of the contract, or holds an
 * item that the contract would not answer with.
 */
export function loadInitialState(path: string, resources: readonly Resource[]): Seed {
  const file = readYamlFile(path);
  if (file.value === null) return {};
  assertValid(checkShape, file, file.value, '');
  const fault = findSeedFault(file.value, resources);
  if (fault === undefined) return file.value as Seed;
  throw seedDefect(file, fault);
}

/** A fault of a seed as a defect of the file that it was read from. */
export function seedDefect(file: Pick<YamlFile, 'locate'>, fault: SeedFault): ContractDefect {
  return new ContractDefect(file.locate(fault.pointer), fault.what, fault.remedy);
}

/** The first thing in a seed that the contract would not answer with; undefined when it is sound. */
export function findSeedFault(
  seed: unknown,
  resources: readonly Resource[],
): SeedFault | undefined {
  const shape = checkShape(seed);
  if (shape !== undefined) {
    return { pointer: shape.pointer, what: `it ${shape.message}`, remedy: 'correct it' };
  }
  for (const [collection, { items }] of Object.entries(seed as Seed)) {
    const at = formatPointer([collection]);
    const resource = resourceOf(resources, collection);
    if (resource === undefined) {
      const known = resources.map((one) => one.collection).join(', ');
      return {
        pointer: at,
        what: `the contract has no collection ${collection}`,
        remedy: known === '' ? 'leave it out' : `name one of ${known}`,
      };
    }
    const seen = new Set<unknown>();
    for (const [i, item] of items.entries()) {
      const here = `${at}/items/${i}`;
      const fault =
        itemFault(resource, item, here) ?? parentFault(resource, collection, item, here);
      if (fault !== undefined) return fault;
      const identity = item[resource.identity.name];
      if (seen.has(identity)) {
        return {
          pointer: here,
          what: `there are two items with ${resource.identity.name} ${identity}`,
          remedy: 'give each an identity of its own',
        };
      }
      seen.add(identity);
    }
  }
  return undefined;
}

const checks = new WeakMap<Resource, SchemaCheck>();

// Each value as the contract would answer it; what is missing is looked at by name.
function checkOf(resource: Resource): SchemaCheck {
  let check = checks.get(resource);
  if (check === undefined) {
    const properties = resource.properties.map(({ name, schema }) => [name, schema]);
    check = compileCheck({ properties: Object.fromEntries(properties) });
    checks.set(resource, check);
  }
  return check;
}

function itemFault(resource: Resource, item: JsonObject, at: string): SeedFault | undefined {
  for (const name of Object.keys(item)) {
    if (resource.properties.some((property) => property.name === name)) continue;
    return {
      pointer: at + formatPointer([name]),
      what: `an item of ${resource.collection} has no "${name}"`,
      remedy: `use ${resource.properties.map((property) => property.name).join(', ')}`,
    };
  }
  for (const { name, nullable, required } of resource.properties) {
    const needed = name === resource.identity.name || (required && !nullable);
    if (!needed || item[name] !== undefined || resource.parents.includes(name)) continue;
    return { pointer: at, what: `"${name}" is missing in this item`, remedy: 'add it' };
  }
  const wrong = checkOf(resource)(item);
  if (wrong === undefined) return undefined;
  return {
    pointer: at + wrong.pointer,
    what: `${at}${wrong.pointer} ${wrong.message}`,
    remedy: 'write what the contract documents',
  };
}

function parentFault(
  resource: Resource,
  collection: string,
  item: JsonObject,
  at: string,
): SeedFault | undefined {
  const given = collection.split('/');
  for (const [i, segment] of resource.collection.split('/').entries()) {
    const name = /^\{(.+)\}$/.exec(segment)?.[1];
    const value = name === undefined ? undefined : item[name];
    if (name === undefined || value === undefined) continue;
    const text = String(value);
    if (value === null || text === given[i] || encodeURIComponent(text) === given[i]) continue;
    return {
      pointer: at + formatPointer([name]),
      what: `"${name}" of this item is ${JSON.stringify(value)}, and its collection is ${collection}`,
      remedy: 'say the same in both, or leave the field out',
    };
  }
  return undefined;
}
