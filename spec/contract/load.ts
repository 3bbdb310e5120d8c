import { dirname, resolve as resolvePath } from 'node:path';
import type { OpenAPIV3_1 } from 'openapi-types';
import { ContractDefect, collectDefect } from '../document/defect.ts';
import { readOpenApi, relativeToHere } from '../document/open-api.ts';
import { assertReferences, isObject, type JsonObject } from '../document/references.ts';
import {
  assertValid,
  closedObject,
  createDocumentChecks,
  lazyCheck,
  lazyFaults,
  type SchemaCheck,
  schemaFaults,
  text,
} from '../document/schema.ts';
import type { YamlFile } from '../document/yaml-file.ts';
import { loadDoubts } from '../evidence/doubts.ts';
import { loadNamedFaults } from '../evidence/named-faults.ts';
import { assertSource, loadSources, type Sources } from '../evidence/sources.ts';
import { assertTraces } from '../evidence/traces.ts';
import { formatPointer, pointerOf, valueAt } from '../shared/json-pointer.ts';
import type { AccountKey, Content, Contract, Operation, Parameter, Seed } from './contract.ts';
import { loadSeed, type SeedRules } from './initial-state.ts';
import { allOperations } from './lookup.ts';
import { openApiShape } from './openapi-shape.ts';
import { type Attempt, readOperations } from './operations.ts';
import { readResources } from './resources.ts';

const companions = [
  'sources',
  'doubts',
  'faults',
  'initial',
  'identifiers',
  'cases',
  'states',
] as const;
const checkCompanions = lazyCheck(
  closedObject({}, Object.fromEntries(companions.map((name) => [name, text]))),
);

/** Options of `loadContract`. */
export interface LoadOptions {
  /** The initial state; by default the one that the document's `x-contract` names, or none. */
  readonly initial?: string | undefined;
  /** Files with further states of an account, by name. */
  readonly presets?: Readonly<Record<string, string>> | undefined;
  /**
   * Whether to refuse a document for what it could be served despite, such as an example that breaks its
   * schema; true by default. Otherwise the contract names it among its `warnings`.
   */
  readonly strict?: boolean | undefined;
}

/**
 * Loads an OpenAPI 3.1, 3.0 or 2.0 document with its sources, doubts and initial state as one contract.
 * @throws ContractDefect that names all defects with file, line and remedy
 * @example
 * const contract = await loadContract(ownContract);
 * console.log(contract.resources.map(({ collection }) => collection));
 */
export async function loadContract(path: string, options: LoadOptions = {}): Promise<Contract> {
  const { file, files } = await readOpenApi(relativeToHere(path));
  const defects: ContractDefect[] = [];
  const attempt: Attempt = (step) => collectDefect(defects, step);
  attempt(() => assertReferences(file));
  if (!file.isBuilt) checkOpenApi(file);
  const document = file.value as OpenAPIV3_1.Document;
  const paths = attempt(() => readCompanions(file)) ?? {};
  const sources = paths.sources ? attempt(() => loadSources(paths.sources ?? '')) : noSources;
  const doubts =
    (paths.doubts && sources && attempt(() => loadDoubts(paths.doubts ?? '', sources))) || [];
  const namedFaults =
    (paths.faults && sources && attempt(() => loadNamedFaults(paths.faults ?? '', sources))) || [];
  if (sources && defects.length === 0) attempt(() => assertTraces(file, sources, doubts));
  const operations = readOperations(file, attempt);
  if (!file.isBuilt) checkSchemas(file, operations, options.strict !== false);
  // Where an operation could not be read, its resource would be reported as missing.
  const { resources, stateless } = (defects.length === 0 &&
    attempt(() => readResources(file, operations))) || { resources: [], stateless: [] };
  attempt(() => assertRules(file, resources, sources ?? noSources));
  const canSeed = defects.length === 0;
  const seedFrom = (path: string | undefined, rules?: SeedRules): Seed => {
    if (path === undefined || !canSeed) return {};
    const load = () => loadSeed(relativeToHere(path), { resources, document }, rules);
    return attempt(load) ?? {};
  };
  const documented = seedFrom(paths.initial);
  const initial = options.initial === undefined ? documented : seedFrom(options.initial);
  const presets = Object.entries(options.presets ?? {}).map(
    ([name, path]) => [name, seedFrom(path, { lacksIdentities: true })] as const,
  );
  const seeds = [...Object.values(options.presets ?? {}), options.initial ?? paths.initial];
  const refused = options.strict === false ? defects : [...defects, ...file.warnings];
  const defect = ContractDefect.all(refused);
  if (defect !== undefined) throw defect;
  return {
    file: file.file,
    document,
    title: String(document.info?.title ?? file.file),
    operations,
    resources,
    stateless,
    account: accountKey(document, operations),
    doubts,
    namedFaults,
    pages: sources?.pages ?? [],
    silences: sources?.silences ?? [],
    initial,
    documented,
    presets: Object.fromEntries(presets),
    verification: { identifiers: paths.identifiers, cases: paths.cases, states: paths.states },
    files: [...files, paths.sources, paths.doubts, paths.faults, ...seeds].filter(
      (one) => one !== undefined,
    ),
    warnings: ContractDefect.sort(file.warnings),
    locate: (pointer) => file.locate(pointer),
  };
}

const noSources: Sources = { pages: [], silences: [] };

const findShapeFaults = lazyFaults(openApiShape);

function checkOpenApi(file: YamlFile): void {
  for (const { pointer, message } of findShapeFaults(file.value)) {
    file.warn(pointer, `${pointer || 'the document'} ${message} by OpenAPI 3.1`, 'correct it');
  }
}

