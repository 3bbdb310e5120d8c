import type { Message } from '../problems/texts/message.ts';
import { deepValue, stepsIn } from './deep-object.ts';
import { isOnly, type Shape, shapeOf } from './shape.ts';
import type { Sent } from './types.ts';

/** Reads the value of one parameter or field. */
export interface Reader {
  /**
   * Returns the value, whose texts are not converted to other types; undefined where it was not sent.
   * @param isOther whether a name belongs to another value than one that has all the rest
   * @throws WrongStyle
   */
  read(sent: Sent, isOther?: (name: string) => boolean): unknown;
  /** The names that are documented. */
  readonly names: readonly string[];
  /** Whether a name is this value, or a part of it. */
  takes(name: string): boolean;
  /** Whether this value has all names that belong to no other. */
  readonly takesRest?: boolean;
}

/** How the value of a parameter or field is written. */
export interface Style {
  readonly name: string;
  readonly style: string;
  readonly explode: boolean | undefined;
  readonly schema: unknown;
  /** What references of the schema lead into. */
  readonly bundle: unknown;
  /** Whether an empty text says that there is no value. */
  readonly mayBeEmpty?: boolean | undefined;
}

/** A text that is not written in the style that the document asks for. */
export class WrongStyle extends Error {
  readonly #expected: { readonly style: string; readonly prefix: string } | 'json';

  /** @param expected the style and how it starts, or JSON */
  constructor(expected: { readonly style: string; readonly prefix: string } | 'json') {
    super();
    this.#expected = expected;
  }

  /** Says what is wrong with a parameter. */
  saying(place: string, name: string): Message {
    const expected = this.#expected;
    return ({ parameters }) =>
      expected === 'json'
        ? parameters.notJson(place, name)
        : parameters.wrongStyle(place, name, expected.style, expected.prefix);
  }
}

const separators: Readonly<Record<string, string | RegExp>> = {
  spaceDelimited: / |%20/,
  pipeDelimited: '|',
};

/** Makes the reader of a parameter of the query, or of a field of a form. */
export function queryReader(options: Style): Reader {
  const { name, style, schema, bundle } = options;
  const shape = shapeOf(schema, bundle);
  if (style === 'deepObject') {
    return {
      names: [name],
      read: (sent) => ownIn(sent, name) ?? deepValue(name, sent, schema, bundle),
      takes: (one) => one === name || stepsIn(one, name) !== undefined,
    };
  }
  const separator = separators[style] ?? ',';
  const explode = options.explode ?? !(style in separators);
  const { properties } = shape;
  if (isOnly(shape, 'object') && explode) {
    return {
      names: [...properties.keys()],
      read: (sent, isOther = () => false) =>
        ownIn(sent, name) ??
        fieldsOf(sent, (one) => properties.has(one) || (shape.isOpen && !isOther(one))),
      takes: (one) => one === name || properties.has(one),
      takesRest: shape.isOpen,
    };
  }
  return {
    names: [name],
    read(sent) {
      const value = ownIn(sent, name);
      if (value === undefined) return undefined;
      const last = Array.isArray(value) ? (value.at(-1) ?? '') : value;
      if (isOnly(shape, 'array')) {
        if (value === '') return undefined;
        return explode ? [value].flat() : split(last, separator);
      }
      if (isOnly(shape, 'object')) return pairsOf(split(last, separator));
      return oneText(value, shape, options.mayBeEmpty);
    },
    takes: (one) => one === name,
  };
}

/** Makes the reader of a header, or of a parameter of the path, whose text is still percent-encoded. */
export function textReader(options: Style, place: 'header' | 'path'): Reader {
  const decode = place === 'path' ? decodeURIComponent : (text: string) => text.trim();
  const { name, style, explode = false, schema, bundle } = options;
  const shape = shapeOf(schema, bundle);
  const isList = isOnly(shape, 'array');
  const isRecord = isOnly(shape, 'object');
  const between = !explode || style === 'simple' ? ',' : style === 'label' ? '.' : ';';
  return {
    names: [name],
    read(sent) {
      const value = ownIn(sent, name);
      if (value === undefined) return undefined;
      const text = String(value);
      const written = withoutPrefix(text, options, isRecord && explode);
      // As in Prism, a header without a value is not there.
      if (!isList && !isRecord) return (place === 'path' ? decode(written) : text) || undefined;
      const parts = split(written, between);
      if (isRecord) {
        return explode ? assigned(parts, decode) : pairsOf(parts.map(decode));
      }
      const prefix = style === 'matrix' && explode ? `${name}=` : '';
      return parts.map((part) =>
        decode(part.startsWith(prefix) ? part.slice(prefix.length) : part),
      );
    },
    takes: (one) => one === name,
  };
}

// Every object inherits a value called `constructor`.
function ownIn(sent: Sent, name: string): string | string[] | undefined {
  return Object.hasOwn(sent, name) ? sent[name] : undefined;
}

function withoutPrefix(text: string, { name, style }: Style, isAssigned: boolean): string {
  if (style !== 'label' && style !== 'matrix') return text;
  const prefix = style === 'label' ? '.' : isAssigned ? ';' : `;${name}=`;
  if (text.startsWith(prefix)) return text.slice(prefix.length);
  throw new WrongStyle({ style, prefix });
}

function split(text: string, separator: string | RegExp): string[] {
  return text === '' ? [] : text.split(separator);
}

function pairsOf(parts: readonly string[]): object {
  const pairs = parts.flatMap((part, at) => (at % 2 === 0 ? [[part, parts[at + 1]]] : []));
  return Object.fromEntries(pairs);
}

function assigned(parts: readonly string[], decode: (text: string) => string): object {
  return Object.fromEntries(
    parts.map((part) => {
      const [name = '', ...rest] = part.split('=');
      return [decode(name), decode(rest.join('='))];
    }),
  );
}

function fieldsOf(sent: Sent, isField: (name: string) => boolean): object | undefined {
  const fields = Object.entries(sent).filter(([name]) => isField(name));
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
}

// As in Prism, an empty text is no value of any type but a string.
function oneText(value: string | string[], { types }: Shape, mayBeEmpty = false): unknown {
  if (value !== '') return value;
  return mayBeEmpty || (types.size > 0 && !types.has('string')) ? undefined : value;
}

/** Makes the reader of a parameter whose text is JSON. */
export function jsonReader(name: string): Reader {
  return {
    names: [name],
    read(sent) {
      const text = ownIn(sent, name);
      if (text === undefined) return undefined;
      try {
        return JSON.parse(String(text));
      } catch {
        throw new WrongStyle('json');
      }
    },
    takes: (one) => one === name,
  };
}
