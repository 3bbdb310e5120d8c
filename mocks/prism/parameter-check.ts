import {
  type deserializeFn,
  deserializers,
  type JSONSchema,
  ValidationContext,
} from './library.ts';
import {
  type Check,
  checkOf,
  type Diagnostics,
  error,
  type Surroundings,
  withoutIds,
} from './schema-check.ts';
import type { Input, RequestSpec, Resource } from './types.ts';

type Parameter = NonNullable<RequestSpec['path' | 'query' | 'headers']>[number];

/** Makes the checks of an operation's parameters, in Prism's order. */
export function parameterChecks(
  resource: Resource,
  around: Surroundings,
): ((input: Input) => Diagnostics)[] {
  const { path, query, headers } = resource.request ?? {};
  const inPath = pathReader(resource.path);
  return [
    parameters(headers, 'header', deserializers.header, (input) => input.headers, around),
    parameters(query, 'query', deserializers.query, (input) => lower(input.url.query), around),
    parameters(path, 'path', deserializers.path, (input) => inPath(input.url.path), around),
  ].filter((check) => check !== undefined);
}

/** Prism's `validateParams` for the parameters of one place, with its schema built beforehand. */
function parameters<Target extends Record<string, string | string[]>>(
  specs: Parameter[] | undefined,
  place: 'header' | 'query' | 'path',
  styles: Record<string, deserializeFn<Target>>,
  read: (input: Input) => Target,
  around: Surroundings,
): ((input: Input) => Diagnostics) | undefined {
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
  const check = valuesCheck(specs, place, ValidationContext.Input, {
    ...around,
    where: `${around.where}, ${place} parameters`,
  });
  return (input) => {
    const values: Record<string, unknown> = {};
    const more: Diagnostics = [];
    try {
      const target = read(input);
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

/** Checks the values of parameters against the schema that Prism makes of them. */
export function valuesCheck(
  specs: Parameter[],
  place: string,
  context: ValidationContext,
  around: Surroundings,
): Check {
  const properties = specs.flatMap(({ name, schema }) =>
    schema ? [[name.toLowerCase(), schema]] : [],
  );
  const required = specs.filter((spec) => spec.required).map(({ name }) => name.toLowerCase());
  const schema: JSONSchema = {
    ...(around.dialect && { $schema: around.dialect }),
    type: 'object',
    properties: Object.fromEntries(properties),
    required,
  };
  const key = `${context} ${place} ${JSON.stringify(schema, withoutIds)}`;
  const known = around.bundle === undefined ? around.known.get(key) : undefined;
  const check = known ?? checkOf(schema, true, context, place, around);
  if (around.bundle === undefined) around.known.set(key, check);
  return check;
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
    return literals.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('([^/]*?)');
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
