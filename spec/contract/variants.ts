import type { OpenAPIV3_1 } from 'openapi-types';
import { dereference, isObject, type JsonObject } from '../document/references.ts';
import { assertValid, closedObject, lazyCheck, text } from '../document/schema.ts';
import type { YamlFile } from '../document/yaml-file.ts';
import { sourceReferences } from '../evidence/sources.ts';
import { formatPointer } from '../shared/json-pointer.ts';
import { doubtsOf, entries, readRequest, readResponse } from './bodies.ts';
import type { Operation, StoredCondition } from './contract.ts';

const scalar = { type: ['string', 'number', 'boolean', 'null'] };
const storedShape = {
  type: 'object',
  minProperties: 1,
  additionalProperties: { anyOf: [scalar, { type: 'array', items: scalar, minItems: 1 }] },
};
const checkStored = lazyCheck(storedShape);
const checkVariants = lazyCheck({
  type: 'array',
  minItems: 1,
  items: closedObject(
    { operationId: text, 'x-stored': storedShape },
    {
      summary: text,
      description: text,
      requestBody: { type: 'object' },
      responses: { type: 'object' },
      'x-source': {},
      'x-doubt': {},
    },
  ),
});
const checkAddsTo = lazyCheck({ type: 'string', pattern: '^/' });

/**
 * Reads an `x-stored`.
 * @throws ContractDefect if it has another shape
 */
export function readStored(
  file: YamlFile,
  written: unknown,
  at: string,
): StoredCondition | undefined {
  if (written === undefined) return undefined;
  assertValid(checkStored, file, written, at);
  return Object.fromEntries(entries(written).map(([name, value]) => [name, [value].flat()]));
}

/**
 * Adds the variants of an operation, and the collection that it adds to.
 * @param value the operation as it is written
 * @throws ContractDefect if a word has another shape, or stands on an operation that it cannot change
 */
export function withVariants(file: YamlFile, operation: Operation, value: JsonObject): Operation {
  const { method, path, pointer } = operation;
  const isOfItem = path.endsWith('}') && ['get', 'put', 'patch', 'delete'].includes(method);
  for (const word of ['x-stored', 'x-variants']) {
    if (value[word] === undefined || isOfItem) continue;
    const what = `this ${word} is on an operation that is sent to no stored item`;
    throw file.defect(
      `${pointer}/${word}`,
      what,
      'put it on a GET, PUT, PATCH or DELETE of an item',
    );
  }
  const { 'x-variants': variants, 'x-adds-to': addsTo } = value;
  if (addsTo !== undefined) {
    assertValid(checkAddsTo, file, addsTo, `${pointer}/x-adds-to`);
    if (method !== 'post') {
      const what = `this x-adds-to is on a ${method.toUpperCase()}`;
      throw file.defect(`${pointer}/x-adds-to`, what, 'put it on a POST');
    }
  }
  if (variants !== undefined) assertValid(checkVariants, file, variants, `${pointer}/x-variants`);
  return {
    ...operation,
    addsTo: addsTo as string | undefined,
    variants: ((variants ?? []) as JsonObject[]).map((one, i) =>
      readVariant(file, operation, one, `${pointer}/x-variants/${i}`),
    ),
  };
}

// What a variant does not say is as in the operation that has it.
function readVariant(
  file: YamlFile,
  operation: Operation,
  value: JsonObject,
  pointer: string,
): Operation {
  const own = entries(value.responses).map(([status, one]) =>
    readResponse(file, status, one, pointer + formatPointer(['responses', status])),
  );
  const inherited = operation.responses.filter(
    ({ status }) => !own.some((one) => one.status === status),
  );
  const written = dereference(file, value, pointer, 'outside');
  const { responses = {}, ...rest } = isObject(written) ? written : {};
  const { definition } = operation;
  return {
    ...operation,
    id: String(value.operationId),
    variantOf: operation.id,
    summary: typeof value.summary === 'string' ? value.summary : operation.summary,
    request:
      value.requestBody === undefined
        ? operation.request
        : readRequest(file, value.requestBody, `${pointer}/requestBody`),
    responses: [...own, ...inherited],
    source: sourceReferences(value['x-source'])[0] ?? operation.source,
    doubts: value['x-doubt'] === undefined ? operation.doubts : doubtsOf(value),
    stored: readStored(file, value['x-stored'], `${pointer}/x-stored`),
    definition: {
      ...definition,
      ...rest,
      responses: { ...definition.responses, ...(responses as object) },
    } as OpenAPIV3_1.OperationObject,
    pointer,
  };
}
