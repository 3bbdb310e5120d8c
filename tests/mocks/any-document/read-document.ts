import { bundle, createConfig } from '@redocly/openapi-core';
import { Ajv, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats, { type FormatsPlugin } from 'ajv-formats';
import { isObject, type JsonObject } from '../../../spec/index.ts';

// Reads a document with nothing of the project's own reading, to judge what the project makes of it.

/** A place in the document, a JSON Pointer in steps, and what stands there. */
interface Place {
  readonly at: readonly string[];
  readonly value: JsonObject;
}

/** A schema of the document, with what judges values by it. */
export interface Judged {
  readonly schema: JsonObject;
  /** Says what is wrong with a value; undefined if nothing is. */
  wrong(value: unknown): string | undefined;
}

/** A body by media type; a response without any documents none. */
export type Contents = Readonly<Record<string, Judged>>;

/** A parameter as the document has it. */
export interface ReadParameter extends Judged {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
}

/** An operation as the document has it. */
export interface ReadOperation {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly ReadParameter[];
  readonly body: { readonly required: boolean; readonly contents: Contents } | undefined;
  readonly responses: Readonly<Record<string, { contents: Contents; headers: ReadParameter[] }>>;
}

/** A document as its version means it. */
export interface ReadDocument {
  /** The document as one value, not converted. */
  readonly document: JsonObject;
  readonly operations: readonly ReadOperation[];
  /** The value of a schema's `$ref`, followed to its end. */
  resolve(schema: JsonObject): JsonObject;
}

const methods = ['get', 'put', 'post', 'delete', 'patch'];
const formats = addFormats as unknown as FormatsPlugin;
const child = (value: unknown): JsonObject => (isObject(value) ? value : {});
const inner = (value: unknown, step: string): unknown =>
  Array.isArray(value) ? value[Number(step)] : child(value)[step];
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Reads a document of OpenAPI 2.0, 3.0 or 3.1 from a file, with what stands in other files. */
export async function readDocument(file: string): Promise<ReadDocument> {
  const { bundle: read } = await bundle({ ref: file, config: await createConfig({}) });
  const document = structuredClone(read.parsed) as JsonObject;
  const is31 = String(document.openapi).startsWith('3.1');
  const validators = {
    answer: validatorOf(document, is31, 'writeOnly'),
    request: validatorOf(document, is31, 'readOnly'),
  };
  const isOld = document.swagger !== undefined;

  function follow({ at, value }: Place): Place {
    if (typeof value.$ref !== 'string') return { at, value };
    const steps = decodeURIComponent(value.$ref.slice(2)).split('/');
    const to = steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    const found = to.reduce(inner, document as unknown);
    return follow({ at: to, value: child(found) });
  }
  const within = ({ at, value }: Place, ...steps: string[]): Place =>
    steps.reduce(
      (from: Place, step) =>
        follow({ at: [...from.at, step], value: child(inner(from.value, step)) }),
      { at, value },
    );

  function judged(place: Place, side: 'answer' | 'request', coerce = false): Judged {
    let check: ValidateFunction | undefined;
    const { at, value: schema } = place;
    return {
      schema,
      wrong(value) {
        // Ajv takes a text such as 0x10 for a number.
        const { type } = follow(place).value;
        if (coerce && type === 'integer' && !/^-?\d+$/.test(String(value))) return 'no integer';
        const ajv = validators[side][coerce ? 'text' : 'json'];
        const encode = (step: string) =>
          encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'));
        check ??= ajv.compile({
          $ref: `document#${at.map((step) => `/${encode(step)}`).join('')}`,
        });
        // Coercing replaces the value in what holds it.
        return check(structuredClone(value)) ? undefined : ajv.errorsText(check.errors);
      },
    };
  }
  const schemaOf = (holder: Place, side: 'answer' | 'request', coerce?: boolean) =>
    judged(within(holder, 'schema'), side, coerce);
  const contentsOf = (holder: Place): [string, Place][] =>
    Object.keys(child(holder.value.content)).map((type) => [type, within(holder, 'content', type)]);
  const judgedContents = (places: [string, Place][], side: 'answer' | 'request'): Contents =>
    Object.fromEntries(places.map(([type, place]) => [type, schemaOf(place, side)]));

  function parametersOf(holder: Place): Place[] {
    const at = [...holder.at, 'parameters'];
    return list(holder.value.parameters).map((value, i) =>
      follow({ at: [...at, String(i)], value: child(value) }),
    );
  }
  function parameter(place: Place, name = String(place.value.name)): ReadParameter {
    const { value } = place;
    const own = isOld ? judged(place, 'request', true) : schemaOf(place, 'request', true);
    return { ...own, name, in: String(value.in), required: value.required === true };
  }
  function types(operation: Place, name: 'consumes' | 'produces'): string[] {
    return list(operation.value[name] ?? document[name] ?? ['application/json']).map(String);
  }

  function bodyOf(operation: Place, parameters: readonly Place[]): ReadOperation['body'] {
    const body = isOld
      ? parameters.find(({ value }) => value.in === 'body')
      : within(operation, 'requestBody');
    if (body === undefined || Object.keys(body.value).length === 0) return undefined;
    const places = isOld
      ? types(operation, 'consumes').map((type): [string, Place] => [type, body])
      : contentsOf(body);
    const required = body.value.required === true;
    return { required, contents: judgedContents(places, 'request') };
  }
  function responsesOf(operation: Place): ReadOperation['responses'] {
    const all = within(operation, 'responses');
    const read = Object.keys(all.value).map((status) => {
      const one = within(all, status);
      const old = one.value.schema === undefined ? [] : types(operation, 'produces');
      const places = isOld ? old.map((type): [string, Place] => [type, one]) : contentsOf(one);
      const headers = Object.keys(child(one.value.headers)).map((name) =>
        parameter(within(one, 'headers', name), name),
      );
      return [status, { contents: judgedContents(places, 'answer'), headers }] as const;
    });
    return Object.fromEntries(read);
  }

  const root = { at: [], value: document };
  const operations = Object.keys(child(document.paths)).flatMap((path) => {
    const item = within(root, 'paths', path);
    return methods.flatMap((method) => {
      const operation = within(item, method);
      if (!isObject(item.value[method])) return [];
      const all = [...parametersOf(item), ...parametersOf(operation)];
      const parameters = all
        .filter(({ value }) => value.in !== 'body')
        .map((one) => parameter(one));
      const body = bodyOf(operation, all);
      return [{ method, path, parameters, body, responses: responsesOf(operation) }];
    });
  });
  return { document, operations, resolve: (schema) => follow({ at: [], value: schema }).value };
}

// Who sends a body need not send what is `readOnly`, who answers not what is `writeOnly`.
function validatorOf(document: JsonObject, is31: boolean, free: 'readOnly' | 'writeOnly') {
  const meant = asJsonSchema(document, document, is31, free);
  const create = (coerceTypes: boolean) => {
    const options = {
      strict: false,
      validateSchema: false,
      logger: false,
      // A field may be called as what every object inherits.
      ownProperties: true,
      coerceTypes,
    } as const;
    const ajv = is31 ? new Ajv2020(options) : new Ajv(options);
    formats(ajv);
    return ajv.addSchema(meant as JsonObject, 'document');
  };
  return { json: create(false), text: create(true) };
}

function asJsonSchema(node: unknown, document: JsonObject, is31: boolean, free: string): unknown {
  if (Array.isArray(node)) return node.map((one) => asJsonSchema(one, document, is31, free));
  if (!isObject(node)) return node;
  const meant: JsonObject = {};
  for (const [name, value] of Object.entries(node)) {
    meant[name] = asJsonSchema(value, document, is31, free);
  }
  const isFree = (name: unknown) => child(child(node.properties)[String(name)])[free] === true;
  if (Array.isArray(node.required)) meant.required = node.required.filter((one) => !isFree(one));
  // Of a parameter, whose other words are a schema in OpenAPI 2.0.
  if (typeof node.required === 'boolean') delete meant.required;
  if (is31) return meant;
  if (node.nullable === true && typeof node.type === 'string') meant.type = [node.type, 'null'];
  for (const [bound, strict] of [
    ['minimum', 'exclusiveMinimum'],
    ['maximum', 'exclusiveMaximum'],
  ] as const) {
    if (typeof node[strict] !== 'boolean') continue;
    delete meant[strict];
    if (!node[strict]) continue;
    meant[strict] = node[bound];
    delete meant[bound];
  }
  return meant;
}

/** The names of the fields that are `readOnly`, or `writeOnly`. */
export function fieldsThatAre(word: string, node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, value]) => [
    ...(isObject(value) && value[word] === true ? [name] : []),
    ...fieldsThatAre(word, value),
  ]);
}
