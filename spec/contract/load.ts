import { dirname, relative, resolve as resolvePath } from 'node:path';
import type { OpenAPIV3_1 } from 'openapi-types';
import { assertReferences, isObject, type JsonObject } from '../document/references.ts';
import {
  assertValid,
  closedObject,
  compileCheck,
  lazyCheck,
  type SchemaCheck,
  text,
} from '../document/schema.ts';
import { readYamlFile, type YamlFile } from '../document/yaml-file.ts';
import { loadDoubts } from '../evidence/doubts.ts';
import { assertSource, loadSources, type Sources } from '../evidence/sources.ts';
import { assertTraces } from '../evidence/traces.ts';
import type { AccountKey, Content, Contract, Operation } from './contract.ts';
import { loadInitialState } from './initial-state.ts';
import { openApiShape } from './openapi-shape.ts';
import { readOperations } from './operations.ts';
import { readResources } from './resources.ts';

const companions = ['sources', 'doubts', 'initial', 'identifiers', 'cases', 'states'] as const;
const checkCompanions = lazyCheck(
  closedObject({}, Object.fromEntries(companions.map((name) => [name, text]))),
);

/** Options of `loadContract`. */
export interface LoadOptions {
  /** The initial state; by default the one that the document's `x-contract` names, or none. */
  readonly initial?: string | undefined;
}

/**
 * Loads an OpenAPI 3.1 document with its sources, doubts and initial state as one contract.
 * @throws ContractDefect with file, line and remedy for the first defect
 * @example
 * const contract = await loadContract(ownContract);
 * console.log(contract.resources.map(({ collection }) => collection));
 */
export async function loadContract(path: string, options: LoadOptions = {}): Promise<Contract> {
  const file = readYamlFile(relativeToHere(path));
  assertOpenApi(file);
  const document = file.value as OpenAPIV3_1.Document;
  const paths = readCompanions(file);
  const sources = paths.sources ? loadSources(paths.sources) : { pages: [], silences: [] };
  const doubts = paths.doubts ? loadDoubts(paths.doubts, sources) : [];
  assertTraces(file, sources, doubts);
  const operations = readOperations(file);
  assertSchemas(file, operations);
  const resources = readResources(file, operations);
  assertRules(file, resources, sources);
  const initial = options.initial ?? paths.initial;
  return {
    file: file.file,
    document,
    title: document.info.title,
    operations,
    resources,
    account: accountKey(document, operations),
    doubts,
    pages: sources.pages,
    silences: sources.silences,
    initial: initial === undefined ? {} : loadInitialState(relativeToHere(initial), resources),
    verification: { identifiers: paths.identifiers, cases: paths.cases, states: paths.states },
    files: [file.file, paths.sources, paths.doubts, initial].filter((one) => one !== undefined),
    locate: (pointer) => file.locate(pointer),
  };
}

// Messages name files relative to the folder that the command runs in.
function relativeToHere(path: string): string {
  const short = relative(process.cwd(), resolvePath(path));
  return short.startsWith('..') ? resolvePath(path) : short;
}

const checkShape = lazyCheck(openApiShape);

function assertOpenApi(file: YamlFile): void {
  const version = isObject(file.value) ? file.value.openapi : undefined;
  if (typeof version !== 'string' || !version.startsWith('3.1')) {
    throw file.defect(
      '/openapi',
      version === undefined ? 'this is not an OpenAPI document' : `this is OpenAPI ${version}`,
      'give an OpenAPI 3.1 document (openapi: 3.1.0)',
    );
  }
  assertReferences(file);
  const wrong = checkShape(file.value);
  if (wrong === undefined) return;
  throw file.defect(
    wrong.pointer,
    `${wrong.pointer || 'the document'} ${wrong.message} by OpenAPI 3.1`,
    'correct it',
  );
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
function assertSchemas(file: YamlFile, operations: readonly Operation[]): void {
  for (const operation of operations) {
    for (const { schema, pointer } of operation.parameters) compile(file, schema, pointer);
    const contents = [
      ...(operation.request?.contents ?? []),
      ...operation.responses.flatMap((response) => response.contents),
    ];
    for (const content of contents) assertExamples(file, content);
  }
}

function compile(file: YamlFile, schema: JsonObject, pointer: string): SchemaCheck {
  try {
    return compileCheck(schema, file.value as JsonObject);
  } catch (error) {
    throw file.defect(
      `${pointer}/schema`,
      `this schema does not compile (${error instanceof Error ? error.message : error})`,
      'correct it',
    );
  }
}

function assertExamples(file: YamlFile, { schema, examples, pointer }: Content): void {
  if (schema === undefined) return;
  const check = compile(file, schema, pointer);
  for (const example of examples) {
    const wrong = check(example.value);
    if (wrong === undefined) continue;
    throw file.defect(
      example.pointer + wrong.pointer,
      `the example "${example.name}" breaks its schema, ${wrong.pointer || 'it'} ${wrong.message}`,
      'correct the example or the schema',
    );
  }
}

function assertRules(file: YamlFile, resources: Contract['resources'], sources: Sources): void {
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
  return scheme !== undefined && 'in' in scheme && scheme.type === 'apiKey'
    ? { in: scheme.in as AccountKey['in'], name: scheme.name }
    : { in: 'header', name: 'Authorization' };
}
