import { isObject, type JsonObject } from '../../../spec/index.ts';
import { choiceOf } from './describe-schema.ts';
import { createVocabulary, type Vocabulary } from './did-you-mean.ts';
import { fitsType, keysOf, listOf, valuesOf } from './schema-keywords.ts';

/** All that a schema says about one place, including the branches of its choices. */
export class SchemaNode {
  readonly roots: readonly JsonObject[];
  /** The schemas that always apply, and all schemas that may. */
  readonly #always: JsonObject[] = [];
  readonly #all: JsonObject[] = [];
  readonly #fields = new Map<string, SchemaNode | undefined>();
  readonly #elements = new Map<number, SchemaNode | undefined>();
  readonly #prefix: number;
  #ranks: ReadonlyMap<string, number> | undefined;
  #vocabulary: Vocabulary | undefined;
  #patterns: RegExp[] | undefined;
  #holdsSecret: boolean | undefined;

  constructor(roots: readonly JsonObject[]) {
    this.roots = roots;
    for (const root of roots) this.#gather(root, true);
    this.#prefix = Math.max(...this.#all.map(({ prefixItems }) => listOf(prefixItems).length));
  }

  #gather(schema: unknown, always: boolean): void {
    if (!isObject(schema)) return;
    this.#all.push(schema);
    if (always) this.#always.push(schema);
    for (const part of listOf(schema.allOf)) this.#gather(part, always);
    const parts = [schema.anyOf, schema.oneOf].flatMap(listOf);
    parts.push(schema.if, schema.then, schema.else, ...valuesOf(schema.dependentSchemas));
    for (const part of parts) this.#gather(part, false);
  }

  /** The known fields, with their position in the schema. */
  get ranks(): ReadonlyMap<string, number> {
    if (this.#ranks === undefined) {
      const names = this.#all.flatMap(({ properties }) => keysOf(properties));
      this.#ranks = new Map([...new Set(names)].map((name, rank) => [name, rank]));
    }
    return this.#ranks;
  }

  get vocabulary(): Vocabulary {
    this.#vocabulary ??= createVocabulary([...this.ranks.keys()]);
    return this.#vocabulary;
  }

  /** Whether unknown fields are refused. */
  get isClosed(): boolean {
    const takesAny = this.#all.some(
      ({ additionalProperties = false }) => additionalProperties !== false,
    );
    return !takesAny && this.roots.some(isClosed);
  }

  get isSecret(): boolean {
    return this.#all.some(({ format }) => format === 'password');
  }

  /** Whether there is a secret here or below. */
  get holdsSecret(): boolean {
    this.#holdsSecret ??= this.roots.some((one) =>
      JSON.stringify(one).includes('"format":"password"'),
    );
    return this.#holdsSecret;
  }

  knows(name: string): boolean {
    this.#patterns ??= this.#all
      .flatMap(({ patternProperties }) => keysOf(patternProperties))
      .map((pattern) => new RegExp(pattern, 'u'));
    return this.ranks.has(name) || this.#patterns.some((pattern) => pattern.test(name));
  }

  requires(name: string): boolean {
    return this.#always.some(({ required }) => listOf(required).includes(name));
  }

  field(name: string): SchemaNode | undefined {
    // Only names of the schema are cached: bodies may have any number of others.
    if (!this.ranks.has(name)) return nodeOf(this.#all.flatMap((one) => fieldsOf(one, name)));
    if (!this.#fields.has(name)) {
      this.#fields.set(name, nodeOf(this.#all.flatMap((one) => fieldsOf(one, name))));
    }
    return this.#fields.get(name);
  }

  element(index: number): SchemaNode | undefined {
    const key = Math.min(index, this.#prefix);
    if (!this.#elements.has(key)) {
      this.#elements.set(
        key,
        nodeOf(this.#all.map((one) => listOf(one.prefixItems)[key] ?? one.items)),
      );
    }
    return this.#elements.get(key);
  }
}

function nodeOf(schemas: readonly unknown[]): SchemaNode | undefined {
  const roots = schemas.filter(isObject);
  return roots.length === 0 ? undefined : new SchemaNode(roots);
}

function fieldsOf(schema: JsonObject, name: string): unknown[] {
  const { properties, patternProperties, additionalProperties, unevaluatedProperties } = schema;
  const own = isObject(properties) && Object.hasOwn(properties, name) ? [properties[name]] : [];
  for (const [pattern, one] of Object.entries(patternProperties ?? {})) {
    if (new RegExp(pattern, 'u').test(name)) own.push(one);
  }
  return own.length > 0 ? own : [additionalProperties ?? unevaluatedProperties];
}

/** Whether a schema refuses unknown fields. */
export function isClosed(schema: unknown): boolean {
  if (!isObject(schema)) return false;
  if (schema.additionalProperties === false || schema.unevaluatedProperties === false) return true;
  const branches = listOf(choiceOf(schema)).filter((branch) => fitsType(branch, {}));
  return listOf(schema.allOf).some(isClosed) || (branches.length > 0 && branches.every(isClosed));
}
