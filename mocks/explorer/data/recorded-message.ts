import { isRedacted } from '../../../spec/shared/redacted.ts';
import type { ShownContract } from '../../control/contract-view.ts';

// What whoever sends a request writes of its own accord, or must not repeat.
const ofTheConnection = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'keep-alive',
  'expect',
  'upgrade',
  'te',
]);

/** The text of a body that the journal gives parsed; undefined for none. */
export function bodyText(message: {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}): string | undefined {
  const { body, headers } = message;
  if (body === undefined) return undefined;
  if (typeof body !== 'string') return JSON.stringify(body);
  // A text is what could not be read as JSON, or JSON that is nothing but a text.
  const isJson = /\bjson\b/.test(headers['content-type'] ?? '');
  return isJson && !looksCut(body) ? JSON.stringify(body) : body;
}

// Who writes a lone text as JSON does not begin it as an object, a list or another text.
function looksCut(text: string): boolean {
  return /^\s*[[{"]|^\s*$/.test(text) || isRedacted(text);
}

/** The headers of a recorded request that whoever sends it again has to write. */
export function ownHeaders(
  headers: Readonly<Record<string, string>>,
  account: ShownContract['account'],
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name, value]) =>
        !ofTheConnection.has(name.toLowerCase()) &&
        !isRedacted(value) &&
        !(account.in === 'header' && name.toLowerCase() === account.name.toLowerCase()),
    ),
  );
}

/** Whether there is a header, however its name is written. */
export function hasHeader(headers: Readonly<Record<string, string>>, name: string): boolean {
  return Object.keys(headers).some((one) => one.toLowerCase() === name.toLowerCase());
}
