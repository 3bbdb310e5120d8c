import { dereference, isObject, type JsonObject, resolve } from '../document/references.ts';
import type { YamlFile } from '../document/yaml-file.ts';
import { formatPointer, valueAt } from '../shared/json-pointer.ts';
import type { Action, ActionBodies, Content, Operation, Property, Response } from './contract.ts';
import { factorChoices } from './factor-choices.ts';
import { hasProperties } from './properties.ts';
import { branches, propertiesOf, propertyNames, schemasAt } from './unique-rules.ts';

/** A schema of an item in a body. */
export interface ItemBody {
  /** JSON Pointer of the item, or of the list of items, in the body; empty if it is the body itself. */
  readonly at: string;
  readonly schema: JsonObject;
  /** JSON Pointer of the schema in the document. */
  readonly pointer: string;
  /** The name of the field that a path parameter names, and its schema. */
  readonly field: string;
  readonly identity: JsonObject;
}

/** The response that an operation documents for its success. */
export function successOf({ responses }: Pick<Operation, 'responses'>): Response | undefined {
  const documented = responses.find(({ status }) => /^2/.test(status));
  return documented ?? responses.find(({ status }) => status === 'default');
}

/** The JSON among the contents of a body, also where any media type will do; but no JSON Patch. */
export function jsonContent(contents: readonly Content[] | undefined): Content | undefined {
  return contents?.find(({ mediaType }) =>
    /^(\*\/\*|application\/(\*|(?!json-patch)(.+\+)?json))\s*(;|$)/i.test(mediaType),
  );
}

/**
 * Finds the item that a path parameter names in the success response of an operation: the body itself, or
 * the only property of it that is the item, or a list of items (an envelope).
 */
export function responseItem(
  file: YamlFile,
  operation: Operation,
  action: Action,
  parameter: string,
): ItemBody | undefined {
  const content = jsonContent(successOf(operation)?.contents);
  if (content === undefined) return undefined;
  const at = `${content.pointer}/schema`;
  return bodyItem(file, valueAt(file.value, at), at, action === 'list', parameter);
}

function bodyItem(
  file: YamlFile,
  written: unknown,
  at: string,
  isList: boolean,
  parameter: string,
): ItemBody | undefined {
  const whole = onlyBranch(file, written, at);
  const found = itemOf(file, whole, isList, parameter, '');
  if (found !== undefined || !isObject(whole.value)) return found;
  const properties = propertiesIn(file, whole.value, whole.pointer);
  const inside = properties.flatMap(({ name, value, pointer }) => {
    const part = onlyBranch(file, value, pointer);
    return itemOf(file, part, isList, parameter, formatPointer([name])) ?? [];
  });
  return inside.length === 1 ? inside[0] : undefined;
}

interface Part {
  readonly value: unknown;
  readonly pointer: string;
}

/** Follows references, and alternatives where there is only one. */
function onlyBranch(file: YamlFile, written: unknown, at: string): Part {
  const found = resolve(file, written, at);
  if (!isObject(found.value) || isObject(found.value.properties)) return found;
  for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
    const all = found.value[keyword];
    if (!Array.isArray(all) || all.length !== 1) continue;
    return onlyBranch(file, all[0], `${found.pointer}/${keyword}/0`);
  }
  return found;
}

function itemOf(
  file: YamlFile,
  { value, pointer }: Part,
  isList: boolean,
  parameter: string,
  at: string,
): ItemBody | undefined {
  if (!isObject(value) || isList !== isArray(value)) return undefined;
  const item = isList ? onlyBranch(file, value.items, `${pointer}/items`) : { value, pointer };
  if (!isObject(item.value)) return undefined;
  const whole = dereference(file, item.value, item.pointer);
  if (!isObject(whole) || !hasProperties(whole)) return undefined;
  const schema = factorChoices(whole);
  assertIdentity(file, schema, item.pointer);
  const field = identityField(schema, parameter);
  const identity = field === undefined ? undefined : schemasAt(schema, [field])[0];
  if (field === undefined || identity === undefined) return undefined;
  return { at, schema, pointer: item.pointer, field, identity };
}

