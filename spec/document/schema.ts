import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parsePointer } from '../shared/json-pointer.ts';
import { isObject, type JsonObject } from './references.ts';
import type { YamlFile } from './yaml-file.ts';

const ajv = new Ajv2020({
  strict: false,
  allErrors: true,
  // A field may be called `constructor`.
  ownProperties: true,
  logger: false,
  // Ajv finds a keyword of the wrong type without the slow compilation of the schema of schemas.
  validateSchema: false,
});
addFormats.default(ajv);
// Annotations of OpenAPI, not checks.
for (const name of ['int32', 'int64', 'float', 'double', 'password', 'binary', 'byte']) {
  if (!(name in ajv.formats)) ajv.addFormat(name, true);
}

/** Returns what is wrong with a value, and the JSON Pointer to it; undefined if it is valid. */
export type SchemaCheck = (value: unknown) => { pointer: string; message: string } | undefined;

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
 * @param root the document that references lead into
 * @throws Error if the schema does not compile
 */
export function compileCheck(schema: JsonObject, root?: JsonObject): SchemaCheck {
  const validate = compile(schema, root?.components);
  return (value) => {
    if (validate(value)) return undefined;
    const error = deepest(validate.errors ?? []);
    return { pointer: error?.instancePath ?? '', message: describeError(error) };
  };
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
const noComponents = {};

function compile(schema: JsonObject, components: unknown): ValidateFunction {
  const text = JSON.stringify(schema);
  const recursive = isObject(components) && text.includes('"$ref":');
  const owner = recursive ? components : noComponents;
  const known = compiled.get(owner) ?? new Map<string, ValidateFunction>();
  compiled.set(owner, known);
  let validate = known.get(text);
  if (validate === undefined) {
    const whole = recursive ? { ...schema, components } : schema;
    validate = ajv.compile(whole);
    // Otherwise the compiler would remember the schemas of documents that have changed.
    ajv.removeSchema(whole);
    known.set(text, validate);
  }
  return validate;
}

/**
 * Asserts that a part of a YAML file is valid.
 * @throws ContractDefect if it is not
 */
export function assertValid(
  check: SchemaCheck,
  file: YamlFile,
  value: unknown,
  pointer: string,
): void {
  const wrong = check(value);
  if (wrong === undefined) return;
  const at = pointer + wrong.pointer;
  throw file.defect(
    at,
    `${at === '' ? 'the file' : at} ${wrong.message}`,
    'correct it as CONTRIBUTING.md describes',
  );
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
