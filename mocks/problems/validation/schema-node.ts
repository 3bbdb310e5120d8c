import {
  createTolerantPattern,
  followReference,
  isObject,
  type JsonObject,
  withDefinitions,
} from '../../../spec/index.ts';
import { createVocabulary, type Vocabulary } from '../../schema/did-you-mean.ts';
import { choiceOf } from './describe-schema.ts';
import { fitsType, keysOf, listOf, valuesOf } from './schema-keywords.ts';

/** All that a schema says about one place, including the branches of its choices. */
export class SchemaNode {
  readonly roots: readonly JsonObject[];
  /** The known fields, with their position in the schema. */
  readonly ranks: ReadonlyMap<string, number>;
  readonly vocabulary: Vocabulary;
  /** Whether unknown fields are refused. */
  readonly isClosed: boolean;
  readonly isSecret: boolean;
  /** The schemas that always apply, and all schemas that may. */
  readonly #always: JsonObject[] = [];
  readonly #all: JsonObject[] = [];
  readonly #fields = new Map<string, SchemaNode | undefined>();
  readonly #elements = new Map<number, SchemaNode | undefined>();
  readonly #patterns: readonly RegExp[];
  /** How many elements have a schema of their own. */
  readonly #prefix: number;

  readonly #document: object;

  /** @param document where references lead into */
  constructor(roots: readonly JsonObject[], document: object) {
    this.roots = roots.map((root) => followReference(document, root));
    this.#document = document;
    for (const root of this.roots) this.#gather(root, true);
    const names = new Set(this.#all.flatMap(({ properties }) => keysOf(properties)));
    this.ranks = new Map(Array.from(names, (name, rank) => [name, rank]));
    this.vocabulary = createVocabulary([...names]);
    const isOpen = this.#all.some(
      ({ additionalProperties = false }) => additionalProperties !== false,
    );
    this.isClosed = !isOpen && this.roots.some(isClosed);
    this.isSecret = this.#all.some(({ format }) => format === 'password');
    this.#patterns = this.#all
      .flatMap(({ patternProperties }) => keysOf(patternProperties))
      .map((pattern) => createTolerantPattern(pattern));
    this.#prefix = Math.max(...this.#all.map(({ prefixItems }) => listOf(prefixItems).length));
  }

  /** Whether there is a secret here or below, or anywhere in a document that this refers to. */
  get holdsSecret(): boolean {
    const whole = this.roots.map((root) => withDefinitions(root, this.#document as JsonObject));
    return JSON.stringify(whole).includes('"format":"password"');
  }

  #gather(written: unknown, always: boolean): void {
    if (!isObject(written)) return;
    const schema = followReference(this.#document, written);
    if (this.#all.includes(schema)) return;
    this.#all.push(schema);
    if (always) this.#always.push(schema);
    for (const part of listOf(schema.allOf)) this.#gather(part, always);
    const parts = [schema.anyOf, schema.oneOf].flatMap(listOf);
    parts.push(schema.if, schema.then, schema.else, ...valuesOf(schema.dependentSchemas));
    for (const part of parts) this.#gather(part, false);
  }

  knows(name: string): boolean {
    return this.ranks.has(name) || this.#patterns.some((pattern) => pattern.test(name));
  }

  requires(name: string): boolean {
    return this.#always.some(({ required }) => listOf(required).includes(name));
  }

  field(name: string): SchemaNode | undefined {
    const create = () => this.#nodeOf(this.#all.flatMap((one) => fieldsOf(one, name)));
    // Only names of the schema are cached: bodies may have any number of others.
    if (!this.ranks.has(name)) return create();
    if (!this.#fields.has(name)) this.#fields.set(name, create());
    return this.#fields.get(name);
  }

  element(index: number): SchemaNode | undefined {
    const key = Math.min(index, this.#prefix);
    if (!this.#elements.has(key)) {
      const schemas = this.#all.map((one) => listOf(one.prefixItems)[key] ?? one.items);
      this.#elements.set(key, this.#nodeOf(schemas));
    }
    return this.#elements.get(key);
  }

  #nodeOf(schemas: readonly unknown[]): SchemaNode | undefined {
    const roots = schemas.filter(isObject);
    return roots.length === 0 ? undefined : new SchemaNode(roots, this.#document);
  }
}

function fieldsOf(schema: JsonObject, name: string): unknown[] {
  const { properties, patternProperties, additionalProperties, unevaluatedProperties } = schema;
  const own = isObject(properties) && Object.hasOwn(properties, name) ? [properties[name]] : [];
  for (const [pattern, one] of Object.entries(patternProperties ?? {})) {
    if (createTolerantPattern(pattern).test(name)) own.push(one);
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
