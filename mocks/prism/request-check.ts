import { bodyCheck, checkJson } from './body-check.ts';
import { formCheck, formTypes } from './form-check.ts';
import { ValidationContext } from './library.ts';
import { essence, isOf, within } from './media-type.ts';
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

const maxContentTypes = 64;

/** Prepares an operation's schemas for compiling. */
export function adopt(resource: Resource, compiler: SchemaCompiler): Surroundings {
  dropIds(resource);
  return {
    where: `${resource.method.toUpperCase()} ${resource.path}`,
    bundle: '__bundled__' in resource ? resource.__bundled__ : undefined,
    compiler,
  };
}

/** Removes every `$id`: Ajv compiles a schema that has one only once. */
function dropIds(node: unknown, seen = new Set<unknown>()): void {
  if (typeof node !== 'object' || node === null || seen.has(node)) return;
  seen.add(node);
  for (const [key, value] of Object.entries(node)) {
    if (key === '$id' && typeof value === 'string') Reflect.deleteProperty(node, key);
    else if (!data.includes(key)) dropIds(value, seen);
  }
}

/**
 * Prism's `validateInput` for one operation, with prepared what can be prepared.
 *
 * It departs from Prism in this: the media type must be a declared one exactly, whether or not there
 * is a Content-Length; an integer in the path must be written as one; parameters follow the
 * document's dialect of JSON Schema and the styles of OpenAPI; numbers are judged by their texts; whatever
 * makes Prism throw is invalid.
 */
export class RequestCheck {
  readonly #isRequired: boolean;
  readonly #around: Surroundings;
  readonly #contents: Content[];
  readonly #checks: Map<Content, Check>;
  readonly #checkByHeader = new Map<string, ((input: Input) => Diagnostics) | undefined>();
  /** The fields of forms that were checked. */
  readonly #fields = new WeakSet<object>();
  readonly #parameters: ((input: Input) => Diagnostics)[];

  constructor(resource: Resource, around: Surroundings) {
    const { body } = resource.request ?? {};
    const inBody = { ...around, where: `${around.where}, request body` };
    this.#isRequired = body?.required ?? false;
    this.#around = inBody;
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
    if (!body && this.#isRequired) {
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
    if (content && check && /^utf-?8$/i.test(charset)) {
      found = formTypes.includes(mediaType)
        ? this.#formCheck(content, mediaType, header)
        : ({ body, text }) => {
            if (typeof body !== 'string') return checkJson(check, body, text);
            const found = check(body);
            // As in Prism, XML is a text, and no object.
            return found.length > 0 && isOf('xml', mediaType) ? [this.#unreadXml()] : found;
          };
    }
    if (this.#checkByHeader.size >= maxContentTypes) this.#checkByHeader.clear();
    this.#checkByHeader.set(header, found);
    return found;
  }

  #unreadXml(): Diagnostics[number] {
    const other = this.#contents.find(({ mediaType }) => isOf('json', essence(mediaType)));
    return error(['body'], 'style', ({ parameters }) => parameters.noXml(other?.mediaType));
  }

  #formCheck(content: Content, mediaType: string, header: string): (input: Input) => Diagnostics {
    const { Input } = ValidationContext;
    const form = formCheck(content, bodyCheck(content, Input, this.#around, true), this.#around);
    return (input) => {
      // A request may be answered twice.
      if (this.#fields.has(Object(input.body))) return [];
      if (typeof input.body !== 'string') {
        return [{ code: '422', message: 'Target is not a string', severity: 0 }];
      }
      const { fields, found } = form(input.body, mediaType, header);
      if (fields !== undefined) {
        this.#fields.add(fields);
        input.body = fields;
      }
      return found;
    };
  }
}
