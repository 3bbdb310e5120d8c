import type { OpenAPIV3_1 } from 'openapi-types';
import { dereference, isObject, type JsonObject, resolve } from '../document/references.ts';
import type { YamlFile } from '../document/yaml-file.ts';
import { type SourceReference, sourceReferences } from '../evidence/sources.ts';
import { formatPointer } from '../shared/json-pointer.ts';
import type { Content, Example, Method, Operation, Parameter, Response } from './contract.ts';
import { methods } from './openapi-shape.ts';

/** Runs a step, and keeps the defect that it throws; returns undefined then. */
export type Attempt = <Result>(step: () => Result) => Result | undefined;

/** Reads the operations of a document, in its order; leaves out those with a defect. */
export function readOperations(file: YamlFile, attempt: Attempt): Operation[] {
  const document = file.value as JsonObject;
  const operations = new Map<string, Operation>();
  const forms = new Set<string>();
  for (const [path, written] of entries(document.paths)) {
    // An extension may stand beside the paths.
    if (!path.startsWith('/')) continue;
    const item = attempt(() => resolve(file, written, formatPointer(['paths', path])));
    for (const [method, value] of entries(item?.value)) {
      if (item === undefined || !methods.includes(method) || !isObject(value)) continue;
      const pointer = item.pointer + formatPointer([method]);
      const operation = attempt(() =>
        readOperation(file, path, method as Method, value, pointer, item.value),
      );
      if (operation === undefined) continue;
      if (/[?#]/.test(path)) {
        file.warn(pointer, `no request has the path ${path}`, 'write it without ? and #');
        continue;
      }
      const form = idWithout(method, path.replaceAll(/\{[^}]*\}/g, '{}'));
      if (forms.has(form)) {
        file.warn(pointer, `another path before ${path} has its form`, 'write them as one path');
        continue;
      }
      forms.add(form);
      if (!operations.has(operation.id)) {
        operations.set(operation.id, operation);
        continue;
      }
      file.warn(
        `${pointer}/operationId`,
        `there are two operations "${operation.id}"`,
        'give each an operationId of its own',
      );
      const id = idWithout(method, path);
      operations.set(id, { ...operation, id });
    }
  }
  return [...operations.values()];
}

function idWithout(method: string, path: string): string {
  return `${method.toUpperCase()} ${path}`;
}

function readOperation(
  file: YamlFile,
  path: string,
  method: Method,
  value: JsonObject,
  pointer: string,
  pathItem: unknown,
): Operation {
  const shared = isObject(pathItem) ? pathItem.parameters : undefined;
  const sharedAt = formatPointer(['paths', path, 'parameters']);
  return {
    id: typeof value.operationId === 'string' ? value.operationId : idWithout(method, path),
    method,
    path,
    summary: typeof value.summary === 'string' ? value.summary : '',
    parameters: [
      ...readParameters(file, shared, sharedAt),
      ...readParameters(file, value.parameters, `${pointer}/parameters`),
    ],
    request: readRequest(file, value.requestBody, `${pointer}/requestBody`),
    responses: entries(value.responses).map(([status, one]) =>
      readResponse(file, status, one, pointer + formatPointer(['responses', status])),
    ),
    source: sourceReferences(value['x-source'])[0],
    doubts: doubtsOf(value),
    security: readSecurity(value.security ?? (file.value as JsonObject).security),
    definition: dereference(file, value, pointer, 'outside') as OpenAPIV3_1.OperationObject,
    pointer,
  };
}

function readParameters(file: YamlFile, list: unknown, at: string): Parameter[] {
  if (!Array.isArray(list)) return [];
  return list.map((written, i) => {
    const { value, pointer } = resolve(file, written, `${at}/${i}`);
    const one = isObject(value) ? value : {};
    return {
      name: String(one.name),
      in: one.in as Parameter['in'],
      required: one.required === true,
      schema:
        schemaIn(file, one, pointer) ?? readContents(file, one.content, pointer)[0]?.schema ?? {},
      source: sourceReferences(one['x-source'])[0],
      doubts: doubtsOf(one),
      pointer,
    };
  });
}

function readRequest(file: YamlFile, written: unknown, at: string): Operation['request'] {
  if (written === undefined) return undefined;
  const { value, pointer } = resolve(file, written, at);
  const body = isObject(value) ? value : {};
  return { required: body.required === true, contents: readContents(file, body.content, pointer) };
}

function readResponse(file: YamlFile, status: string, written: unknown, at: string): Response {
  const { value, pointer } = resolve(file, written, at);
  const response = isObject(value) ? value : {};
  return {
    status,
    description: String(response.description ?? ''),
    contents: readContents(file, response.content, pointer),
    doubts: doubtsOf(response),
  };
}

function readContents(file: YamlFile, content: unknown, at: string): Content[] {
  return entries(content).map(([mediaType, written]) => {
    const pointer = at + formatPointer(['content', mediaType]);
    const media = isObject(written) ? written : {};
    const examples = readExamples(file, media.examples, pointer);
    if (media.example !== undefined) {
      const whole = { name: 'example', source: undefined, pointer: `${pointer}/example` };
      examples.push({ ...whole, value: media.example });
    }
    return { mediaType, schema: schemaIn(file, media, pointer), examples, pointer };
  });
}

function readExamples(file: YamlFile, examples: unknown, at: string): Example[] {
  return entries(examples).flatMap(([name, written]) => {
    const { value, pointer } = resolve(file, written, `${at}/examples${formatPointer([name])}`);
    if (!isObject(value) || !('value' in value)) return [];
    const source: SourceReference | undefined = sourceReferences(value['x-source'])[0];
    return [{ name, value: value.value, source, pointer: `${pointer}/value` }];
  });
}

function schemaIn(file: YamlFile, holder: JsonObject, at: string): JsonObject | undefined {
  const schema = dereference(file, holder.schema, `${at}/schema`);
  return isObject(schema) ? schema : undefined;
}

function readSecurity(value: unknown): string[][] {
  return Array.isArray(value) ? value.map((one) => entries(one).map(([name]) => name)) : [];
}

/** Returns the doubts that a part of the document names in its `x-doubt`. */
export function doubtsOf(part: JsonObject | undefined): string[] {
  const doubts = part?.['x-doubt'];
  return Array.isArray(doubts) ? doubts.map(String) : [];
}

function entries(value: unknown): [string, unknown][] {
  return isObject(value) ? Object.entries(value) : [];
}
