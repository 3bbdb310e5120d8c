import { isRedacted } from '../../../spec/shared/redacted.ts';
import type { ContractView } from '../../control/contract-view.ts';

/** The headers of a message by name. */
export type HeaderMap = Readonly<Record<string, string>>;

// What every HTTP client, browser or proxy writes itself.
const ofTheClient = /^(sec-.*|x-forwarded-.*|x-real-ip)$/;
const clientHeaders = new Set([
  'accept-encoding',
  'cache-control',
  'dnt',
  'origin',
  'pragma',
  'priority',
  'referer',
  'user-agent',
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'keep-alive',
  'expect',
  'upgrade',
  'te',
]);

/** The text of a recorded body, which the journal holds parsed; undefined for none. */
export function bodyText(message: {
  readonly headers: HeaderMap;
  readonly body?: unknown;
}): string | undefined {
  const { body, headers } = message;
  if (body === undefined) return undefined;
  if (typeof body !== 'string') return JSON.stringify(body);
  // A string is either text that is not JSON, or JSON that consists of one string.
  const isJson = /\bjson\b/.test(headers['content-type'] ?? '');
  return isJson && !isBrokenJson(body) ? JSON.stringify(body) : body;
}

// The content of a JSON string rarely starts like an object, a list or another string.
function isBrokenJson(text: string): boolean {
  return /^\s*[[{"]|^\s*$/.test(text) || isRedacted(text);
}

/** The headers of a recorded request that somebody chose, secrets masked; without the one that carries the token. */
export function chosenHeaders(
  headers: HeaderMap,
  account: ContractView['account'],
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name, value]) =>
        !clientHeaders.has(name.toLowerCase()) &&
        !ofTheClient.test(name.toLowerCase()) &&
        !(/^accept(-language)?$/i.test(name) && /^(\*|\*\/\*)$/.test(value)) &&
        !(account.in === 'header' && name.toLowerCase() === account.name.toLowerCase()),
    ),
  );
}

/** The headers of a recorded request to repeat when it is sent again; secrets are left out. */
export function repeatableHeaders(
  headers: HeaderMap,
  account: ContractView['account'],
): Record<string, string> {
  const chosen = Object.entries(chosenHeaders(headers, account));
  return Object.fromEntries(chosen.filter(([, value]) => !isRedacted(value)));
}

/** The value of a header, in any letter case; undefined where it is missing. */
export function headerOf(headers: HeaderMap, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return Object.entries(headers).find(([one]) => one.toLowerCase() === wanted)?.[1];
}

/** Whether a recorded request carried the token in a header. */
export function hasTokenHeader(headers: HeaderMap, account: ContractView['account']): boolean {
  return account.in === 'header' && headerOf(headers, account.name) !== undefined;
}

/** Headers as text, one per line. */
export function headerLines(headers: HeaderMap): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}
