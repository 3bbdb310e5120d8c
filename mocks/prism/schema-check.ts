import { Ajv, type AnySchemaObject, type ValidateFunction } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { createPattern, createTolerantPattern } from '../../spec/index.ts';
import { isBase64 } from '../../spec/shared/base64.ts';
import { englishRefusals } from '../problems/texts/english.ts';
import type { Message } from '../problems/texts/message.ts';
import { boundErrors } from '../schema/bound-errors.ts';
import {
  addFormats,
  compareDateTime,
  convertAjvErrors,
  date_time,
  type IPrismDiagnostic,
  isNonEmpty,
  type JSONSchema,
  type ValidationContext,
} from './library.ts';
import { hastenUniqueItems } from './unique-items.ts';

/** A mistake in the form of Prism's own, with its text in other languages if it is the mock's. */
export type PrismDiagnostic = IPrismDiagnostic & { readonly say?: Message };

/** What is wrong with a value; empty when it is valid. */
export type Diagnostics = PrismDiagnostic[];

/** Checks one value. */
export type Check = (value: unknown) => Diagnostics;

/** Where the checked value stands, and how it is to be checked. */
export interface CheckOptions {
  readonly context: ValidationContext;
  /** The first step of every path, such as `body`. */
  readonly place: string;
  /** Whether text is converted to the type that the schema asks for. */
  readonly coerce: boolean;
}

/** The operation that a schema belongs to. */
export interface Surroundings {
  /** Names the operation in messages. */
  readonly where: string;
  /** Schemas that refer to themselves, which Prism sets apart. */
  readonly bundle: unknown;
  readonly compiler: SchemaCompiler;
}

/** Keywords whose value is data, not a schema. */
export const data = ['const', 'default', 'enum', 'example', 'examples'];

/** A mistake that the mock finds itself. */
export function error(path: string[], code: string | number, say: Message): PrismDiagnostic {
  return { path, code, message: say(englishRefusals), severity: 0, say };
}

/**
 * Compiles the schemas of one document, each once. It sets Ajv up as Prism does, so that the verdict
 * is Prism's, but without Prism's habit of taking a schema that does not compile for no schema.
 */
export class SchemaCompiler {
  readonly #dialect: string;
  readonly #isTolerant: boolean;
  readonly #validators = new Map<boolean, Ajv>();
  readonly #checks = new Map<string, Check>();

  /**
   * @param dialect the URI of a dialect of JSON Schema; what is not known is draft-07
   * @param isTolerant whether a schema that does not compile accepts everything, as in Prism
   */
  constructor(dialect: string | undefined, isTolerant: boolean) {
    this.#dialect = dialect ?? '';
    this.#isTolerant = isTolerant;
  }

  /**
   * Makes the check of a schema; a tolerant compiler does so when it is first used.
   *
   * @throws Error naming the place and the reason when the schema does not compile
   */
  check(
    schema: () => JSONSchema,
    options: CheckOptions,
    around: Omit<Surroundings, 'compiler'>,
  ): Check {
    if (!this.#isTolerant) return this.#check(schema(), options, around);
    let check: Check | undefined;
    return (value) => {
      check ??= this.#check(schema(), options, around);
      return check(value);
    };
  }

  #check(schema: JSONSchema, options: CheckOptions, around: Omit<Surroundings, 'compiler'>): Check {
    const { where, bundle } = around;
    // Most responses of a document are alike.
    const key = bundle === undefined && JSON.stringify([options, schema], withoutIds);
    const known = key ? this.#checks.get(key) : undefined;
    if (known) return known;
    const check = checkBy(
      this.#compile({ ...schema, __bundled__: bundle }, options, where),
      options,
    );
    if (key) this.#checks.set(key, check);
    return check;
  }

  #compile(schema: AnySchemaObject, options: CheckOptions, where: string): ValidateFunction {
    try {
      return this.#validator(options).compile(schema);
    } catch (thrown) {
      if (this.#isTolerant) return this.#validator(options).compile({});
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      throw new Error(`${where}: the schema does not compile: ${reason}`);
    }
  }

  #validator({ coerce }: CheckOptions): Ajv {
    const validator =
      this.#validators.get(coerce) ?? createAjv(this.#dialect, coerce, this.#isTolerant);
    this.#validators.set(coerce, validator);
    return validator;
  }
}

function createAjv(dialect: string, coerceTypes: boolean, isTolerant: boolean): Ajv {
  const is = (year: string) =>
    new RegExp(`^https?://json-schema.org/draft/${year}/schema#?$`).test(dialect);
  const Dialect = is('2020-12') ? Ajv2020 : is('2019-09') ? Ajv2019 : Ajv;
  const ajv = new Dialect({
    allErrors: true,
    // Otherwise every object has a field called `constructor`.
    ownProperties: true,
    strict: false,
    logger: false,
    coerceTypes,
    // Compiling the schema of schemas would take a twentieth of the start; a keyword of the wrong
    // type is found all the same.
    validateSchema: false,
    code: { regExp: isTolerant ? createTolerantPattern : createPattern },
  });
  addFormats(ajv);
  ajv.addFormat('byte', isBase64);
  hastenUniqueItems(ajv);
  boundErrors(ajv);
  ajv.addFormat('date-time', { validate: date_time, compare: compareDateTime });
  return ajv;
}

function checkBy(validate: ValidateFunction, { context, place }: CheckOptions): Check {
  return (value) => {
    try {
      if (validate(value)) return [];
    } catch {
      return [error([place], 'depth', ({ parameters }) => parameters.tooDeep(place))];
    }
    const { errors } = validate;
    return errors && isNonEmpty(errors) ? convertAjvErrors(errors, 0, context, place) : [];
  };
}

// The numbers that Prism gives to the parts of a document make no difference to a check.
function withoutIds(key: string, value: unknown): unknown {
  return key === 'x-stoplight' ? undefined : value;
}
