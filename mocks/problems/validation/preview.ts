import { cutText, type JsonObject } from '../../../spec/index.ts';
import { writtenNumber } from '../../../spec/shared/json.ts';

const longest = 60;

/** Shortens a text to 60 characters and '…'. */
export function shorten(text: string): string {
  return cutText(text, longest);
}

/** Quotes a name, and shortens it. */
export function quote(text: string): string {
  return shorten(JSON.stringify(cutText(text, longest + 1, '')));
}

/** Returns the beginning of a value's JSON; a long or deep value costs no more than a short one. */
export function previewJson(value: unknown, enough: number): string {
  if (typeof value === 'string') return JSON.stringify(cutText(value, enough, ''));
  if (typeof value !== 'object' || value === null) return String(value);
  const written = writtenNumber(value);
  if (written !== undefined) return written;
  const isList = Array.isArray(value);
  let json = isList ? '[' : '{';
  for (const key in value) {
    if (json.length > enough) return json;
    if (json.length > 1) json += ',';
    if (!isList) json += `${JSON.stringify(cutText(key, enough, ''))}:`;
    json += previewJson((value as JsonObject)[key], Math.max(0, enough - json.length));
  }
  return json + (isList ? ']' : '}');
}

/** Returns the JSON type of a value. */
export function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
