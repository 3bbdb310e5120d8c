import { isDeepStrictEqual } from 'node:util';
import { serialize } from '@stoplight/prism-http-server/dist/serialize.js';
import { isObject } from '../../../spec/index.ts';
import type { PlainResult } from '../reference-prism.ts';
import type { ReadOperation } from './read-document.ts';

/** An answer of the mock. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** The media type of an answer, without its parameters. */
export function mediaTypeOf({ headers }: Answer): string {
  return (String(headers['content-type'] ?? '').split(';')[0] ?? '').trim().toLowerCase();
}

/** The value of a JSON answer; undefined for another. */
export function jsonOf(answer: Answer): unknown {
  if (!/[/+]json$/.test(mediaTypeOf(answer)) || answer.text === '') return undefined;
  return JSON.parse(answer.text);
}

/** The response that the document declares for a status, if any. */
export function declaredFor({ responses }: ReadOperation, status: number) {
  const range = `${Math.trunc(status / 100)}XX`;
  return (
    responses[status] ?? responses[range] ?? responses[range.toLowerCase()] ?? responses.default
  );
}

/** Says how an answer breaks what the document declares; undefined if it keeps it. */
export function breachOf(operation: ReadOperation, answer: Answer): string | undefined {
  const declared = declaredFor(operation, answer.status);
  if (declared === undefined) return `the status ${answer.status} is not declared`;
  for (const { name, required, wrong } of declared.headers) {
    const value = answer.headers[name.toLowerCase()];
    if (value === undefined && required) return `the header ${name} is missing`;
    const why = value === undefined ? undefined : wrong(value);
    if (why !== undefined) return `the header ${name} is ${value}: ${why}`;
  }
  const ranges = Object.keys(declared.contents);
  if (ranges.length === 0) return answer.text === '' ? undefined : 'a body is not declared';
  const type = mediaTypeOf(answer);
  const wanted = [type, `${type.split('/')[0]}/*`, '*/*'];
  const range = ranges.find((one) => wanted.includes(String(one.split(';')[0])));
  if (range === undefined) return `the media type ${type || 'of no body'} is not declared`;
  if (/[/+]xml$/.test(type)) {
    const text = answer.text.trim();
    return text.startsWith('<') && text.endsWith('>') ? undefined : 'the XML is none';
  }
  if (!/[/+]json$/.test(type)) return undefined;
  return declared.contents[range]?.wrong(JSON.parse(answer.text));
}

/** Tells whether an answer is what plain Prism answers. */
export function isOfPrism(answer: Answer, { status, body }: PlainResult): boolean {
  if (answer.status !== status) return false;
  if (body === undefined || body === '') return answer.text === '';
  const json = jsonOf(answer);
  if (json !== undefined) return isSameButForDepth(json, body);
  return answer.text === serialize(body, mediaTypeOf(answer));
}

/** Prism goes one level further into a schema that names itself, and then breaks off as well. */
function isSameButForDepth(ours: unknown, theirs: unknown, depth = 0): boolean {
  if (depth > 0 && (ours === null || (isObject(ours) && Object.keys(ours).length === 0)))
    return true;
  if (Array.isArray(ours) && Array.isArray(theirs) && ours.length === theirs.length) {
    return ours.every((one, i) => isSameButForDepth(one, theirs[i], depth + 1));
  }
  if (!isObject(ours) || !isObject(theirs)) return isDeepStrictEqual(ours, theirs);
  const names = Object.keys(ours);
  if (!isDeepStrictEqual(names.sort(), Object.keys(theirs).sort())) return false;
  return names.every((name) => isSameButForDepth(ours[name], theirs[name], depth + 1));
}

/** Tells whether an answer is a refusal of the mock's own, which says what is wrong. */
export function explainsItself(answer: Answer): boolean {
  const problem = jsonOf(answer);
  if (answer.status < 400 || answer.status > 499 || !isObject(problem)) return false;
  const { type, title, status, detail } = problem;
  const says = (text: unknown) => typeof text === 'string' && text.length > 10;
  return (
    mediaTypeOf(answer) === 'application/problem+json' &&
    typeof type === 'string' &&
    status === answer.status &&
    says(title) &&
    says(detail)
  );
}
