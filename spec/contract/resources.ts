import {
  dereference,
  isObject,
  type JsonObject,
  objectsIn,
  resolve,
} from '../document/references.ts';
import type { YamlFile } from '../document/yaml-file.ts';
import { formatPointer, valueAt } from '../shared/json-pointer.ts';
import { parameterNames } from '../shared/path-template.ts';
import type { Action, Operation, Property, Resource } from './contract.ts';
import { doubtsOf } from './operations.ts';
import { branches, propertiesOf, readUniqueRules, schemasAt } from './unique-rules.ts';

/**
 * Derives the resources from a document's paths: `/things/{id}` is an item of `/things` if its response
 * is an object with the field `id`.
 * @throws ContractDefect for a defective `x-unique`, or one on a schema that is no resource's
 */
export function readResources(file: YamlFile, operations: readonly Operation[]): Resource[] {
  const items = new Set(operations.map((one) => one.path).filter((path) => lastParameter(path)));
  const resources = [...items].flatMap((item) => readResource(file, item, operations) ?? []);
  assertRulesInUse(file, resources);
  assertNoneInLists(file, file.value, '');
  return resources;
}

function readResource(
  file: YamlFile,
  item: string,
  operations: readonly Operation[],
): Resource | undefined {
  const collection = item.slice(0, item.lastIndexOf('/'));
  const name = lastParameter(item);
  const at = (path: string, method: string) =>
    operations.find((one) => one.path === path && one.method === method);
  const actions: { [action in Action]?: Operation } = {};
  for (const [action, operation] of [
    ['add', at(collection, 'post')],
    ['edit', at(item, 'put')],
    ['read', at(item, 'get')],
    ['delete', at(item, 'delete')],
  ] as const) {
    if (operation !== undefined) actions[action] = operation;
  }
  const list = at(collection, 'get');
  if (list !== undefined && successSchema(file, list, 'list') !== undefined) actions.list = list;
  const found = name === undefined ? undefined : fullestSchema(file, actions, name);
  if (name === undefined || found === undefined) return undefined;
  return {
    collection,
    item,
    identity: {
      name,
      schema: found.identity,
      type: found.identity.type === 'string' ? 'string' : 'integer',
    },
    parents: parameterNames(collection),
    schema: found.schema,
    properties: readProperties(found.schema),
    unique: readUniqueRules(file, found.schema, found.pointer),
    immutable: immutablePointers(found.schema),
    actions,
    responseProperties: Object.fromEntries(
      Object.entries(actions).map(([key, one]) => [
        key,
        readProperties(successSchema(file, one, key as Action)?.schema ?? {}),
      ]),
    ),
  };
}

// Some operations return less than the resource, often only its identity: the schema with the rules is
// the resource's, or else the one with the most properties.
function fullestSchema(
  file: YamlFile,
  actions: Resource['actions'],
  name: string,
): (FoundSchema & { identity: JsonObject }) | undefined {
  const found = (['add', 'edit', 'read', 'list'] as const).flatMap((action) => {
    const operation = actions[action];
    const one = operation && successSchema(file, operation, action);
    const identity = one && schemasAt(one.schema, [name])[0];
    return one === undefined || identity === undefined ? [] : [{ ...one, identity }];
  });
  const fullness = ({ schema }: FoundSchema) => readProperties(schema).length;
  return (
    found.find((one) => 'x-unique' in one.schema) ??
    found.sort((a, b) => fullness(b) - fullness(a))[0]
  );
}

function lastParameter(path: string): string | undefined {
  return /^.+\/\{([^{}]+)\}$/.exec(path)?.[1];
}

interface FoundSchema {
  readonly schema: JsonObject;
  readonly pointer: string;
}

// The schema of the resource in the success response of an operation, and its place.
function successSchema(
  file: YamlFile,
  operation: Operation,
  action: Action,
): FoundSchema | undefined {
  const success = operation.responses.find((response) => /^2/.test(response.status));
  const content = success?.contents.find((one) => /^application\/json\b/.test(one.mediaType));
  if (content === undefined) return undefined;
  const at = `${content.pointer}/schema`;
  const whole = resolve(file, valueAt(file.value, at), at);
  if (!isObject(whole.value)) return undefined;
  const found =
    action === 'list' ? resolve(file, whole.value.items, `${whole.pointer}/items`) : whole;
  if (!isObject(found.value) || (action === 'list' && whole.value.type !== 'array')) {
    return undefined;
  }
  const schema = dereference(file, found.value, found.pointer);
  return isObject(schema) && hasProperties(schema) ? { schema, pointer: found.pointer } : undefined;
}

function hasProperties(schema: JsonObject): boolean {
  return isObject(schema.properties) || branches(schema).some(hasProperties);
}

function readProperties(schema: JsonObject): Property[] {
  const required = Array.isArray(schema.required) ? schema.required : [];
  const properties = propertiesOf(schema).map(([name, value]) => ({
    name,
    schema: value,
    nullable: allowsNull(value),
    required: required.includes(name),
    secret: value.format === 'password',
    doubts: doubtsOf(value),
  }));
  return [...branches(schema, ['allOf']).flatMap(readProperties), ...properties];
}

function allowsNull(schema: JsonObject): boolean {
  return (
    [schema.type].flat().includes('null') || branches(schema, ['anyOf', 'oneOf']).some(allowsNull)
  );
}

// Elements of a list have no identity, so none can be compared with what it was before. The list of a
// collection's items is no such list.
function assertNoneInLists(file: YamlFile, node: unknown, at: string, within = ''): void {
  if (typeof node !== 'object' || node === null) return;
  if (within === 'items' && 'x-immutable' in node) {
    throw file.defect(
      `${at}/x-immutable`,
      'this x-immutable is inside the elements of a list',
      'put it on the list, or on a field outside it',
    );
  }
  for (const [key, child] of Object.entries(node)) {
    const deeper = key === 'properties' || (key === 'items' && within !== '') ? key : within;
    const kept = within === 'items' ? within : deeper;
    assertNoneInLists(file, child, at + formatPointer([key]), kept);
  }
}

function immutablePointers(schema: JsonObject, at = ''): string[] {
  return [
    ...propertiesOf(schema).flatMap(([name, value]) => {
      const here = at + formatPointer([name]);
      return value['x-immutable'] === true ? [here] : immutablePointers(value, here);
    }),
    ...branches(schema).flatMap((part) => immutablePointers(part, at)),
  ];
}

function assertRulesInUse(file: YamlFile, resources: readonly Resource[]): void {
  const used = new Set(resources.flatMap((one) => one.unique.map((rule) => rule.pointer)));
  for (const { object, pointer } of objectsIn(file.value)) {
    if (!('x-unique' in object) || used.has(`${pointer}/x-unique/0`)) continue;
    throw file.defect(
      `${pointer}/x-unique`,
      'this x-unique is on a schema that is no resource in a response',
      'put it on the schema of the response to POST, PUT or GET of an item',
    );
  }
}
