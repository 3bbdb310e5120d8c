// It runs in browsers too, so it imports nothing of Node.js.
import { pointerOf, valueAt } from '../shared/json-pointer.ts';
import { matchPath, parameterNames } from '../shared/path-template.ts';

type Json = Record<string, unknown>;

/** A method in lower case; `all` stands for every other one of a path. */
export type RouteMethod = 'get' | 'put' | 'post' | 'delete' | 'options' | 'head' | 'patch' | 'all';

/** Responses from the examples of a document. */
export interface ExampleAnswers {
  /**
   * Returns a response; undefined if the document lacks the path. A method that a documented path
   * lacks is 405.
   */
  (request: Request): Response | undefined;
  /**
   * The documented methods and paths, the path with the fewest parameters first, and `all` last of each
   * path. A path has its parameters as MSW and Express write them: `/things/:id`.
   */
  readonly routes: readonly { readonly method: RouteMethod; readonly path: string }[];
}

interface Path {
  readonly path: string;
  readonly operations: ReadonlyMap<RouteMethod, Json>;
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'] as const;

/**
 * Prepares responses from the examples of an OpenAPI document: the first example of a success, or the
 * one that the request asks for by `Prefer: code=409` or `Prefer: example=documented`. It validates
 * nothing and stores nothing.
 * @param document the parsed document, such as `data-api-contract/openapi.json`
 * @param baseUrl the URL before the contract's paths; any origin by default
 * @example
 * const exampleFor = createExampleAnswers(openapi, 'https://pbx.example/api');
 * const response = exampleFor(new Request('https://pbx.example/api/things'));
 */
export function createExampleAnswers(document: object, baseUrl = ''): ExampleAnswers {
  const root = document as Json;
  const paths = pathsOf(root);
  const base = (isPath(baseUrl) ? baseUrl : withoutDefaults(baseUrl)).replace(/\/$/, '');
  const answer = (request: Request) => {
    const { origin, pathname } = new URL(request.url);
    const url = isPath(base) ? pathname : origin + pathname;
    if (!url.startsWith(`${base}/`)) return undefined;
    const path = url.slice(base.length);
    const found = paths.filter((one) => matchPath(one.path, path) !== undefined);
    const method = request.method.toLowerCase() as RouteMethod;
    const operation = found.map(({ operations }) => operations.get(method)).find(Boolean);
    if (operation !== undefined) return respond(root, operation, preferences(request));
    return found[0] && otherMethod(request.method, found[0]);
  };
  const routes = paths.flatMap(({ path, operations }) =>
    [...operations.keys(), 'all' as const].map((method) => ({ method, path: colonPath(path) })),
  );
  return Object.assign(answer, { routes });
}

// A colon, star or the like that the path itself has is none of the pattern's.
function colonPath(template: string): string {
  return template
    .replaceAll(/[:*+?()]/g, '\\$&')
    .replaceAll(/\{([^}]+)\}/g, (_, name: string) => `:${name.replaceAll(/\W|^(?=\d)/g, '_')}`);
}

function isPath(baseUrl: string): boolean {
  return baseUrl === '' || baseUrl.startsWith('/');
}

// As the URL of a request: its host in lower case, no port that is the usual one.
function withoutDefaults(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

function pathsOf(root: Json): Path[] {
  const paths = Object.entries(objectOf(root.paths)).map(([path, item]) => {
    const documented = objectOf(resolve(root, item));
    const known = methods.filter((method) => method in documented);
    const operations = known.map((method) => [method, objectOf(documented[method])] as const);
    return { path, operations: new Map<RouteMethod, Json>(operations) };
  });
  // A path that is spelled out takes precedence over one with parameters.
  const parameters = ({ path }: Path) => parameterNames(path).length;
  return paths.toSorted((a, b) => parameters(a) - parameters(b));
}

function respond(root: Json, operation: Json, wanted: Json): Response {
  const responses = objectOf(operation.responses);
  const status = String(wanted.code ?? Object.keys(responses).find((one) => /^2/.test(one)) ?? 200);
  const response = objectOf(resolve(root, responses[status]));
  if (!Object.hasOwn(responses, status)) return missingResponse(status);
  const [media] = Object.entries(objectOf(response.content));
  const content = objectOf(media?.[1]);
  const examples = objectOf(content.examples);
  const named = examples[String(wanted.example)] ?? Object.values(examples)[0];
  const value = objectOf(resolve(root, named)).value ?? content.example;
  if (media === undefined || value === undefined) {
    return new Response(null, { status: numeric(status) });
  }
  return new Response(JSON.stringify(value), {
    status: numeric(status),
    headers: { 'content-type': media[0] },
  });
}

// What the mock says to it.
function missingResponse(status: string): Response {
  return problem({
    type: '/_mock/problems/missing-response',
    title: 'The contract has no such response',
    status: 404,
    detail: `The contract documents no response ${status} here.`,
  });
}

function otherMethod(method: string, { path, operations }: Path): Response {
  const allow = [...operations.keys()].join(', ').toUpperCase();
  const said = {
    type: '/_mock/problems/method-not-allowed',
    title: 'The path has no such method',
    status: 405,
    detail: `${path} has no ${method}; it has ${allow}.`,
  };
  return problem(said, { allow });
}

function problem(
  said: { type: string; title: string; status: number; detail: string },
  headers: Record<string, string> = {},
): Response {
  return new Response(JSON.stringify(said), {
    status: said.status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  });
}

// `2XX` and `default` stand for any status of theirs.
function numeric(status: string): number {
  const number = Number(status.replaceAll(/x/gi, '0'));
  return Number.isInteger(number) && number >= 200 && number <= 599 ? number : 200;
}

function preferences({ headers }: Request): Json {
  const pairs = (headers.get('prefer') ?? '').split(/[,;]\s*/).map((pair) => pair.split('='));
  return Object.fromEntries(pairs.map(([name = '', value]) => [name.trim(), value?.trim()]));
}

function resolve(root: Json, value: unknown): unknown {
  const reference = objectOf(value).$ref;
  if (typeof reference !== 'string' || !reference.startsWith('#/')) return value;
  return resolve(root, valueAt(root, pointerOf(reference)));
}

function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}
