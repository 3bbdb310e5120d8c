import type { JsonObject } from '../../../spec/index.ts';
import { cutText } from '../../../spec/index.ts';

const longest = 60;

/** A text of at most 60 characters, and then '…'. */
export function shorten(text: string): string {
  return cutText(text, longest);
}

/** A name in quotes, shortened. */
export function quote(text: string): string {
  return shorten(JSON.stringify(text.slice(0, longest + 1)));
}

/** JSON of which only the beginning is wanted: a long or deep value costs no more than a short one. */
export function toJson(value: unknown, enough: number): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, enough));
  if (typeof value !== 'object' || value === null) return String(value);
  const isList = Array.isArray(value);
  let json = isList ? '[' : '{';
  for (const key in value) {
    if (json.length > enough) return json;
    if (json.length > 1) json += ',';
    if (!isList) json += `${JSON.stringify(key.slice(0, enough))}:`;
    json += toJson((value as JsonObject)[key], Math.max(0, enough - json.length));
  }
  return json + (isList ? ']' : '}');
}

/** Words of describeSchema with the article that they want. */
export function withArticle(words: string): string {
  if (/^(integer|array|object)\b/.test(words)) return `an ${words}`;
  return /^(number|string|boolean)\b/.test(words) ? `a ${words}` : words;
}

/** The JSON type of a value. */
export function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
