import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as O from 'fp-ts/lib/Option.js';
import {
  type IPrismDiagnostic,
  type JSONSchema,
  type ValidationContext,
  validateAgainstSchema,
} from './library.ts';

/** What Prism finds wrong; nothing when all is well. */
export type Diagnostics = IPrismDiagnostic[];

/** Checks one value. */
export type Check = (value: unknown) => Diagnostics;

/** What a schema's compilation needs besides the schema. */
export interface Surroundings {
  /** Names the operation in messages. */
  where: string;
  /** URI for `$schema`; none leaves Prism's draft-07. */
  dialect: string | undefined;
  /** Schemas that refer to themselves, set apart by Prism. */
  bundle: unknown;
  /** The document's checks so far, by schema: most responses of a document are alike. */
  known: Map<string, Check>;
}

/** Keywords whose value is data, not a schema. */
export const data = ['const', 'default', 'enum', 'example', 'examples'];

/** A mistake in the form of Prism's own. */
export function error(path: string[], code: string | number, message: string): IPrismDiagnostic {
  return { path, code, message, severity: 0 };
}

/**
 * Makes a check out of Prism's `validateAgainstSchema`.
 *
 * @throws Error naming the place and the reason when Prism's Ajv cannot compile the schema
 */
export function checkOf(
  schema: JSONSchema,
  coerce: boolean,
  context: ValidationContext,
  prefix: string,
  { where, bundle }: Surroundings,
): Check {
  const run = (tried: JSONSchema, value: unknown) =>
    validateAgainstSchema(value, tried, coerce, context, prefix, bundle);
  const compiled = (tried: JSONSchema) => {
    const isValid = compiledBy(() => run(tried, undefined));
    if (isValid !== undefined) return isValid;
    throw new Error(`${where}: the schema does not compile: ${reasonOf(schema, bundle)}`);
  };
  if (bundle === undefined && !goesDeep(schema)) {
    // What is valid, as nearly all is, needs nobody to say what is wrong with it.
    const light = withoutScalarUniqueness(schema);
    const isValid = compiled(light ?? schema);
    let isCompiled = light === undefined;
    return (value) => {
      if ((light === undefined || !hasTwins(value)) && isValid(value)) return [];
      if (!isCompiled) compiled(schema);
      isCompiled = true;
      const found = run(schema, value);
      return O.isNone(found) ? [] : found.value;
    };
  }
  // Prism says nothing of a valid value, and nothing either when the validator throws (a value nested
  // too deeply). One assertion that always fails tells them apart.
  const probe: JSONSchema = { ...schema, allOf: [...(schema.allOf ?? []), false] };
  compiled(probe);
  return (value) => {
    const found = run(probe, value);
    if (O.isNone(found)) {
      return [error([prefix], 'depth', `The ${prefix} is nested too deeply to be checked`)];
    }
    if (found.value.length === 1) return [];
    const probed = found.value.findIndex((d) => d.code === 'false schema' && d.path?.length === 1);
    return found.value.toSpliced(probed, 1);
  };
}

// Both of Prism's dialects inherit how they compile.
const core: Pick<Ajv, 'compile'> = Object.getPrototypeOf(Ajv.prototype);

/**
 * What Prism's Ajv makes of the schema that is compiled meanwhile, to be asked past what Prism wraps
 * it in; undefined when it does not compile. A keyword of the wrong type is found all the same
 * without compiling the schema of schemas, a twentieth of the start.
 */
function compiledBy(compile: () => void): ((value: unknown) => boolean) | undefined {
  const own = core.compile;
  let isValid: ((value: unknown) => boolean) | undefined;
  core.compile = function (this: Ajv, schema: object, meta?: boolean) {
    this.opts.validateSchema = false;
    const validate = own.call(this, schema, meta);
    isValid = (value) => validate(value) === true;
    return validate;
  } as Ajv['compile'];
  try {
    compile();
  } finally {
    core.compile = own;
  }
  return isValid;
}

/** For JSON.stringify: what Prism numbers the parts of a document with makes no difference to a check. */
export function withoutIds(key: string, value: unknown): unknown {
  return key === 'x-stoplight' ? undefined : value;
}

// The schema without `uniqueItems` where items are texts, numbers or truth values, which a look for
// twins finds too: Ajv makes an object with a property an item, kilobytes of garbage for three
// identifiers. Undefined when there is no such place.
function withoutScalarUniqueness(schema: JSONSchema): JSONSchema | undefined {
  let found = false;
  const light = lighten(schema) as JSONSchema;
  return found ? light : undefined;

  function lighten(node: unknown): unknown {
    if (typeof node !== 'object' || node === null) return node;
    if (Array.isArray(node)) return node.map(lighten);
    const isDropped = 'uniqueItems' in node && node.uniqueItems === true && hasScalarItems(node);
    found ||= isDropped;
    return Object.fromEntries(
      Object.entries(node)
        .filter(([key]) => !(isDropped && key === 'uniqueItems'))
        .map(([key, value]) => [key, data.includes(key) ? value : lighten(value)]),
    );
  }
}

/** Tells whether an array somewhere in a value holds the same text, number or truth value twice. */
function hasTwins(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (!Array.isArray(value)) {
    for (const key in value) if (hasTwins((value as Record<string, unknown>)[key])) return true;
    return false;
  }
  return isTwinned(value) || value.some((item) => typeof item === 'object' && hasTwins(item));
}

// A few are compared each with each, many numbers once they are in order: a set of them takes longer.
function isTwinned(list: readonly unknown[]): boolean {
  if (list.length <= 16) {
    return list.some((item, i) => typeof item !== 'object' && list.indexOf(item, i + 1) > 0);
  }
  if (!list.every((item) => typeof item === 'number')) return new Set(list).size < list.length;
  const sorted = Float64Array.from(list).sort();
  return sorted.some((item, i) => item === sorted[i + 1]);
}

function hasScalarItems(schema: object): boolean {
  const items = 'items' in schema ? JSON.stringify(schema.items) : '';
  return /^\{[^{}]*"type":"(string|integer|number|boolean)"/.test(items);
}

/** Tells whether the depth of a value, not of the schema, decides how deep its validator goes. */
function goesDeep(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false;
  if ('$ref' in schema || '$dynamicRef' in schema || '$recursiveRef' in schema) return true;
  // Items of one scalar type are looked up; all others are compared to the bottom.
  if ('uniqueItems' in schema && schema.uniqueItems === true && !hasScalarItems(schema))
    return true;
  return Object.values(schema).some(goesDeep);
}

function reasonOf(schema: JSONSchema, bundle: unknown): string {
  const Dialect = schema.$schema?.includes('2020-12') ? Ajv2020 : Ajv;
  try {
    new Dialect({ strict: false, logger: false }).compile({ ...schema, __bundled__: bundle });
    return 'Prism keeps the reason to itself';
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}
