// It runs in browsers too, so it imports nothing of Node.js.
import { pointerOf, valueAt } from '../shared/json-pointer.ts';
import { matchPath, parameterNames } from '../shared/path-template.ts';

type Json = Record<string, unknown>;

/** Returns a response from the contract's examples; undefined if the contract lacks the operation. */
export type ExampleAnswers = (request: Request) => Response | undefined;

interface Route {
  readonly path: string;
  readonly method: string;
  readonly operation: Json;
}

const methods = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']);

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
  const routes = routesOf(root);
  const base = (isPath(baseUrl) ? baseUrl : withoutDefaults(baseUrl)).replace(/\/$/, '');
  return (request) => {
    const { origin, pathname } = new URL(request.url);
    const url = isPath(base) ? pathname : origin + pathname;
    if (!url.startsWith(`${base}/`)) return undefined;
    const path = url.slice(base.length);
    const method = request.method.toLowerCase();
    const route = routes.find(
      (one) => one.method === method && matchPath(one.path, path) !== undefined,
    );
    return route && respond(root, route.operation, preferences(request));
  };
}

function isPath(baseUrl: string): boolean {
  return baseUrl === '' || baseUrl.startsWith('/');
}

// As the URL of a request: its host in lower case, no port that is the usual one.
function withoutDefaults(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

function routesOf(root: Json): Route[] {
  const routes = Object.entries(objectOf(root.paths)).flatMap(([path, item]) =>
    Object.entries(objectOf(resolve(root, item)))
      .filter(([method]) => methods.has(method))
      .map(([method, operation]) => ({ path, method, operation: objectOf(operation) })),
  );
  // A path that is spelled out takes precedence over one with parameters.
  const parameters = ({ path }: Route) => parameterNames(path).length;
  return routes.toSorted((a, b) => parameters(a) - parameters(b));
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
  const problem = {
    type: '/_mock/problems/missing-response',
    title: 'The contract has no such response',
    status: 404,
    detail: `The contract documents no response ${status} here.`,
  };
  return new Response(JSON.stringify(problem), {
    status: 404,
    headers: { 'content-type': 'application/problem+json' },
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
