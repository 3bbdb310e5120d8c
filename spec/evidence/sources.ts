import type { JsonObject } from '../document/references.ts';
import { assertValid, lazyCheck } from '../document/schema.ts';
import { readYamlFile } from '../document/yaml-file.ts';

/** A place in the documentation: a row, a fact or an example of a page, or something no page says. */
export interface SourceReference {
  readonly page?: string | undefined;
  readonly row?: string | undefined;
  readonly fact?: string | undefined;
  readonly example?: string | undefined;
  readonly silence?: string | undefined;
}

/** A row of a page's table of parameters, as printed. */
export interface Row {
  readonly name: string;
  readonly type: string;
  readonly required: 'yes' | 'no' | 'one-of';
  readonly 'one-of'?: readonly string[];
  readonly allowed: 'integers' | 'integer' | 'positive-integer' | 'values' | 'anything';
  readonly values?: readonly string[];
  readonly means: string;
}

/** Something that a page states outside its table. */
export interface Fact {
  readonly id: string;
  readonly says: string;
}

/** A page of the documentation; a neighbour is one whose text is not at hand. */
export interface Page {
  readonly id: string;
  readonly title: string;
  readonly original: string;
  readonly neighbour: boolean;
  readonly operation?: { readonly method: string; readonly path: string };
  readonly rows: readonly Row[];
  readonly facts: readonly Fact[];
  readonly examples: Readonly<Record<string, unknown>>;
}

/** What the documentation prints, page by page. */
export interface Sources {
  readonly pages: readonly Page[];
  readonly silences: readonly Fact[];
}

const text = { type: 'string', minLength: 1 };
const facts = {
  type: 'array',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['id', 'says'],
    properties: { id: text, says: text },
  },
};
const row = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'type', 'required', 'allowed', 'means'],
  properties: {
    name: text,
    type: text,
    required: { enum: ['yes', 'no', 'one-of'] },
    'one-of': { type: 'array', items: text },
    allowed: { enum: ['integers', 'integer', 'positive-integer', 'values', 'anything'] },
    values: { type: 'array', items: text },
    means: text,
  },
};
const page = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'title', 'original'],
  properties: {
    id: text,
    title: text,
    original: text,
    printed: { type: 'object' },
    operation: {
      type: 'object',
      additionalProperties: false,
      required: ['method', 'path'],
      properties: { method: text, path: text },
    },
    says: text,
    rows: { type: 'array', items: row },
    examples: { type: 'object' },
    facts,
  },
};
const checkSources = lazyCheck({
  type: 'object',
  additionalProperties: false,
  required: ['pages'],
  properties: {
    pages: { type: 'array', items: page },
    neighbours: { type: 'array', items: page },
    silences: facts,
  },
});

type WrittenPage = Omit<Page, 'neighbour' | 'rows' | 'facts' | 'examples'> & Partial<Page>;

/**
 * Reads a `sources.yaml`.
 * @throws ContractDefect when the file is missing or has another shape.
 */
export function loadSources(path: string): Sources {
  const file = readYamlFile(path);
  assertValid(checkSources, file, file.value, '');
  const written = file.value as {
    pages: WrittenPage[];
    neighbours?: WrittenPage[];
    silences?: Fact[];
  };
  const whole = (neighbour: boolean) => (one: WrittenPage) => ({
    ...one,
    neighbour,
    rows: one.rows ?? [],
    facts: one.facts ?? [],
    examples: one.examples ?? {},
  });
  return {
    pages: [...written.pages.map(whole(false)), ...(written.neighbours ?? []).map(whole(true))],
    silences: written.silences ?? [],
  };
}

/** Says what a reference to the documentation lacks, in words; undefined when it leads somewhere. */
export function missingSource(sources: Sources, reference: SourceReference): string | undefined {
  const { page: id, row: name, fact, example, silence } = reference;
  if (silence !== undefined) {
    const known = sources.silences.some((one) => one.id === silence);
    return known ? undefined : `there is no silence "${silence}"`;
  }
  const found = sources.pages.find((one) => one.id === id);
  if (found === undefined) return `there is no page "${id}"`;
  if (name !== undefined && !found.rows.some((one) => one.name === name)) {
    return `page "${id}" has no row "${name}"`;
  }
  if (fact !== undefined && !found.facts.some((one) => one.id === fact)) {
    return `page "${id}" has no fact "${fact}"`;
  }
  if (example !== undefined && !Object.hasOwn(found.examples, example)) {
    return `page "${id}" has no example "${example}"`;
  }
  return undefined;
}

/** The references that an `x-source` holds: one, or a list of them. */
export function sourceReferences(value: unknown): SourceReference[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]) as SourceReference[];
}

/** The JSON Schema of a reference to the documentation. */
export const sourceReferenceShape: JsonObject = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: { page: text, row: text, fact: text, example: text, silence: text },
};
