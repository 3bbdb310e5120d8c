import { escapeRegExp } from '../../spec/index.ts';
import {
  type deserializeFn,
  deserializers,
  type JSONSchema,
  ValidationContext,
} from './library.ts';
import { type Diagnostics, error, type Surroundings } from './schema-check.ts';
import type { Input, RequestSpec, Resource, Response } from './types.ts';

type Parameter = NonNullable<RequestSpec['path' | 'query'] | Response['headers']>[number];

/** Makes the checks of an operation's parameters, in Prism's order. */
export function parameterChecks(
  resource: Resource,
  around: Surroundings,
): ((input: Input) => Diagnostics)[] {
  const { path, query, headers } = resource.request ?? {};
  const inPath = pathReader(resource.path);
  const ofHeaders = parameters(headers, 'header', deserializers.header, around);
  const ofQuery = parameters(query, 'query', deserializers.query, around);
  const ofPath = parameters(path, 'path', deserializers.path, around);
  return [
    ofHeaders && ((input: Input) => ofHeaders(() => input.headers)),
    ofQuery && ((input: Input) => ofQuery(() => lower(input.url.query))),
    ofPath && ((input: Input) => ofPath(() => inPath(input.url.path))),
  ].filter((check) => check !== undefined);
}

/** Makes the check of a response's headers, whose names are in lower case. */
export function headerCheck(
  { headers }: Response,
  around: Surroundings,
): ((headers: Record<string, string>) => Diagnostics) | undefined {
  const { Output } = ValidationContext;
  const check = parameters(headers, 'header', deserializers.header, around, Output);
  return check && ((sent) => check(() => sent));
}

/** Prism's `validateParams` for the parameters of one place, with its schema built beforehand. */
function parameters<Target extends Record<string, string | string[]>>(
  specs: Parameter[] | undefined,
  place: 'header' | 'query' | 'path',
  styles: Record<string, deserializeFn<Target>>,
  around: Surroundings,
  context = ValidationContext.Input,
): ((read: () => Target) => Diagnostics) | undefined {
  if (!specs || specs.length === 0) return undefined;
  const declared = specs.map((spec) => ({
    name: spec.name.toLowerCase(),
    label: spec.name,
    schema: spec.schema,
    deserialize: styles[spec.style],
    explode: spec.explode ?? false,
    deprecated: spec.deprecated ?? false,
    integer: place === 'path' && isInteger(spec.schema),
  }));
  const where = `${around.where}, ${place} parameters`;
  const options = { context, place, coerce: true };
  const check = around.compiler.check(() => schemaOf(specs), options, { ...around, where });
  return (read) => {
    const values: Record<string, unknown> = {};
    const more: Diagnostics = [];
    try {
      const target = read();
      for (const { name, label, schema, deserialize, explode, deprecated, integer } of declared) {
        const text = target[name];
        if (text === undefined && place !== 'query') continue;
        const value = deserialize?.(name, target, schema, explode);
        if (value) values[name] = value;
        if (integer && !/^-?(0|[1-9]\d*)$/.test(String(text))) {
          more.push(error([place, name], 'type', `Request path parameter ${name} must be integer`));
        }
        if (deprecated && text) {
          const path = [place, label];
          const message = `${place[0]?.toUpperCase()}${place.slice(1)} param ${label} is deprecated`;
          more.push({ path, code: 'deprecated', message, severity: 1 });
        }
      }
    } catch (thrown) {
      return [error([place], 'format', `The ${place} cannot be read: ${String(thrown)}`)];
    }
    const found = check(values);
    if (more.length === 0) return found;
    const known = new Set(found.map(({ path }) => path?.[1]));
    return found.concat(more.filter(({ path, code }) => code !== 'type' || !known.has(path?.[1])));
  };
}

/** The schema that Prism makes of parameters, for all their values as one object. */
function schemaOf(specs: Parameter[]): JSONSchema {
  const properties = specs.flatMap(({ name, schema }) =>
    schema ? [[name.toLowerCase(), schema]] : [],
  );
  const required = specs.filter((spec) => spec.required).map(({ name }) => name.toLowerCase());
  return { type: 'object', properties: Object.fromEntries(properties), required };
}

function isInteger(schema: JSONSchema | undefined): boolean {
  const types = [schema?.type ?? []].flat();
  return types.includes('integer') && !types.includes('string') && !types.includes('number');
}

function lower(query: Input['url']['query']): Input['url']['query'] {
  return Object.fromEntries(
    Object.entries(query).map(([key, value]) => [key.toLowerCase(), value]),
  );
}

/** Reads the parameters of a path; keys in lower case, as Prism has them. */
function pathReader(template: string): (path: string) => Record<string, string> {
  const names: string[] = [];
  const segments = template.split('/').map((segment) => {
    const parts = segment.split(/\{([^}]+)\}/);
    // The router has found the path to fit, escaped or not.
    if (parts.length === 1) return '[^/]*';
    names.push(...parts.filter((_, at) => at % 2 === 1).map((name) => name.toLowerCase()));
    const literals = parts.filter((_, at) => at % 2 === 0);
    return literals.map(escapeRegExp).join('([^/]*?)');
  });
  const pattern = new RegExp(`^${segments.join('/')}$`);
  return (path) => {
    const found = pattern.exec(path);
    const values: Record<string, string> = {};
    for (let i = 0; i < names.length; i++)
      values[names[i] ?? ''] = decodeURIComponent(found?.[i + 1] ?? '');
    return values;
  };
}
