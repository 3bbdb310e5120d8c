import type { FastifyRequest } from 'fastify';
import type { Operation } from '../../spec/index.ts';
import { maxBodyDepth, readJsonBody } from '../http/json-body.ts';
import type { EngineCall } from '../prism/engine.ts';
import type { SentRequest } from '../problems/refusals.ts';

const noQuery: Record<string, string | string[]> = {};

/**
 * A path of the contract as the router writes it, and the names of its parameters in order: in the
 * route they are numbered, since a name may hold characters that would end it there.
 */
export function routeOf(path: string): { url: string; names: string[] } {
  const names: string[] = [];
  const url = path.replaceAll(':', '::').replaceAll(/\{([^}]+)\}/g, (_match, name: string) => {
    names.push(name);
    return `:p${names.length - 1}`;
  });
  return { url, names };
}

/** The path parameters of a request by the names that the contract gives them. */
export function parametersOf(
  request: FastifyRequest,
  names: readonly string[],
): Record<string, string> {
  const given = request.params as Record<string, string>;
  const parameters: Record<string, string> = {};
  for (let i = 0; i < names.length; i++) parameters[names[i] ?? ''] = given[`p${i}`] ?? '';
  return parameters;
}

/** A request as Prism is asked about it, its body left out. */
export function engineCall(
  operation: Operation,
  request: FastifyRequest,
  checkSecurity: boolean,
): EngineCall {
  const { url } = request;
  const mark = url.indexOf('?');
  return {
    method: operation.method,
    template: operation.path,
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? noQuery : readQuery(url.slice(mark + 1)),
    headers: request.headers as Record<string, string>,
    body: undefined,
    checkSecurity,
  };
}

/** A request as its refusal explains it. */
export function sentRequest(
  operation: Operation,
  call: EngineCall,
  request: FastifyRequest,
): SentRequest {
  const { names } = routeOf(operation.path);
  return {
    body: call.body,
    parameter(place, name) {
      if (place === 'path') return parametersOf(request, names)[name];
      if (place === 'query') return call.query[name];
      return place === 'header' ? request.headers[name.toLowerCase()] : undefined;
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

/** The body of a request as text; undefined when there is none. */
export function textOf({ body }: FastifyRequest): string | undefined {
  return Buffer.isBuffer(body) ? body.toString('utf8') : undefined;
}

/**
 * The body of a request: parsed where it is JSON, text otherwise, undefined when there is none.
 * @param text what `textOf` made of it
 * @throws Refusal for JSON that cannot be read.
 */
export function readBody(request: FastifyRequest, text: string | undefined): unknown {
  const { body } = request;
  if (!Buffer.isBuffer(body) || body.length === 0) return undefined;
  const type = request.headers['content-type'] ?? 'application/json';
  return type === 'application/json' || /^application\/([^;]+\+)?json\s*(;|$)/i.test(type)
    ? readJsonBody(body, maxBodyDepth, text)
    : text;
}

/** The path of a URL, without its query. */
export function pathOf(url: string): string {
  const mark = url.indexOf('?');
  return mark < 0 ? url : url.slice(0, mark);
}
