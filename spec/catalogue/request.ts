import type { AccountKey, Contract, Operation } from '../contract/contract.ts';
import type { StepAccount } from './steps.ts';

/** A request in the form that goes over the wire. */
export interface BuiltRequest {
  /** In upper case. */
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Whether the body goes out in two parts, cut inside a letter where it has one of several bytes. */
  readonly split?: boolean;
}

/** What a request says; the rest follows from the operation. */
export interface RequestParts {
  readonly path?: Readonly<Record<string, unknown>>;
  /** The JSON of the body; undefined sends `text`, or nothing. */
  readonly json?: unknown;
  readonly text?: string | undefined;
  /** The Content-Type; undefined is the documented one, null sends none. */
  readonly type?: string | null | undefined;
  /** The Accept; undefined asks for JSON. */
  readonly accept?: string | undefined;
  readonly split?: boolean | undefined;
  /** What names the account; undefined sends nothing. */
  readonly token: string | undefined;
}

/** Puts the request of an operation into the form that goes over the wire. */
export function buildRequest(
  contract: Contract,
  operation: Operation,
  wording: RequestParts,
): BuiltRequest {
  const { json, text, type, token, accept = 'application/json', split } = wording;
  const body = json === undefined ? text : JSON.stringify(json);
  const headers: Record<string, string> = { accept };
  const contentType = type === undefined ? documentedType(operation) : type;
  if (body !== undefined && contentType !== null && contentType !== undefined) {
    headers['content-type'] = contentType;
  }
  const filled = operation.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) =>
    encodeURIComponent(String(wording.path?.[name] ?? '')),
  );
  const path = token === undefined ? filled : addToken(contract.account, token, filled, headers);
  return { method: operation.method.toUpperCase(), path, headers, body, ...(split && { split }) };
}

// The conventions ask for the charset beside the media type.
function documentedType(operation: Operation): string | undefined {
  const type = operation.request?.contents[0]?.mediaType;
  return type === undefined ? undefined : `${type}; charset=UTF-8`;
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

/** What the account of a request is: the lent one, the second one, none, or one that nobody issued. */
export type TokenChoice = 'first' | StepAccount;

/** The tokens that the caller lends. */
export interface Tokens {
  readonly first: string | undefined;
  readonly second: string | undefined;
}

/**
 * The token that a choice sends; `impossible` says why there is none.
 * What nobody issued is made from the right one, so that it has its form.
 */
export function chooseToken(
  tokens: Tokens,
  choice: TokenChoice,
): { readonly token: string | undefined } | { readonly impossible: string } {
  const { first, second } = tokens;
  if (choice === 'first') return { token: first };
  if (choice === 'second') {
    return second === undefined ? { impossible: 'No second token was lent.' } : { token: second };
  }
  if (first === undefined) return { impossible: 'No token was given to verify with.' };
  if (choice === 'none') return { token: undefined };
  if (choice === 'empty') return { token: '' };
  const space = first.lastIndexOf(' ') + 1;
  const [scheme, value] = [first.slice(0, space), first.slice(space)];
  if (choice === 'longer') return { token: `${scheme}${value}0` };
  if (choice === 'shorter') {
    return value.length < 4
      ? { impossible: 'The token is too short to leave a character out.' }
      : { token: scheme + value.slice(0, -1) };
  }
  if (choice === 'other-case') {
    const swapped = swapCase(value);
    return swapped === value
      ? { impossible: 'The token has no letters to write in another case.' }
      : { token: scheme + swapped };
  }
  return {
    token:
      scheme +
      [...value]
        .reverse()
        .join('')
        .replaceAll(/[0-9a-z]/gi, other),
  };
}

/** The tokens, and those made from them, which tell almost the whole of a token. */
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

function other(character: string): string {
  const code = character.charCodeAt(0);
  if (/[0-9]/.test(character)) return String((code - 48 + 5) % 10);
  const first = /[a-z]/.test(character) ? 97 : 65;
  return String.fromCharCode(first + ((code - first + 13) % 26));
}
