import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import {
  mergeAllOf,
  stripReadOnlyProperties,
  stripWriteOnlyProperties,
  ValidationContext,
  validateInput,
} from './library.ts';
import { parameterChecks } from './parameter-check.ts';
import {
  type Check,
  type Diagnostics,
  data,
  error,
  type SchemaCompiler,
  type Surroundings,
} from './schema-check.ts';
import type { Content, Input, Resource } from './types.ts';

const forms = ['application/x-www-form-urlencoded', 'multipart/form-data'];
const maxContentTypes = 64;

/**
 * Prepares an operation's schemas for compiling.
 *
 * @param dialect the dialect of JSON Schema that Prism is to check forms under
 */
export function adopt(
  resource: Resource,
  dialect: string | undefined,
  compiler: SchemaCompiler,
): Surroundings {
  const bodies = [resource.request?.body, ...resource.responses];
  for (const { schema } of bodies.flatMap((body) => body?.contents ?? [])) {
    if (schema && dialect) schema.$schema = dialect;
  }
  dropIds(resource);
  return {
    where: `${resource.method.toUpperCase()} ${resource.path}`,
    bundle: '__bundled__' in resource ? resource.__bundled__ : undefined,
    compiler,
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
export function bodyCheck(
  { mediaType, schema }: Content,
  context: ValidationContext,
  around: Surroundings,
): Check {
  if (!schema) return () => [];
  let merged = schema;
  try {
    merged = mergeAllOf(schema, { deep: true, ignoreAdditionalProperties: true });
  } catch {
    // Prism, too, takes the schema as it is then.
  }
  const strip =
    context === ValidationContext.Input ? stripReadOnlyProperties : stripWriteOnlyProperties;
  const prepared = O.getOrElse(() => merged)(strip(merged));
  // Prism checks forms itself: it coerces their fields, gives its validator no bundle, and takes a
  // schema that is not valid for no schema.
  const form = forms.includes(essence(mediaType));
  return around.compiler.check(
    prepared,
    { context, place: 'body', coerce: form, strict: form },
    { where: `${around.where} of ${mediaType}`, bundle: form ? undefined : around.bundle },
  );
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
    const { body } = resource.request ?? {};
    const inBody = { ...around, where: `${around.where}, request body` };
    this.#resource = resource;
    this.#contents = body?.contents ?? [];
    this.#checks = new Map(
      this.#contents.map((content) => [
        content,
        bodyCheck(content, ValidationContext.Input, inBody),
      ]),
    );
    this.#parameters = parameterChecks(resource, around);
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
