import type { AccountKey, Contract, Operation } from '../contract/contract.ts';
import { jsonContent, successOf } from '../contract/item-bodies.ts';
import { writeJson } from '../shared/json.ts';
import { fillPath } from '../shared/path-template.ts';

/** A request as it goes over the wire. */
export interface BuiltRequest {
  /** In upper case. */
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Whether to send the body in two parts, cut inside a letter of several bytes if it has one. */
  readonly split?: boolean;
}

/** The parts of a request that do not follow from its operation. */
export interface RequestParts {
  readonly path?: Readonly<Record<string, unknown>>;
  /** The values of query parameters. */
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  /** The body as JSON; undefined sends `text`, if any. */
  readonly json?: unknown;
  readonly text?: string | undefined;
  /** The Content-Type: undefined sends the documented one, null sends none. */
  readonly type?: string | null | undefined;
  /** The Accept header: undefined asks for JSON of the documented media type. */
  readonly accept?: string | undefined;
  readonly split?: boolean | undefined;
  /** The token of the account; undefined sends none. */
  readonly token: string | undefined;
}

/** Builds a request of an operation as it goes over the wire. */
export function buildRequest(
  contract: Contract,
  operation: Operation,
  parts: RequestParts,
): BuiltRequest {
  const { json, text, type, token, accept = documentedJson(operation), split } = parts;
  const body = json === undefined ? text : writeJson(json);
  const headers: Record<string, string> = { accept };
  const contentType = type === undefined ? documentedType(operation) : type;
  if (body !== undefined && contentType !== null && contentType !== undefined) {
    headers['content-type'] = contentType;
  }
  const filled = fillPath(operation.path, parts.path ?? {}) + queryOf(parts.query ?? {});
  const path = token === undefined ? filled : addToken(contract.account, token, filled, headers);
  return { method: operation.method.toUpperCase(), path, headers, body, ...(split && { split }) };
}

function queryOf(values: Readonly<Record<string, unknown>>): string {
  const all = Object.entries(values).map(([name, value]) => [name, String(value)]);
  return all.length === 0 ? '' : `?${new URLSearchParams(all)}`;
}

// The documentation asks for a charset besides the media type.
function documentedType(operation: Operation): string | undefined {
  const contents = operation.request?.contents;
  const { mediaType } = jsonContent(contents) ?? contents?.[0] ?? {};
  const type = mediaType?.includes('*') ? 'application/json' : mediaType;
  return type === undefined || type.includes(';') ? type : `${type}; charset=UTF-8`;
}

function documentedJson(operation: Operation): string {
  const responses = [successOf(operation), ...operation.responses];
  const types = responses.flatMap((one) => jsonContent(one?.contents)?.mediaType ?? []);
  return types.find((one) => !/\*|problem/.test(one)) ?? 'application/json';
}

function addToken(
  account: AccountKey,
  token: string,
  path: string,
  headers: Record<string, string>,
): string {
  if (account.in === 'header') headers[account.name.toLowerCase()] = token;
  if (account.in === 'cookie') headers.cookie = `${account.name}=${encodeURIComponent(token)}`;
  if (account.in !== 'query') return path;
  const mark = path.includes('?') ? '&' : '?';
  return `${path}${mark}${account.name}=${encodeURIComponent(token)}`;
}

/** Whose token a step can send instead of the account's. */
export const stepAccounts = [
  'none',
  'unknown',
  'longer',
  'shorter',
  'other-case',
  'empty',
  'second',
] as const;

/** Whose token a step sends instead of the account's. */
export type StepAccount = (typeof stepAccounts)[number];

/** Whose token a request carries: the account's, the second account's, none, or one that nobody issued. */
export type TokenChoice = 'first' | StepAccount;

/** The tokens of the account under test and of a second one. */
export interface Tokens {
  readonly first: string | undefined;
  readonly second: string | undefined;
}

/**
 * Returns the token of a choice, or says in `impossible` why there is none. A token that nobody issued
 * is derived from the account's, so that it has the same form.
 */
export function chooseToken(
  tokens: Tokens,
  choice: TokenChoice,
): { readonly token: string | undefined } | { readonly impossible: string } {
  const { first, second } = tokens;
  if (choice === 'first') return { token: first };
  if (choice === 'second') {
    return second === undefined ? { impossible: 'No second token was given.' } : { token: second };
  }
  if (first === undefined) return { impossible: 'No token was given to verify with.' };
  if (choice === 'none') return { token: undefined };
  if (choice === 'empty') return { token: '' };
  const space = first.lastIndexOf(' ') + 1;
  const [scheme, value] = [first.slice(0, space), first.slice(space)];
  if (choice === 'longer') return { token: `${scheme}${value}0` };
  if (choice === 'shorter') {
    return value.length < 4
      ? { impossible: 'The token is too short to drop a character.' }
      : { token: scheme + value.slice(0, -1) };
  }
  if (choice === 'other-case') {
    const swapped = swapCase(value);
    return swapped === value
      ? { impossible: 'The token has no letters to change the case of.' }
      : { token: scheme + swapped };
  }
  return {
    token:
      scheme +
      [...value]
        .reverse()
        .join('')
        .replaceAll(/[0-9a-z]/gi, rotate),
  };
}

/** The tokens, and those derived from them, which reveal almost the whole token. */
export function secretsOf(tokens: Tokens): string[] {
  const choices = ['first', 'second', 'longer', 'shorter', 'other-case', 'unknown'] as const;
  return choices.flatMap((choice) => {
    const chosen = chooseToken(tokens, choice);
    return 'token' in chosen && chosen.token !== undefined ? [chosen.token] : [];
  });
}

function swapCase(text: string): string {
  const swap = (letter: string) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
  return text.replaceAll(/[a-z]/gi, swap);
}

function rotate(character: string): string {
  const code = character.charCodeAt(0);
  if (/[0-9]/.test(character)) return String((code - 48 + 5) % 10);
  const first = /[a-z]/.test(character) ? 97 : 65;
  return String.fromCharCode(first + ((code - first + 13) % 26));
}
