import type { FastifyRequest } from 'fastify';
import type { Operation } from '../../spec/index.ts';
import { bodyLimit, fileBodyLimit } from '../http/body-limit.ts';
import { maxBodyDepth, readJsonBody } from '../http/json-body.ts';
import { pathBelow } from '../http/prefix.ts';
import type { EngineCall } from '../prism/engine.ts';
import type { SentRequest } from '../problems/parameter-errors.ts';
import { Refusal } from '../problems/problem.ts';
import type { Message } from '../problems/texts/message.ts';

const noQuery: Record<string, string | string[]> = {};

/**
 * Converts a path of the contract to a route, with the names of its parameters in order. The route
 * numbers them, since a name may hold characters that end it there.
 */
export function routeOf(path: string): { url: string; names: string[] } {
  const names: string[] = [];
  const url = path
    .replaceAll(':', '::')
    .replaceAll(/\{([^}]+)\}/g, (_match, name: string) => `:p${names.push(name) - 1}`);
  return { url, names };
}

/** Returns the path parameters of a request by their names in the contract. */
export function pathParameters(
  request: FastifyRequest,
  names: readonly string[],
): Record<string, string> {
  const given = request.params as Record<string, string>;
  const parameters: Record<string, string> = {};
  for (let i = 0; i < names.length; i++) parameters[names[i] ?? ''] = given[`p${i}`] ?? '';
  return parameters;
}

/** Describes a request to Prism, without its body and the prefix of its path. */
export function engineCall(
  operation: Operation,
  request: FastifyRequest,
  checkSecurity: boolean,
  prefix: string,
): EngineCall {
  const { url } = request;
  const path = pathOf(url);
  return {
    method: operation.method,
    template: operation.path,
    variant: operation.variantOf === undefined ? undefined : operation.id,
    path: pathBelow(prefix, path) ?? path,
    query: path === url ? noQuery : readQuery(url.slice(path.length + 1)),
    headers: request.headers as Record<string, string>,
    body: undefined,
    checkSecurity,
  };
}

/** The most bytes of a body that an operation accepts: more where its schema has a file. */
export function bodyLimitOf({ request }: Operation): number {
  const schemas = JSON.stringify(request?.contents.map(({ schema }) => schema) ?? []);
  const hasFile = /"format":"(byte|binary)"|"content(Encoding|MediaType)":/.test(schemas);
  return hasFile ? fileBodyLimit : bodyLimit;
}

/** Describes a request to the refusal that explains it. */
export function sentRequest(
  operation: Operation,
  call: EngineCall,
  request: FastifyRequest,
): SentRequest {
  const { names } = routeOf(operation.path);
  return {
    body: call.body,
    text: call.text,
    contentType: request.headers['content-type'],
    parameter(location, name) {
      const value = call.values?.[location]?.[name.toLowerCase()];
      if (typeof value === 'object') return value;
      if (location === 'path') return pathParameters(request, names)[name];
      if (location === 'query') return call.query[name];
      return location === 'header' ? request.headers[name.toLowerCase()] : undefined;
    },
  };
}

function readQuery(search: string): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = Object.create(null);
  const parameters = new URLSearchParams(search);
  for (const name of new Set(parameters.keys())) {
    const values = parameters.getAll(name);
    query[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return query;
}

/** Returns the body of a request as text; undefined if there is none. */
export function textOf({ body }: FastifyRequest): string | undefined {
  return Buffer.isBuffer(body) ? body.toString('utf8') : undefined;
}

/**
 * Asserts that no header that there can be one of was sent more than once: Node.js takes the first.
 * @param key the name of the header that holds the token, in lower case
 * @throws Refusal that names the header
 */
export function assertSingleHeaders({ raw: { rawHeaders } }: FastifyRequest, key: string): void {
  let types = 0;
  let keys = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? '';
    if (name.length === 12 && name.toLowerCase() === 'content-type') types++;
    else if (name.length === key.length && name.toLowerCase() === key) keys++;
  }
  if (types < 2 && keys < 2) return;
  const name = types > 1 ? 'content-type' : key;
  throw new Refusal('unreadable-request', ({ request }) => request.repeatedHeader(name));
}

/**
 * Returns the body of a request: parsed if it is JSON, one character a byte if it has parts, which may be
 * no text, otherwise text; undefined if there is none.
 * @param text the body as `textOf` returns it
 * @throws Refusal for JSON that cannot be read
 */
export function readBody(request: FastifyRequest, text: string | undefined): unknown {
  const { body } = request;
  if (!Buffer.isBuffer(body) || body.length === 0) return undefined;
  const coding = request.headers['content-encoding'];
  if (coding !== undefined && coding.toLowerCase() !== 'identity') {
    const detail: Message = ({ body }) => body.contentEncoding(coding);
    throw new Refusal('unsupported-media-type', detail, {}, { 'accept-encoding': 'identity' });
  }
  const type = request.headers['content-type'] ?? 'application/json';
  if (/^multipart\//i.test(type)) return body.toString('latin1');
  return type === 'application/json' || /^application\/([^;]+\+)?json\s*(;|$)/i.test(type)
    ? readJsonBody(body, maxBodyDepth, text)
    : text;
}

/** Returns the path of a URL, without its query. */
export function pathOf(url: string): string {
  const mark = url.indexOf('?');
  return mark < 0 ? url : url.slice(0, mark);
}
