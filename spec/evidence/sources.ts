import type { JsonObject } from '../document/references.ts';
import { assertValid, closedObject, lazyCheck, listOf, text } from '../document/schema.ts';
import { readYamlFile, type YamlFile } from '../document/yaml-file.ts';

/** A place in the documentation: a row, a fact or an example of a page, or what no page says. */
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

/** A statement of a page outside its table. */
export interface Fact {
  readonly id: string;
  readonly says: string;
}

/** A page of the documentation; the text of a `neighbour` is not available. */
export interface Page {
  readonly id: string;
  readonly title: string;
  readonly original: string;
  /** The address of the page. */
  readonly url?: string;
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

const facts = listOf(closedObject({ id: text, says: text }));
const rows = listOf(
  closedObject(
    {
      name: text,
      type: text,
      required: { enum: ['yes', 'no', 'one-of'] },
      allowed: { enum: ['integers', 'integer', 'positive-integer', 'values', 'anything'] },
      means: text,
    },
    { 'one-of': listOf(text), values: listOf(text) },
  ),
);
const pages = listOf(
  closedObject(
    { id: text, title: text, original: text },
    {
      url: { type: 'string', pattern: '^https?://' },
      printed: { type: 'object' },
      operation: closedObject({ method: text, path: text }),
      says: text,
      rows,
      examples: { type: 'object' },
      facts,
    },
  ),
);
const checkSources = lazyCheck(closedObject({ pages }, { neighbours: pages, silences: facts }));

type WrittenPage = Omit<Page, 'neighbour' | 'rows' | 'facts' | 'examples'> & Partial<Page>;

/**
 * Reads a `sources.yaml`.
 * @throws ContractDefect if the file is missing or has another shape
 */
export function loadSources(path: string): Sources {
  const file = readYamlFile(path);
  assertValid(checkSources, file, file.value, '');
  const written = file.value as {
    pages: WrittenPage[];
    neighbours?: WrittenPage[];
    silences?: Fact[];
  };
  const withDefaults = (neighbour: boolean) => (page: WrittenPage) => ({
    rows: [],
    facts: [],
    examples: {},
    ...page,
    neighbour,
  });
  const { pages, neighbours = [] } = written;
  return {
    pages: [...pages.map(withDefaults(false)), ...neighbours.map(withDefaults(true))],
    silences: written.silences ?? [],
  };
}

/**
 * Asserts that a reference to the documentation leads somewhere.
 * @param at JSON Pointer of the reference in its file
 * @param what whose reference it is, for the message
 * @throws ContractDefect if it leads nowhere
 */
export function assertSource(
  file: YamlFile,
  at: string,
  sources: Sources,
  reference: SourceReference,
  what: string,
): void {
  const missing = missingSource(sources, reference);
  if (missing === undefined) return;
  const remedy = 'correct it, or add what it names to the sources';
  throw file.defect(at, `${what} leads nowhere, ${missing}`, remedy);
}

function missingSource(sources: Sources, reference: SourceReference): string | undefined {
  const { page: id, row, fact, example, silence } = reference;
  if (silence !== undefined) {
    const known = sources.silences.some((one) => one.id === silence);
    return known ? undefined : `there is no silence "${silence}"`;
  }
  const found = sources.pages.find((one) => one.id === id);
  if (found === undefined) return `there is no page "${id}"`;
  if (row !== undefined && !found.rows.some((one) => one.name === row)) {
    return `page "${id}" has no row "${row}"`;
  }
  if (fact !== undefined && !found.facts.some((one) => one.id === fact)) {
    return `page "${id}" has no fact "${fact}"`;
  }
  if (example !== undefined && !Object.hasOwn(found.examples, example)) {
    return `page "${id}" has no example "${example}"`;
  }
  return undefined;
}

/** The references in an `x-source`: one, or a list of them. */
export function sourceReferences(value: unknown): SourceReference[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]) as SourceReference[];
}

/** The JSON Schema of a reference to the documentation. */
export const sourceReferenceShape: JsonObject = {
  ...closedObject({}, { page: text, row: text, fact: text, example: text, silence: text }),
  minProperties: 1,
};
