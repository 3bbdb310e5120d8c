import type { OpenAPIV3_1 } from 'openapi-types';
import { dereference, isObject, type JsonObject, resolve } from '../document/references.ts';
import { assertValid, lazyCheck, listOf } from '../document/schema.ts';
import type { YamlFile } from '../document/yaml-file.ts';
import { sourceReferences } from '../evidence/sources.ts';
import { formatPointer } from '../shared/json-pointer.ts';
import { matchPath } from '../shared/path-template.ts';
import {
  doubtsOf,
  entries,
  readContents,
  readExamples,
  readRequest,
  readResponse,
  schemaIn,
} from './bodies.ts';
import type { Method, Operation, Parameter } from './contract.ts';
import { allOperations } from './lookup.ts';
import { methods } from './openapi-shape.ts';
import { readStored, withVariants } from './variants.ts';

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
        withVariants(
          file,
          readOperation(file, path, method as Method, value, pointer, item.value),
          value,
        ),
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
      const known = allOperations({ operations: [...operations.values(), operation] });
      const own = [operation, ...operation.variants];
      const twice = own.find((one) => known.find(({ id }) => id === one.id) !== one);
      if (twice === undefined) {
        operations.set(operation.id, operation);
        continue;
      }
      file.warn(
        `${twice.pointer}/operationId`,
        `there are two operations "${twice.id}"`,
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
    alsoAt: readAlsoAt(file, path, pathItem, pointer),
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
    stored: readStored(file, value['x-stored'], `${pointer}/x-stored`),
    variants: [],
    variantOf: undefined,
    addsTo: undefined,
    definition: dereference(file, value, pointer, 'outside') as OpenAPIV3_1.OperationObject,
    pointer,
  };
}

const checkAlsoAt = lazyCheck(listOf({ type: 'string', pattern: '^/[^?#{}*\\s]*$' }, 1));

// Only a path without parameters, whose values would have to be read from either.
function readAlsoAt(file: YamlFile, path: string, pathItem: unknown, pointer: string): string[] {
  const written = isObject(pathItem) ? pathItem['x-also-at'] : undefined;
  if (written === undefined) return [];
  const at = pointer.replace(/\/[^/]+$/, '/x-also-at');
  assertValid(checkAlsoAt, file, written, at);
  const { paths } = file.value as { paths: JsonObject };
  const all = entries(paths);
  const upToThis = all.slice(0, all.findIndex(([of]) => of === path) + 1);
  const further = upToThis.flatMap(([of, one]) => {
    const also = resolve(file, one, formatPointer(['paths', of])).value;
    return isObject(also) ? [also['x-also-at'] ?? []].flat() : [];
  });
  const taken = [...Object.keys(paths), ...further];
  const clash = (written as string[]).find(
    // One of them is this very word.
    (one) => taken.filter((known) => matchPath(String(known), one) !== undefined).length > 1,
  );
  if (clash === undefined && !path.includes('{')) return written as string[];
  const what =
    clash === undefined
      ? 'this x-also-at is on a path with parameters'
      : `the document has another path that ${clash} means`;
  throw file.defect(at, what, 'leave it out');
}

function readParameters(file: YamlFile, list: unknown, at: string): Parameter[] {
  if (!Array.isArray(list)) return [];
  return list.map((written, i) => {
    const { value, pointer } = resolve(file, written, `${at}/${i}`);
    const one = isObject(value) ? value : {};
    const content = readContents(file, one.content, pointer)[0];
    return {
      name: String(one.name),
      in: one.in as Parameter['in'],
      required: one.required === true,
      schema: schemaIn(file, one, pointer) ?? content?.schema ?? {},
      example:
        one.example ??
        readExamples(file, one.examples, pointer)[0]?.value ??
        content?.examples[0]?.value,
      source: sourceReferences(one['x-source'])[0],
      doubts: doubtsOf(one),
      pointer,
    };
  });
}

function readSecurity(value: unknown): string[][] {
  return Array.isArray(value) ? value.map((one) => entries(one).map(([name]) => name)) : [];
}
