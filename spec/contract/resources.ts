import { exampleKeys, type JsonObject, objectsIn } from '../document/references.ts';
import type { YamlFile } from '../document/yaml-file.ts';
import { formatPointer, valueAt } from '../shared/json-pointer.ts';
import { parameterNames } from '../shared/path-template.ts';
import { assertComputed } from './computed.ts';
import type { Action, Contract, Operation, Resource, Stateless } from './contract.ts';
import { assertNoneInLists, immutablePointers } from './immutable.ts';
import { type ItemBody, jsonContent, requestItem, responseItem, successOf } from './item-bodies.ts';
import { assertReferencesLead, readReference } from './item-references.ts';
import { findItemWords, type ItemWord } from './item-words.ts';
import { mergeProperties, readProperties } from './properties.ts';
import { readUniqueRules } from './unique-rules.ts';

/**
 * Derives the resources from a document's paths: `/things/{thingId}` is an item of `/things` if a response
 * is an object with a field of that name, or with an `id`. A list whose elements have an `x-identity` needs
 * no path of an item.
 * @throws ContractDefect for a defective word of ours, or one where it says nothing
 */
export function readResources(
  file: YamlFile,
  operations: readonly Operation[],
): Pick<Contract, 'resources' | 'stateless'> {
  const items = new Set(operations.flatMap((one) => itemPath(file, one, operations) ?? []));
  const stateless: Stateless[] = [];
  const words: { resource: Resource; words: readonly ItemWord[] }[] = [];
  const resources = [...items].flatMap((item) => {
    const read = readResource(file, item, operations, stateless);
    if (read !== undefined) words.push(read);
    return read === undefined ? [] : [read.resource];
  });
  for (const operation of operations) assertOperationWords(file, operation, resources);
  for (const { resource, words: own } of words) {
    assertReferencesLead(file, resource, resources);
    for (const word of own.filter(({ schema }) => 'x-computed' in schema)) {
      assertComputed(file, word, resource, resources);
    }
  }
  assertWordsInUse(
    file,
    resources,
    words.flatMap((one) => one.words),
  );
  assertNoneInLists(file, file.value, '');
  return { resources, stateless };
}

/** Asserts that the collection that an operation adds to, and the fields that its `x-stored` names, exist. */
function assertOperationWords(
  file: YamlFile,
  operation: Operation,
  resources: readonly Resource[],
): void {
  const { addsTo, path, pointer } = operation;
  if (addsTo !== undefined && !resources.some((one) => one.collection === addsTo)) {
    const known = resources.map((one) => one.collection).join(', ');
    const what = `the x-adds-to names ${addsTo}, which is no collection`;
    throw file.defect(`${pointer}/x-adds-to`, what, `name one of ${known}`);
  }
  const given = parameterNames(path);
  const lacking = parameterNames(addsTo ?? '').find((name) => !given.includes(name));
  if (lacking !== undefined) {
    const what = `the x-adds-to names ${addsTo}, but the path has no {${lacking}}`;
    throw file.defect(`${pointer}/x-adds-to`, what, `give the path a parameter {${lacking}}`);
  }
  for (const one of [operation, ...operation.variants]) {
    if (one.stored === undefined) continue;
    const at = `${one.pointer}/x-stored`;
    const found = resources.find(({ item }) => item === path);
    if (found === undefined) {
      throw file.defect(at, 'this x-stored is on an operation of no stored item', 'leave it out');
    }
    const fields = found.properties.filter(({ computed }) => computed === undefined);
    const names = fields.map(({ name }) => name);
    const unknown = Object.keys(one.stored).find((name) => !names.includes(name));
    if (unknown === undefined) continue;
    const what = `the x-stored names "${unknown}", which is no stored field of ${found.collection}`;
    throw file.defect(at, what, `name one of ${names.join(', ')}`);
  }
}

/** The path of an item that an operation is about: its own, or one below a list that says its identity. */
function itemPath(
  file: YamlFile,
  operation: Operation,
  operations: readonly Operation[],
): string | undefined {
  const { path, method } = operation;
  if (lastParameter(path)) return path;
  const isOf = (item: string) => lastParameter(item) && item.startsWith(`${path}/{`);
  if (method !== 'get' || operations.some((one) => isOf(one.path))) return undefined;
  // No parameter has an empty name: only an x-identity names a field.
  const field = responseItem(file, operation, 'list', '')?.field;
  return field === undefined ? undefined : `${path}/{${field}}`;
}

interface Way {
  readonly action: Action;
  readonly operation: Operation;
  readonly body: ItemBody | undefined;
}

