import { type JsonObject, objectsIn } from '../document/references.ts';
import type { YamlFile } from '../document/yaml-file.ts';
import { formatPointer } from '../shared/json-pointer.ts';
import { parameterNames } from '../shared/path-template.ts';
import type { Action, Contract, Operation, Resource, Stateless } from './contract.ts';
import { type ItemBody, jsonContent, requestItem, responseItem, successOf } from './item-bodies.ts';
import { mergeProperties, readProperties } from './properties.ts';
import { branches, propertiesOf, readUniqueRules } from './unique-rules.ts';

/**
 * Derives the resources from a document's paths: `/things/{thingId}` is an item of `/things` if a response
 * is an object with a field of that name, or with an `id`.
 * @throws ContractDefect for a defective `x-unique`, or one on a schema that is no resource's
 */
export function readResources(
  file: YamlFile,
  operations: readonly Operation[],
): Pick<Contract, 'resources' | 'stateless'> {
  const items = new Set(operations.map((one) => one.path).filter((path) => lastParameter(path)));
  const stateless: Stateless[] = [];
  const resources = [...items].flatMap(
    (item) => readResource(file, item, operations, stateless) ?? [],
  );
  assertRulesInUse(file, resources);
  assertNoneInLists(file, file.value, '');
  return { resources, stateless };
}

function readResource(
  file: YamlFile,
  item: string,
  operations: readonly Operation[],
  stateless: Stateless[],
): Resource | undefined {
  const collection = item.slice(0, item.lastIndexOf('/'));
  const parameter = lastParameter(item) ?? '';
  const at = (path: string, method: string) =>
    operations.find((one) => one.path === path && one.method === method);
  const written: { [action in Action]?: Operation | undefined } = {
    add: at(collection, 'post'),
    edit: at(item, 'put'),
    patch: at(item, 'patch'),
    read: at(item, 'get'),
    delete: at(item, 'delete'),
    list: at(collection, 'get'),
  };
  const found = (Object.entries(written) as [Action, Operation | undefined][]).flatMap(
    ([action, operation]) => {
      const body = operation && responseItem(file, operation, action, parameter);
      const why = operation && whyStateless(operation, action, body);
      if (operation && why !== undefined) stateless.push({ operation, why });
      return operation && why === undefined ? [{ action, operation, body }] : [];
    },
  );
  const bodies = fullestFirst(
    found.flatMap(({ body, action }) => (action !== 'delete' && body) || []),
  );
  const [fullest] = bodies;
  if (fullest === undefined) {
    for (const { operation } of found) {
      const why = `no response is an object with the field "${parameter}" (x-identity on its schema can name another)`;
      stateless.push({ operation, why });
    }
    return undefined;
  }
  const properties = mergeProperties(bodies.map(({ schema }) => readProperties(schema)));
  return {
    collection,
    item,
    identity: {
      name: fullest.field,
      parameter,
      schema: fullest.identity,
      type: isNumeric(fullest.identity) ? 'integer' : 'string',
    },
    parents: parameterNames(collection),
    schema: fullest.schema,
    properties,
    unique: readUniqueRules(file, fullest.schema, fullest.pointer),
    immutable: immutablePointers(fullest.schema),
    actions: Object.fromEntries(found.map(({ action, operation }) => [action, operation])),
    bodies: Object.fromEntries(
      found.map(({ action, operation, body }) => [
        action,
        {
          ...requestItem(file, operation, properties),
          response: body?.at,
          responseSchema: body?.schema,
        },
      ]),
    ),
    responseProperties: Object.fromEntries(
      found.map(({ action, body }) => [action, body ? readProperties(body.schema) : []]),
    ),
  };
}

/** Why nothing stored can answer an operation as the document demands; undefined if it can. */
function whyStateless(
  operation: Operation,
  action: Action,
  body: ItemBody | undefined,
): string | undefined {
  const { request } = operation;
  if (successOf(operation) === undefined) return 'it documents no success';
  if ((action === 'read' || action === 'list') && body === undefined) {
    return action === 'read' ? 'its response is no item' : 'its response is no list of items';
  }
  const takesJson = request === undefined || jsonContent(request.contents) !== undefined;
  if (action !== 'delete' && !takesJson) return 'it takes no JSON object';
  return undefined;
}

function isNumeric({ type }: JsonObject): boolean {
  const types = [type].flat();
  return (
    !types.includes('string') &&
    (type === undefined || types.some((one) => one === 'integer' || one === 'number'))
  );
}

// Some operations return less than the resource, often only its identity: the schema with the rules is
// the resource's, or else the one with the most properties.
function fullestFirst(bodies: readonly ItemBody[]): ItemBody[] {
  const fullness = ({ schema }: ItemBody) =>
    'x-unique' in schema ? Number.POSITIVE_INFINITY : readProperties(schema).length;
  return bodies.toSorted((a, b) => {
    const [of, than] = [fullness(a), fullness(b)];
    return of === than ? 0 : than - of;
  });
}

function lastParameter(path: string): string | undefined {
  return /^.+\/\{([^{}]+)\}$/.exec(path)?.[1];
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
