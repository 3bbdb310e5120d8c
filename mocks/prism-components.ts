import { createRequire } from 'node:module';
import type { IHttpRequest, JSONSchema, PrismHttpComponents } from '@stoplight/prism-http';
import {
  stripReadOnlyProperties,
  stripWriteOnlyProperties,
} from '@stoplight/prism-http/dist/utils/filterRequiredProperties.js';
import * as deserializers from '@stoplight/prism-http/dist/validator/deserializers/index.js';
import type { deserializeFn } from '@stoplight/prism-http/dist/validator/deserializers/types.js';
import { validateInput } from '@stoplight/prism-http/dist/validator/index.js';
import { ValidationContext } from '@stoplight/prism-http/dist/validator/validators/types.js';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import {
  type Check,
  checkOf,
  type Diagnostics,
  data,
  error,
  type Surroundings,
} from './prism-check.ts';

/** An operation of the document as Prism holds it. */
export type Resource = Parameters<PrismHttpComponents['route']>[0]['resources'][number];

/** A body of the document, of one media type, as Prism holds it. */
export type Content = NonNullable<NonNullable<RequestSpec['body']>['contents']>[number];

/** Prism's request, with headers and query always there. */
export interface Input extends IHttpRequest {
  url: { path: string; query: Record<string, string | string[]> };
  headers: Record<string, string>;
}

/** A response of the document as Prism holds it. */
export type Response = Resource['responses'][number];

type RequestSpec = NonNullable<Resource['request']>;
type Parameter = NonNullable<RequestSpec['path' | 'query' | 'headers']>[number];

/** The copy of the library that Prism itself prepares schemas with. */
const mergeAllOf: (schema: JSONSchema, options: object) => JSONSchema = createRequire(
  import.meta.resolve('@stoplight/prism-http'),
)('@stoplight/json-schema-merge-allof');

const forms = ['application/x-www-form-urlencoded', 'multipart/form-data'];
const maxContentTypes = 64;

/**
 * Makes an operation's schemas compile under a dialect of JSON Schema: Prism holds every one for
 * draft-07.
 */
export function adopt(
  resource: Resource,
  dialect: string | undefined,
  known: Map<string, Check>,
): Surroundings {
  const bodies = [resource.request?.body, ...resource.responses];
  for (const { schema } of bodies.flatMap((body) => body?.contents ?? [])) {
    if (schema && dialect) schema.$schema = dialect;
  }
  dropIds(resource);
  return {
    where: `${resource.method.toUpperCase()} ${resource.path}`,
    dialect,
    bundle: '__bundled__' in resource ? resource.__bundled__ : undefined,
    known,
  };
}

/** Ajv compiles a schema with an `$id` once only, and Prism takes a schema that fails for no schema. */
function dropIds(node: unknown, seen = new Set<unknown>()): void {
  if (typeof node !== 'object' || node === null || seen.has(node)) return;
  seen.add(node);
  for (const [key, value] of Object.entries(node)) {
    if (key === '$id' && typeof value === 'string') Reflect.deleteProperty(node, key);
    else if (!data.includes(key)) dropIds(value, seen);
  }
}

/** Makes the check of a body, its schema prepared as Prism prepares it. */
function bodyCheck(
  { mediaType, schema }: Content,
  context: ValidationContext,
  around: Surroundings,
): Check {
  if (!schema) return () => [];
  // Prism coerces the fields of a form, and hands their validator no bundle.
  const form = forms.includes(essence(mediaType));
  const bundle = form ? undefined : around.bundle;
  const text = JSON.stringify(schema, withoutIds);
  const key = `${context} ${form} ${text}`;
  const known = bundle === undefined ? around.known.get(key) : undefined;
  if (known) return known;
  let merged = schema;
  try {
    merged = mergeAllOf(schema, { deep: true, ignoreAdditionalProperties: true });
  } catch {
    // Prism, too, takes the schema as it is then.
  }
  const strip =
    context === ValidationContext.Input ? stripReadOnlyProperties : stripWriteOnlyProperties;
  const prepared = O.getOrElse(() => merged)(strip(merged));
  const where = `${around.where} of ${mediaType}`;
  const check = checkOf(prepared, form, context, 'body', { ...around, where, bundle });
  if (bundle === undefined) around.known.set(key, check);
  return check;
}

/**
 * Makes the checks of a response's bodies.
 *
 * @throws Error when a schema, of a body or a header, does not compile
 */