function readResource(
  file: YamlFile,
  item: string,
  operations: readonly Operation[],
  stateless: Stateless[],
): { resource: Resource; words: readonly ItemWord[] } | undefined {
  const collection = item.slice(0, item.lastIndexOf('/'));
  const parameter = lastParameter(item) ?? '';
  const at = (path: string, method: string) =>
    operations.find((one) => one.path === path && one.method === method);
  const written: [Action, Operation | undefined][] = [
    ['add', at(collection, 'post')],
    ['edit', at(item, 'put')],
    ['patch', at(item, 'patch')],
    ['read', at(item, 'get')],
    ['delete', at(item, 'delete')],
    ['list', at(collection, 'get')],
    ...operations
      .filter(({ addsTo }) => addsTo === collection)
      .map((one): [Action, Operation] => ['add', one]),
  ];
  const found = written.flatMap(([action, written]) =>
    [...(written?.variants ?? []), ...(written ? [written] : [])].flatMap((operation): Way[] => {
      if (action === 'add' && operation.addsTo !== undefined && operation.addsTo !== collection)
        return [];
      const body = responseItem(file, operation, action, parameter);
      const why = whyStateless(operation, action, body);
      if (why !== undefined) stateless.push({ operation, why });
      return why === undefined ? [{ action, operation, body }] : [];
    }),
  );
  // The alternatives of an operation with variants are bodies of their own, one in each variant.
  const bodies = fullestFirst(
    found
      .filter(({ action, operation }) => action !== 'delete' && operation.variants.length === 0)
      .flatMap(({ body }) => body ?? []),
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
  const isFirst = ({ action }: Way, i: number) =>
    found.findIndex((one) => one.action === action) === i;
  const first = found.filter(isFirst);
  const wordsOf = (word: string) =>
    bodies.flatMap(({ pointer }) =>
      findItemWords(file, word, valueAt(file.value, pointer), pointer),
    );
  const [references, computed] = [wordsOf('x-references'), wordsOf('x-computed')];
  const resource: Resource = {
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
    references: onceEach(references).map((word) => readReference(file, word, fullest.schema)),
    ...actionsOf(file, first, properties),
    others: [],
  };
  const others = found.filter((way, i) => !isFirst(way, i));
  return {
    resource: { ...resource, others: others.map((way) => withWay(file, resource, way)) },
    words: [...references, ...computed],
  };
}

function actionsOf(
  file: YamlFile,
  ways: readonly Way[],
  properties: Resource['properties'],
): Pick<Resource, 'actions' | 'bodies' | 'responseProperties'> {
  return {
    actions: Object.fromEntries(ways.map(({ action, operation }) => [action, operation])),
    bodies: Object.fromEntries(
      ways.map(({ action, operation, body }) => [
        action,
        {
          ...requestItem(file, operation, properties),
          response: body?.at,
          responseSchema: body?.schema,
        },
      ]),
    ),
    responseProperties: Object.fromEntries(
      ways.map(({ action, body }) => [action, body ? readProperties(body.schema) : []]),
    ),
  };
}

function withWay(file: YamlFile, resource: Resource, way: Way): Resource {
  const { actions, bodies, responseProperties } = actionsOf(file, [way], resource.properties);
  return {
    ...resource,
    actions: { ...resource.actions, ...actions },
    bodies: { ...resource.bodies, ...bodies },
    responseProperties: { ...resource.responseProperties, ...responseProperties },
  };
}

/** One of the words on each field, which several responses may show. */
function onceEach(words: readonly ItemWord[]): ItemWord[] {
  const byField = Map.groupBy(words, ({ steps }) => formatPointer(steps));
  return [...byField.values()].flatMap(([first]) => first ?? []);
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

// A word of ours that says nothing would be taken for one that is obeyed.
function assertWordsInUse(
  file: YamlFile,
  resources: readonly Resource[],
  words: readonly ItemWord[],
): void {
  const rules = resources.flatMap(({ unique }) => unique);
  const used = new Set([
    ...rules.map(({ pointer }) => pointer.replace(/\/\d+$/, '')),
    ...words.map(({ pointer }) => pointer),
  ]);
  for (const { object, pointer } of objectsIn(file.value, exampleKeys)) {
    for (const word of ['x-unique', 'x-references', 'x-computed']) {
      if (!(word in object) || used.has(`${pointer}/${word}`)) continue;
      throw file.defect(
        `${pointer}/${word}`,
        `this ${word} is on a schema that is no resource in a response`,
        'put it on the schema of the response to POST, PUT or GET of an item',
      );
    }
  }
}
