import { essence, isOf } from './media-type.ts';
import { type Part, readParts } from './multipart.ts';
import { type Check, type Diagnostics, error, type Surroundings } from './schema-check.ts';
import { isOnly, type Shape, shapeOf } from './shape.ts';
import { queryReader } from './styles.ts';
import { checkTexts } from './text-check.ts';
import type { Content, Sent } from './types.ts';

const multipart = 'multipart/form-data';

/** The media types whose bodies are read as the fields of a form. */
export const formTypes = ['application/x-www-form-urlencoded', multipart];

/** The fields of a form as they were read, and what is wrong with them. */
export interface CheckedForm {
  /** Undefined where they could not be read. */
  readonly fields: object | undefined;
  readonly found: Diagnostics;
}

/** Makes the check of a form, which converts the texts of its fields to the types of the schema. */
export function formCheck(
  content: Content,
  check: Check,
  { bundle }: Pick<Surroundings, 'bundle'>,
): (body: string, mediaType: string, contentType: string) => CheckedForm {
  const shape = shapeOf(content.schema, bundle);
  const fieldsOf = fieldReader(content, shape, bundle);
  const { encodings = [] } = content;
  return (body, mediaType, contentType) => {
    const none = (found: Diagnostics) => ({ fields: undefined, found });
    if (mediaType !== multipart) {
      const reserved = encodings.filter((one) => hasReserved(body, one));
      if (reserved.length > 0) return none(reserved.map(({ property }) => reservedError(property)));
      if (/%(?![\da-f]{2})/i.test(body)) {
        return none([error(['body'], 'style', ({ parameters }) => parameters.badFormEscape)]);
      }
      const fields = fieldsOf(grouped([...new URLSearchParams(body)]));
      return { fields, found: checkTexts(check, fields, 'body') };
    }
    const boundary = boundaryOf(contentType);
    if (boundary === '') {
      const message = `The Content-Type ${multipart} has no boundary`;
      return none([{ code: 415, message, severity: 0 }]);
    }
    const parts = readParts(body, boundary) ?? [];
    if (parts.length === 0 && body !== '') {
      return none([error(['body'], 'style', ({ parameters }) => parameters.noPart(boundary))]);
    }
    const sent = grouped(parts.map(({ name, data }) => [name, data]));
    const fields = fieldsOf(sent, jsonOf(parts));
    return { fields, found: checkTexts(check, fields, 'body') };
  };
}

/** The boundary that a Content-Type names; empty where it names none. */
function boundaryOf(contentType: string): string {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(contentType) ?? [];
  return quoted ?? plain ?? '';
}

function fieldReader({ encodings = [] }: Content, shape: Shape, bundle: unknown) {
  const readers = Array.from(shape.properties, ([name, schema]) => {
    const own = shapeOf(schema, bundle);
    const isObject = isOnly(own, 'object');
    const encoding = encodings.find(({ property }) => property === name);
    const style = encoding?.style ?? (isObject ? 'deepObject' : 'form');
    const reader = queryReader({ name, style, explode: encoding?.explode, schema, bundle });
    const isJson = isObject || isOnly(shapeOf(own.items, bundle), 'object');
    return { name, reader, isJson, isText: isOnly(own, 'string') };
  });
  return (sent: Sent, jsonParts: ReadonlyMap<string, unknown> = new Map()): object => {
    const fields = new Map<string, unknown>();
    const taken = new Set<string>();
    for (const { name, reader, isJson, isText } of readers) {
      const value = isText ? reader.read(sent) : (jsonParts.get(name) ?? reader.read(sent));
      if (value === undefined) continue;
      fields.set(name, isJson ? parsed(value) : value);
      for (const one of Object.keys(sent)) if (reader.takes(one)) taken.add(one);
    }
    for (const [name, value] of Object.entries(sent)) if (!taken.has(name)) fields.set(name, value);
    return Object.fromEntries(fields);
  };
}

function jsonOf(parts: readonly Part[]): ReadonlyMap<string, unknown> {
  const values = parts.flatMap(({ name, type, data }) => {
    const value = isOf('json', essence(type)) ? parsed(data) : data;
    return value === data ? [] : [[name, value] as const];
  });
  const counts = Map.groupBy(values, ([name]) => name);
  return new Map(values.filter(([name]) => counts.get(name)?.length === 1));
}

// The fields of an object, and the elements of a list of objects, are written as JSON.
function parsed(value: unknown): unknown {
  if (Array.isArray(value)) return joined(value);
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

// Objects that were separated by commas are put together again, as in Prism.
function joined(list: readonly unknown[]): unknown[] {
  const [first] = list;
  if (typeof first !== 'string') return [...list];
  const whole = parsed(`[${list.join(',')}]`);
  return Array.isArray(whole) ? whole : [...list];
}

function grouped(pairs: readonly (readonly [string, string])[]): Sent {
  const groups = Map.groupBy(pairs, ([name]) => name);
  return Object.fromEntries(
    Array.from(groups, ([name, all]) => {
      const values = all.map(([, value]) => value);
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
}

function hasReserved(
  body: string,
  { property, allowReserved, explode, style }: NonNullable<Content['encodings']>[number],
): boolean {
  if (allowReserved) return false;
  const ownSeparator = style === 'form' && explode === false ? ',' : '';
  return body.split('&').some((pair) => {
    const [name, ...rest] = pair.split('=');
    const value = rest.join('=').replaceAll(ownSeparator || /$^/g, '');
    return name === property && /[/?#[\]@!$&'()*+,;=]/.test(value);
  });
}

function reservedError(property: string): Diagnostics[number] {
  return error(['body', property], 'style', ({ parameters }) => parameters.reserved(property));
}