export function responseChecks(response: Response, around: Surroundings): [Content, Check][] {
  const { code, contents = [], headers = [] } = response;
  const own = { ...around, where: `${around.where}, response ${code}` };
  if (headers.length > 0) valuesCheck(headers, 'header', ValidationContext.Output, own);
  return contents.map((content) => [content, bodyCheck(content, ValidationContext.Output, own)]);
}

/** The media type of a Content-Type header, in lower case and without parameters. */
export function essence(contentType: string): string {
  return (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
}

/** Tells whether a media type is within a declared one, which may be a range such as image/*. */
export function within(mediaType: string, declared: string): boolean {
  const parts = mediaType.split('/');
  const allowed = essence(declared).split('/');
  return (
    parts.length === 2 &&
    allowed.length === 2 &&
    parts.every((part, at) => part !== '' && (allowed[at] === '*' || allowed[at] === part))
  );
}

/**
 * Prism's `validateInput` for one operation, with prepared what can be prepared.
 *
 * It departs from Prism in this: the media type must be a declared one exactly, whether or not there
 * is a Content-Length; an integer in the path must be written as one; parameters follow the
 * document's dialect of JSON Schema; whatever makes Prism throw is invalid.
 */
export class RequestCheck {
  readonly #resource: Resource;
  readonly #contents: Content[];
  readonly #checks: Map<Content, Check>;
  readonly #checkByHeader = new Map<string, ((input: Input) => Diagnostics) | undefined>();
  readonly #parameters: ((input: Input) => Diagnostics)[];

  constructor(resource: Resource, around: Surroundings) {
    const { body, path, query, headers } = resource.request ?? {};
    const inBody = { ...around, where: `${around.where}, request body` };
    const inPath = pathReader(resource.path);
    this.#resource = resource;
    this.#contents = body?.contents ?? [];
    this.#checks = new Map(
      this.#contents.map((content) => [
        content,
        bodyCheck(content, ValidationContext.Input, inBody),
      ]),
    );
    this.#parameters = [
      parameters(headers, 'header', deserializers.header, (input) => input.headers, around),
      parameters(query, 'query', deserializers.query, (input) => lower(input.url.query), around),
      parameters(path, 'path', deserializers.path, (input) => inPath(input.url.path), around),
    ].filter((check) => check !== undefined);
  }

  /** Checks body and parameters, in Prism's order. */
  check(input: Input): Diagnostics {
    let found = this.#body(input);
    for (const check of this.#parameters) {
      const more = check(input);
      if (more.length > 0) found = found.concat(more);
    }
    return found;
  }

  #body(input: Input): Diagnostics {
    const { body, headers } = input;
    if (!body && this.#resource.request?.body?.required) {
      return [{ code: 'required', message: 'Body parameter is required', severity: 0 }];
    }
    if (body === undefined && !(Number(headers['content-length']) > 0)) return [];
    const check = this.#checkOf(headers['content-type'] ?? '');
    if (check) return body === undefined ? [] : check(input);
    const types = this.#contents.map(({ mediaType }) => mediaType);
    const message =
      types.length > 0
        ? `Supported content types: ${types.join(',')}`
        : 'No supported content types, but request included a non-empty body';
    return [{ code: 415, message, severity: 0 }];
  }

  #checkOf(header: string): ((input: Input) => Diagnostics) | undefined {
    const known = this.#checkByHeader.get(header);
    if (known !== undefined || this.#checkByHeader.has(header)) return known;
    const mediaType = essence(header);
    const charset = /;\s*charset\s*=\s*"?([^\s";]*)/i.exec(header)?.[1] ?? 'utf-8';
    const content = this.#contents.find(({ mediaType: declared }) =>
      mediaType ? within(mediaType, declared) : declared === '*/*',
    );
    const check = content && this.#checks.get(content);
    let found: ((input: Input) => Diagnostics) | undefined;
    if (check && /^utf-?8$/i.test(charset)) {
      found = forms.includes(mediaType)
        ? (input) => this.#form(input)
        : (input) => check(input.body);
    }
    if (this.#checkByHeader.size >= maxContentTypes) this.#checkByHeader.clear();
    this.#checkByHeader.set(header, found);
    return found;
  }

  #form(input: Input): Diagnostics {
    const { body } = this.#resource.request ?? {};
    try {
      const result = validateInput({
        resource: { ...this.#resource, request: { body } },
        element: input,
      });
      return E.isLeft(result) ? result.left : [];
    } catch (thrown) {
      return [error(['body'], 'format', `The form cannot be read: ${String(thrown)}`)];
    }
  }
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
function valuesCheck(
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

// What Prism numbers the parts of a document with makes no difference to a check.
function withoutIds(key: string, value: unknown): unknown {
  return key === 'x-stoplight' ? undefined : value;
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