type Companions = { [name in (typeof companions)[number]]?: string };

function readCompanions(file: YamlFile): Companions {
  const written = (file.value as JsonObject)['x-contract'] ?? {};
  assertValid(checkCompanions, file, written, '/x-contract');
  const beside = (path: string) => relativeToHere(resolvePath(dirname(file.file), path));
  return Object.fromEntries(
    Object.entries(written as Companions).map(([key, path]) => [key, beside(path)]),
  );
}

// A schema that does not compile would accept everything, and an example that breaks its schema would
// be served as a response.
function checkSchemas(
  file: YamlFile,
  operations: readonly Operation[],
  compilesAll: boolean,
): void {
  if (!compilesAll) checkKeywordTypes(file, operations);
  const checkAt = createDocumentChecks(file.value as JsonObject);
  const known = new Map<string, SchemaCheck>();
  const told = new Set<string>();
  const checkOf = (part: Parameter | Content): SchemaCheck => {
    const isUsed = compilesAll || ('examples' in part && part.examples.length > 0);
    if (part.schema === undefined || !isUsed) return accept;
    const written = valueAt(file.value, `${part.pointer}/schema`);
    // Many bodies are a component, which is compiled once.
    const isOnlyReference = isObject(written) && Object.keys(written).join() === '$ref';
    const pointer = isOnlyReference ? pointerOf(String(written.$ref)) : `${part.pointer}/schema`;
    const check = known.get(pointer) ?? compile(file, checkAt, pointer);
    known.set(pointer, check);
    return check;
  };
  for (const { request, variants } of operations) {
    for (const variant of variants.flatMap((one) => one.request?.contents ?? [])) {
      const whole = request?.contents.find(({ mediaType }) => mediaType === variant.mediaType);
      // Other tools know the operation alone.
      if (whole !== undefined) checkExamples(file, variant, checkOf(whole), told);
    }
  }
  for (const part of allOperations({ operations }).flatMap(partsOf)) {
    // A parameter may have a content in place of a schema.
    if ('in' in part && valueAt(file.value, `${part.pointer}/schema`) === undefined) continue;
    const check = checkOf(part);
    if ('mediaType' in part) checkExamples(file, part, check, told);
  }
}

// Compiling all schemas of a large document takes longer than all else at the start.
function checkKeywordTypes(file: YamlFile, operations: readonly Operation[]): void {
  const { components } = file.value as OpenAPIV3_1.Document;
  const names = Object.keys(components?.schemas ?? {});
  const pointers = [
    ...names.map((name) => formatPointer(['components', 'schemas', name])),
    ...operations.flatMap(partsOf).map((part) => `${part.pointer}/schema`),
  ];
  for (const at of new Set(pointers)) {
    for (const { pointer, message } of schemaFaults(valueAt(file.value, at))) {
      file.warn(at + pointer, `${at + pointer} ${message} by JSON Schema`, 'correct it');
    }
  }
}

/** The parts of an operation that have a schema. */
function partsOf({ parameters, request, responses }: Operation): (Parameter | Content)[] {
  const contents = responses.flatMap((response) => response.contents);
  return [...parameters, ...(request?.contents ?? []), ...contents];
}

const accept: SchemaCheck = () => undefined;

function compile(
  file: YamlFile,
  checkAt: ReturnType<typeof createDocumentChecks>,
  pointer: string,
): SchemaCheck {
  try {
    return checkAt(pointer);
  } catch (error) {
    const why = error instanceof Error ? error.message : error;
    file.warn(pointer, `this schema does not compile (${why})`, 'correct it');
    return accept;
  }
}

// Several bodies may share an example: it is told once.
function checkExamples(
  file: YamlFile,
  { mediaType, examples }: Content,
  check: SchemaCheck,
  told: Set<string>,
): void {
  for (const example of examples) {
    // A text is how OpenAPI writes an example of XML, or of another format than JSON.
    if (typeof example.value === 'string' && !/json/i.test(mediaType)) continue;
    const wrong = check(example.value);
    if (wrong === undefined) continue;
    const pointer = example.pointer + wrong.pointer;
    if (told.has(pointer)) continue;
    told.add(pointer);
    file.warn(
      pointer,
      `the example "${example.name}" breaks its schema, ${wrong.pointer || 'it'} ${wrong.message}`,
      'correct the example or the schema',
    );
  }
}

function assertRules(file: YamlFile, resources: Contract['resources'], sources: Sources): void {
  for (const { source, pointer } of resources.flatMap(({ references }) => references)) {
    if (source === undefined) continue;
    assertSource(file, `${pointer}/source`, sources, source, 'the source of this x-references');
  }
  const places = new Map<string, string>();
  for (const rule of resources.flatMap((resource) => resource.unique)) {
    if (rule.source !== undefined) {
      const what = `the source of rule "${rule.name}"`;
      assertSource(file, `${rule.pointer}/source`, sources, rule.source, what);
    }
    const other = places.get(rule.name);
    if (other !== undefined && other !== rule.pointer) {
      throw file.defect(
        `${rule.pointer}/name`,
        `there are two uniqueness rules "${rule.name}"`,
        'give each a name of its own',
      );
    }
    places.set(rule.name, rule.pointer);
  }
}

// The document's security says what names an account.
function accountKey(
  { components }: OpenAPIV3_1.Document,
  operations: readonly Operation[],
): AccountKey {
  const [name = ''] = operations.flatMap((operation) => operation.security.flat());
  const scheme = components?.securitySchemes?.[name];
  return scheme && 'in' in scheme && scheme.type === 'apiKey'
    ? { in: scheme.in as AccountKey['in'], name: scheme.name }
    : { in: 'header', name: 'Authorization' };
}