function isArray({ type }: JsonObject): boolean {
  return [type].flat().includes('array');
}

function propertiesIn(file: YamlFile, schema: JsonObject, at: string) {
  const parts = Array.isArray(schema.allOf) ? schema.allOf : [];
  const own = propertiesOf(schema).map(([name, value]) => ({
    name,
    value,
    pointer: at + formatPointer(['properties', name]),
  }));
  const inParts = parts.flatMap((part, i): typeof own => {
    const found = resolve(file, part, `${at}/allOf/${i}`);
    return isObject(found.value) ? propertiesIn(file, found.value, found.pointer) : [];
  });
  return [...inParts, ...own];
}

/**
 * The field of an item that a path parameter names: the one that `x-identity` names, or that has the
 * parameter's name, also in another spelling; beside `{thingId}` and `{thing_id}` also `id`, and so for its
 * like.
 */
function identityField(schema: JsonObject, parameter: string): string | undefined {
  const written = writtenIdentity(schema);
  if (written !== undefined) return written;
  if (schemasAt(schema, [parameter]).length > 0) return parameter;
  const names = propertyNames(schema);
  const spelt = names.find((name) => plain(name) === plain(parameter));
  if (spelt !== undefined) return spelt;
  const words = parameter.replaceAll(/([a-z\d])([A-Z])/g, '$1_$2').split(/[-_]/);
  const last = words.at(-1)?.toLowerCase() ?? '';
  return ids.includes(last) ? names.find((name) => plain(name) === last) : undefined;
}

function assertIdentity(file: YamlFile, schema: JsonObject, at: string): void {
  const written = schema['x-identity'];
  if (written === undefined) return;
  if (typeof written === 'string' && schemasAt(schema, [written]).length > 0) return;
  throw file.defect(
    `${at}/x-identity`,
    `the x-identity ${JSON.stringify(written)} is no field of its schema`,
    `name one of ${[...new Set(propertyNames(schema))].join(', ')}`,
  );
}

function writtenIdentity(schema: JsonObject): string | undefined {
  const written = schema['x-identity'];
  if (typeof written === 'string') return written;
  return branches(schema, ['allOf'])
    .map(writtenIdentity)
    .find((name) => name !== undefined);
}

const ids = ['id', 'gid', 'uid', 'uuid', 'sid'];

function plain(name: string): string {
  return name.replaceAll(/[-_]/g, '').toLowerCase();
}

/**
 * Finds the item in the body that an operation is sent: the body itself, or the only property of it, if
 * the properties of the item are in there and not in the body. Returns its JSON Pointer and its schema.
 */
export function requestItem(
  file: YamlFile,
  { request }: Pick<Operation, 'request'>,
  properties: readonly Property[],
): Pick<ActionBodies, 'request' | 'requestSchema'> {
  const content = jsonContent(request?.contents);
  if (content === undefined) return { request: '', requestSchema: undefined };
  const pointer = `${content.pointer}/schema`;
  const whole = onlyBranch(file, valueAt(file.value, pointer), pointer);
  const found = dereference(file, whole.value, whole.pointer);
  const body = isObject(found) ? factorChoices(found) : found;
  // A field that is no object is not meant by an object of its name.
  const isField = (name: string, schema: JsonObject) =>
    properties.some(
      (one) => one.name === name && (hasProperties(one.schema) || !hasProperties(schema)),
    );
  const knows = (schema: unknown) =>
    isObject(schema) && allPropertiesOf(schema).some(([name, one]) => isField(name, one));
  // What stands beside the only part of an `allOf` holds, too.
  const { schema: requestSchema } = content;
  if (!isObject(body) || knows(body)) return { request: '', requestSchema };
  const [only, ...others] = propertiesOf(body).filter(([, schema]) => knows(schema));
  return only !== undefined && others.length === 0
    ? { request: formatPointer([only[0]]), requestSchema: only[1] }
    : { request: '', requestSchema };
}

function allPropertiesOf(schema: JsonObject): [name: string, schema: JsonObject][] {
  return [...propertiesOf(schema), ...branches(schema).flatMap(allPropertiesOf)];
}
