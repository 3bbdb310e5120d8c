import { isObject, parseAsWritten, writtenNumber } from './json.ts';
import { redacted } from './redacted.ts';
import { createSecretNames } from './secret-names.ts';
import { hideInText, isHidden, type ValueForm } from './secret-text.ts';
import { decodePercent, escapeRegExp } from './text.ts';

/** Hides secrets in everything that is shown, logged or reported; never throws, in linear time. */
export interface Redaction {
  /** Whether a name is that of a secret; with `wide`, for headers and parameters, more names are. */
  isSecret(name: string, wide?: boolean): boolean;
  headers(headers: Readonly<Record<string, string>>): Record<string, string>;
  /** A URL, a header's value, a message. */
  text(text: string): string;
  /** A JSON value; `name` is the field that holds it. */
  value(value: unknown, name?: string): unknown;
  /** A body: the parsed value if it is JSON, otherwise its text. */
  body(text: string | undefined): unknown;
  /** A body as text, unchanged if nothing is hidden. */
  bodyText(text: string): string;
  /** Hides known values only, for a text of our own. */
  known(text: string): string;
}

// Bodies with deeper nesting are refused anyway.
const deepest = 100;

/**
 * Prepares a redaction. It hides the values of names that an OpenAPI document marks as secret
 * (`format: password`, the keys of its security schemes) or that usually are, and known values.
 * @param values known secrets to hide anywhere; those of up to 3 characters are too common
 */
export function createRedaction(
  document: unknown,
  values: readonly (string | undefined)[] = [],
): Redaction {
  const names = createSecretNames(document);
  const known = patternOf(values);
  const hideKnown = (text: string) => (known === undefined ? text : text.replace(known, redacted));

  // Hides a whole body or field if the end of a documented secret is uncertain; never a whole message.
  function inText(text: string, depth: number, kind: 'message' | 'field' | 'body'): string {
    const plain = hideKnown(text);
    if (depth > deepest) return '…';
    if (kind !== 'body' && !/[:=]/.test(plain)) return plain;
    const json = /^\s*[[{"]/.test(plain) ? parseAsWritten(plain) : undefined;
    if (json !== undefined) {
      const shown = walk(json, depth + 1);
      return shown === json ? plain : JSON.stringify(shown);
    }
    const [boundary] = /content-disposition:/i.test(plain) ? (/^--\S+/m.exec(plain) ?? []) : [];
    if (boundary !== undefined) {
      const parts = plain.split(boundary).map((part) => inPart(part, depth + 1, kind));
      return parts.join(boundary);
    }
    const { shown, rest, isCertain } = hideInText(
      plain.replaceAll(/:(?:\\*\/){2}[^\s/\\"'<>?#]+@/g, `://${redacted}@`),
      names,
      (part) => {
        const decoded = decodePercent(part.replaceAll('+', ' '));
        return decoded !== part && inText(decoded, depth + 1, 'message') !== decoded;
      },
    );
    const isWhole = !isCertain || (kind === 'body' && names.mentionedIn(rest));
    if (kind === 'message' || !isWhole) return shown;
    return `${redacted} (${text.length} characters that may hold a secret)`;
  }

  // One field of multipart/form-data: headers, an empty line, the value.
  function inPart(part: string, depth: number, kind: 'message' | 'field' | 'body'): string {
    const [head = ''] = /^.*?\r?\n\r?\n/s.exec(part) ?? [];
    const [, name] = /\bname="?([^"\r\n;]+)/i.exec(head) ?? [];
    if (name === undefined) return inText(part, depth, kind);
    const value = part.slice(head.length);
    const isSecret = isHidden(names.kindOf(name), formOf(value.trim()));
    const shown = isSecret ? `${redacted}\r\n` : inText(value, depth, kind);
    return inText(head, depth, 'message') + shown;
  }

  // Returns the same value if nothing is hidden in it.
  function walk(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return inText(value, depth, 'field');
    const digits = digitsOf(value);
    if (digits !== undefined) return hideKnown(digits) === redacted ? redacted : value;
    if (typeof value !== 'object' || value === null) return value;
    if (depth > deepest) return '…';
    if (Array.isArray(value)) {
      const items = value.map((item) => walk(item, depth + 1));
      return items.some((item, i) => item !== value[i]) ? items : value;
    }
    let isSame = true;
    const parts = Object.entries(value).map(([name, part]) => {
      const shown = [inText(name, depth + 1, 'field'), field(name, part, depth + 1)] as const;
      isSame &&= shown[0] === name && shown[1] === part;
      return shown;
    });
    return isSame ? value : Object.fromEntries(parts);
  }

  function field(name: string, value: unknown, depth: number): unknown {
    const kind = names.kindOf(name, name.includes('-'));
    return isHidden(kind, formOf(value)) ? redacted : walk(value, depth);
  }

  const text = (plain: string) => inText(plain, 0, 'message');
  return {
    isSecret: (name, wide) => names.kindOf(name, wide) !== undefined,
    headers: (all) =>
      Object.fromEntries(
        Object.entries(all).map(([name, value]) => [
          name,
          isHidden(names.kindOf(name, true), formOf(value)) ? redacted : text(value),
        ]),
      ),
    text,
    value: (value, name = '') => field(name, value, 0),
    body(plain) {
      if (plain === undefined || plain === '') return undefined;
      const json = parseAsWritten(plain);
      return json === undefined ? inText(plain, 0, 'body') : walk(json, 0);
    },
    bodyText: (plain) => inText(plain, 0, 'body'),
    known: hideKnown,
  };
}

function digitsOf(value: unknown): string | undefined {
  return typeof value === 'number' || typeof value === 'bigint' ? `${value}` : writtenNumber(value);
}

/** The form of a value; undefined for null, booleans and empty text, which are never secret. */
function formOf(value: unknown): ValueForm | undefined {
  if (digitsOf(value) !== undefined) return 'number';
  if (isObject(value) || Array.isArray(value)) return 'structure';
  if (typeof value !== 'string' || /^(?:true|false|null)?$/.test(value)) return undefined;
  return /^\d+$/.test(value) ? 'number' : 'text';
}

// Longest first: a token may be the beginning of another.
function patternOf(values: readonly (string | undefined)[]): RegExp | undefined {
  const all = values
    .filter((value) => value !== undefined)
    .flatMap((value) => {
      const [, alone = value] = /^[\w-]+ (\S+)$/.exec(value) ?? [];
      return [value, alone, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)];
    });
  const long = [...new Set(all)].filter((value) => value.length > 3);
  long.sort((one, other) => other.length - one.length);
  return long.length === 0 ? undefined : new RegExp(long.map(escapeRegExp).join('|'), 'gi');
}
