import { escapeRegExp, isObject } from '../../spec/index.ts';
import type { Message } from '../problems/texts/message.ts';
import { type JSONSchema, ValidationContext } from './library.ts';
import { type Diagnostics, error, type Surroundings } from './schema-check.ts';
import { jsonReader, queryReader, type Style, textReader, WrongStyle } from './styles.ts';
import { checkTexts } from './text-check.ts';
import type { Input, RequestSpec, Resource, Response, Sent } from './types.ts';
import { unknownParameters } from './unknown-parameters.ts';

type Parameter = NonNullable<RequestSpec['path' | 'query'] | Response['headers']>[number];
type Place = 'header' | 'query' | 'path';

/** What OpenAPI describes elsewhere: a parameter of this name is to be ignored. */
const ofHttp = /^(accept|content-type|authorization)$/i;

/** Makes the checks of an operation's parameters, in Prism's order. */
export function parameterChecks(
  resource: Resource,
  around: Surroundings,
): ((input: Input) => Diagnostics)[] {
  const { path, query = [], headers } = resource.request ?? {};
  const inPath = pathReader(resource.path);
  const own = headers?.filter(({ name }) => !ofHttp.test(name));
  const ofHeaders = parameters(own, 'header', around);
  const ofQuery = parameters(query, 'query', around);
  const ofPath = parameters(path, 'path', around);
  const unknown = unknownParameters(resource, ofQuery?.readers ?? []);
  return [
    ofHeaders && ((input: Input) => ofHeaders.check(input.headers, input)),
    ofQuery && ((input: Input) => ofQuery.check(input.url.query, input)),
    ({ url }: Input) => unknown(url.query),
    ofPath && ((input: Input) => ofPath.check(inPath(input.url.path), input)),
  ].filter((check) => check !== undefined);
}

/** Makes the check of a response's headers, whose names are in lower case. */
export function headerCheck(
  { headers }: Response,
  around: Surroundings,
): ((headers: Record<string, string>) => Diagnostics) | undefined {
  const sendable = headers?.filter(({ name }) => !isOfConnection(name));
  return parameters(sendable, 'header', around, ValidationContext.Output)?.check;
}

/** Whether a header says how this very response is sent, which no document can know. */
export function isOfConnection(name: string): boolean {
  return /^(connection|content-(encoding|length)|keep-alive|transfer-encoding|trailer|upgrade)$/i.test(
    name,
  );
}

/** Checks all parameters of one place as one object, as Prism's `validateParams` does. */
function parameters(
  specs: Parameter[] | undefined,
  place: Place,
  around: Surroundings,
  context = ValidationContext.Input,
) {
  if (!specs || specs.length === 0) return undefined;
  const declared = specs.map((spec) => declare(spec, place, around.bundle));
  const readers = declared.map(({ reader }) => reader);
  const isPlain = (name: string) =>
    name.startsWith('__') || readers.some((one) => !one.takesRest && one.takes(name));
  const where = `${around.where}, ${place} parameters`;
  const options = { context, place, coerce: true };
  const check = around.compiler.check(() => schemaOf(specs), options, { ...around, where });
  return {
    readers,
    check(sent: Sent, input?: Pick<Input, 'values'>): Diagnostics {
      const values: Record<string, unknown> = {};
      const more: Diagnostics = [];
      for (const { key, spec, reader } of declared) {
        try {
          const value = reader.read(sent, isPlain);
          if (value === undefined) continue;
          values[key] = value;
        } catch (thrown) {
          values[key] = sent[spec.name];
          more.push(error([place, key], 'style', messageOf(thrown, spec, place)));
          continue;
        }
        if (spec.deprecated) more.push(deprecated(spec, place));
      }
      const found = checkTexts(check, values, place);
      if (found.length + more.length === 0) return found;
      if (input) input.values = { ...input.values, [place]: values };
      const unread = new Set(more.flatMap(({ code, path }) => (code === 'style' ? path?.[1] : [])));
      return [...found.filter(({ path }) => !unread.has(path?.[1])), ...more];
    },
  };
}

function declare(spec: Parameter, place: Place, bundle: unknown) {
  const key = spec.name.toLowerCase();
  const style: Style = {
    name: place === 'header' ? key : spec.name,
    style: spec.style,
    explode: spec.explode,
    schema: schemaIn(spec),
    bundle,
    mayBeEmpty: 'allowEmptyValue' in spec && spec.allowEmptyValue === true,
  };
  const reader = place === 'query' ? queryReader(style) : textReader(style, place);
  return { key, spec, reader: jsonContent(spec) ? jsonReader(style.name) : reader };
}

function messageOf(thrown: unknown, { name }: Parameter, place: Place): Message {
  if (thrown instanceof WrongStyle) return thrown.saying(place, name);
  if (thrown instanceof URIError) return ({ parameters }) => parameters.badEscape(place, name);
  throw thrown;
}

function deprecated({ name }: Parameter, place: Place): Diagnostics[number] {
  const message = `${place[0]?.toUpperCase()}${place.slice(1)} param ${name} is deprecated`;
  return { path: [place, name], code: 'deprecated', message, severity: 1 };
}

/** The schema of a parameter whose content is JSON. */
function jsonContent(spec: Parameter): JSONSchema | undefined {
  const content: unknown = 'content' in spec ? spec.content : undefined;
  const [[type, media] = []] = isObject(content) ? Object.entries(content) : [];
  if (spec.schema || !type || !/json/i.test(type) || !isObject(media)) return undefined;
  return isObject(media.schema) ? media.schema : {};
}

function schemaIn(spec: Parameter): JSONSchema | undefined {
  return spec.schema ?? jsonContent(spec);
}

/** The schema that Prism makes of parameters, for all their values as one object. */
function schemaOf(specs: Parameter[]): JSONSchema {
  const properties = specs.flatMap((spec) => {
    const schema = schemaIn(spec);
    return schema ? [[spec.name.toLowerCase(), schema]] : [];
  });
  const required = specs.filter((spec) => spec.required).map(({ name }) => name.toLowerCase());
  return { type: 'object', properties: Object.fromEntries(properties), required };
}

/** Reads the parameters of a path, still percent-encoded. */
function pathReader(template: string): (path: string) => Record<string, string> {
  const names: string[] = [];
  const segments = template.split('/').map((segment) => {
    const parts = segment.split(/\{([^}]+)\}/);
    // The router has found the path to fit, escaped or not.
    if (parts.length === 1) return '[^/]*';
    names.push(...parts.filter((_, at) => at % 2 === 1));
    const literals = parts.filter((_, at) => at % 2 === 0);
    return literals.map(escapeRegExp).join('([^/]*?)');
  });
  const pattern = new RegExp(`^${segments.join('/')}$`);
  return (path) => {
    const found = pattern.exec(path);
    const values: Record<string, string> = {};
    for (let i = 0; i < names.length; i++) values[names[i] ?? ''] = found?.[i + 1] ?? '';
    return values;
  };
}
