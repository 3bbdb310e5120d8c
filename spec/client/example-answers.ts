// What a browser needs to answer from the contract's examples; it imports nothing of Node.js.
import { pointerOf, valueAt } from '../shared/json-pointer.ts';
import { pathPattern } from '../shared/path-template.ts';

type Json = Record<string, unknown>;

/** Answers a request with an example of the contract; undefined for one that the contract lacks. */
export type ExampleAnswers = (request: Request) => Response | undefined;

interface Route {
  readonly path: RegExp;
  readonly method: string;
  readonly operation: Json;
}

const methods = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']);

/**
 * Prepares answers from the examples of an OpenAPI document: the first of a success, or what the
 * request prefers, as in `Prefer: code=409` or `Prefer: example=documented`. Nothing is checked and
 * nothing remembered.
 * @param document the parsed document, such as `data-api-contract/openapi.json`
 * @param baseUrl the URL that the contract's paths are added to; any origin where nothing is said
 */
export function createExampleAnswers(document: object, baseUrl = ''): ExampleAnswers {
  const root = document as Json;
  const routes = routesOf(root);
  const base = baseUrl.replace(/\/$/, '');
  return (request) => {
    const { origin, pathname } = new URL(request.url);
    const asked = base.startsWith('/') || base === '' ? pathname : origin + pathname;
    if (!asked.startsWith(`${base}/`)) return undefined;
    const path = asked.slice(base.length);
    const method = request.method.toLowerCase();
    const route = routes.find((one) => one.method === method && one.path.test(path));
    return route && answer(root, route.operation, preferences(request));
  };
}

function routesOf(root: Json): Route[] {
  const routes = Object.entries(objectOf(root.paths)).flatMap(([path, item]) =>
    Object.entries(objectOf(resolve(root, item)))
      .filter(([method]) => methods.has(method))
      .map(([method, operation]) => ({ template: path, method, operation: objectOf(operation) })),
  );
  // What is written out goes before what a parameter stands for.
  const parameters = ({ template }: { template: string }) => template.split('{').length;
  return routes
    .toSorted((a, b) => parameters(a) - parameters(b))
    .map(({ template, method, operation }) => ({ path: pathPattern(template), method, operation }));
}

function answer(root: Json, operation: Json, wanted: Json): Response {
  const responses = objectOf(operation.responses);
  const status = String(wanted.code ?? Object.keys(responses).find((one) => /^2/.test(one)) ?? 200);
  const response = objectOf(resolve(root, responses[status]));
  if (!Object.hasOwn(responses, status)) return new Response(null, { status: numeric(status) });
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

// `2XX` and `default` name no status; one that they stand for is as good as another.
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
