import { Ajv2020, type ErrorObject, type Options, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { isBase64 } from '../shared/base64.ts';
import { isWithin, parsePointer, referenceTo } from '../shared/json-pointer.ts';
import { createTolerantPattern } from '../shared/pattern.ts';
import { isObject, type JsonObject } from './references.ts';
import type { YamlFile } from './yaml-file.ts';

const settings: Options = {
  strict: false,
  allErrors: true,
  // A field may be called `constructor`.
  ownProperties: true,
  logger: false,
  // Ajv finds a keyword of the wrong type without the slow compilation of the schema of schemas.
  validateSchema: false,
  // Loading reports a pattern that nothing can read.
  code: { regExp: createTolerantPattern, optimize: false },
};

const ajv = createAjv();

function createAjv(): Ajv2020 {
  const created = new Ajv2020(settings);
  addFormats.default(created);
  created.addFormat('byte', isBase64);
  // Annotations of OpenAPI, not checks.
  for (const name of ['int32', 'int64', 'float', 'double', 'password', 'binary']) {
    if (!(name in created.formats)) created.addFormat(name, true);
  }
  return created;
}

/** What is wrong with a value, and the JSON Pointer to it. */
export interface SchemaFault {
  readonly pointer: string;
  readonly message: string;
}

/** Returns what is wrong with a value; undefined if it is valid. */
export type SchemaCheck = (value: unknown) => SchemaFault | undefined;

/** The schema of a text that is not empty. */
export const text: JsonObject = { type: 'string', minLength: 1 };

/** Creates the schema of an object with these properties and no others. */
export function closedObject(required: JsonObject, optional: JsonObject = {}): JsonObject {
  return {
    type: 'object',
    additionalProperties: false,
    required: Object.keys(required),
    properties: { ...required, ...optional },
  };
}

/** Creates the schema of a list. */
export function listOf(items: JsonObject, minItems = 0): JsonObject {
  return { type: 'array', items, minItems };
}

/**
 * Compiles a JSON Schema (draft 2020-12, as in OpenAPI 3.1) into a check.
 * @param document where references lead into
 * @throws Error if the schema does not compile
 */
export function compileCheck(schema: JsonObject, document: JsonObject = noDocument): SchemaCheck {
  return checkBy(compile(schema, document));
}

/**
 * Prepares the checks of the schemas of a document by their JSON Pointers. References stay references:
 * each schema is compiled once, whatever refers to it.
 * @returns a function that throws Error if the schema does not compile
 */
export function createDocumentChecks(document: JsonObject): (pointer: string) => SchemaCheck {
  const own = createAjv();
  return (pointer) => {
    if (own.schemas.document === undefined) own.addSchema(document, 'document');
    return checkBy(own.compile({ $ref: referenceTo('document', pointer) }));
  };
}

function checkBy(validate: ValidateFunction): SchemaCheck {
  return (value) => {
    if (validate(value)) return undefined;
    const error = deepest(validate.errors ?? []);
    return { pointer: error?.instancePath ?? '', message: describeError(error) };
  };
}

/** Finds all that is wrong with a value, once for each place. */
export function lazyFaults(schema: JsonObject): (value: unknown) => SchemaFault[] {
  let validate: ValidateFunction | undefined;
  return (value) => {
    validate ??= compile(schema, noDocument);
    if (validate(value)) return [];
    return faultsOf(validate.errors ?? []);
  };
}

/** Finds the keywords of a schema, and of the schemas in it, whose values are none that they can have. */
export function schemaFaults(schema: unknown): SchemaFault[] {
  if (!isObject(schema) || ajv.validateSchema({ ...schema, $schema: undefined })) return [];
  return faultsOf(ajv.errors ?? []);
}

function faultsOf(all: readonly ErrorObject[]): SchemaFault[] {
  const places = Map.groupBy(all, ({ instancePath }) => instancePath);
  return [...places].flatMap(([pointer, errors]) => {
    const own = errors.filter(({ keyword }) => !/^(if|anyOf)$/.test(keyword));
    // The fault of a choice is told by that of its branches.
    const isTold = own.length === 0 && [...places.keys()].some((one) => isWithin(one, pointer));
    return isTold ? [] : [{ pointer, message: describeError(own[0] ?? errors[0]) }];
  });
}

/** Creates the check of a schema of our own, compiled on first use: not every run reads every file. */
export function lazyCheck(schema: JsonObject): SchemaCheck {
  let check: SchemaCheck | undefined;
  return (value) => {
    check ??= compileCheck(schema);
    return check(value);
  };
}

// A document uses the same schemas many times, and compiling is slow.
const compiled = new WeakMap<object, Map<string, ValidateFunction>>();
const noDocument = {};

function compile(schema: JsonObject, document: JsonObject): ValidateFunction {
  const whole = withDefinitions(schema, document);
  const owner = whole === schema ? noDocument : document;
  const text = JSON.stringify(schema);
  const known = compiled.get(owner) ?? new Map<string, ValidateFunction>();
  compiled.set(owner, known);
  let validate = known.get(text);
  if (validate === undefined) {
    validate = ajv.compile(whole);
    // Otherwise the compiler would remember the schemas of documents that have changed.
    ajv.removeSchema(whole);
    known.set(text, validate);
  }
  return validate;
}

/** Returns a schema that can be compiled alone: with the parts of its document that it refers to. */
export function withDefinitions(schema: JsonObject, document: JsonObject): JsonObject {
  if (!JSON.stringify(schema).includes('"$ref":"#/')) return schema;
  const parts = Object.entries(document).filter(([, part]) => isObject(part));
  return { ...Object.fromEntries(parts), ...schema };
}

/**
 * Asserts that a part of a YAML file is valid; a file of the built package is.
 * @throws ContractDefect if it is not
 */
export function assertValid(
  check: SchemaCheck,
  file: YamlFile,
  value: unknown,
  pointer: string,
  remedy = 'correct it as CONTRIBUTING.md describes',
): void {
  const wrong = file.isBuilt ? undefined : check(value);
  if (wrong === undefined) return;
  const at = pointer + wrong.pointer;
  throw file.defect(at, `${at === '' ? 'the file' : at} ${wrong.message}`, remedy);
}

// Of several errors for one mistake, the deepest says most.
function deepest(errors: readonly ErrorObject[]): ErrorObject | undefined {
  const depth = ({ instancePath }: ErrorObject) => parsePointer(instancePath).length;
  return errors.reduce<ErrorObject | undefined>(
    (best, error) => (best === undefined || depth(error) > depth(best) ? error : best),
    undefined,
  );
}

function describeError(error: ErrorObject | undefined): string {
  if (error === undefined) return 'is not valid';
  const { params } = error;
  if (error.keyword === 'additionalProperties')
    return `has an unknown "${params.additionalProperty}"`;
  if (error.keyword === 'enum') return `must be one of ${params.allowedValues.join(', ')}`;
  if (error.keyword === 'pattern') return `must be like ${params.pattern}`;
  return error.message ?? 'is not valid';
}
