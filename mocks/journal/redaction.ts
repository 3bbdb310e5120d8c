import { type Contract, isObject } from '../../spec/index.ts';
import { controlTokenHeader } from '../http/token.ts';
import { nearestWords, squash } from '../problems/validation/did-you-mean.ts';

/** What a masked value is written as. */
export const masked = '***';

// Deeper bodies are refused; what is left of them in the journal need not be walked.
const deepest = 100;

// A name and what gives it a value, in quotes, in escaped quotes or in none.
const named = /(?<![\p{L}\p{N}_-])([\p{L}\p{N}_-]{1,100})\\*["']?\s*[:=]/gu;

/** Hides tokens and secret fields wherever requests and answers are shown. */
export interface Masker {
  headers(headers: Readonly<Record<string, string>>): Record<string, string>;
  /** A path with its query. */
  url(url: string): string;
  /** A body as it went over the wire: parsed where it is JSON, otherwise its text. */
  body(text: string | undefined): unknown;
}

/** Prepares the hiding of what the contract calls a secret (`format: password`) and of the account. */
export function createMasker(contract: Contract): Masker {
  const secrets = [...secretNames(contract.document)].map(squash);
  const known = new Map<string, boolean>();
  const headerNames = new Set(['cookie', 'set-cookie', controlTokenHeader]);
  const { account } = contract;
  if (account.in === 'header') headerNames.add(account.name.toLowerCase());

  // A misspelt name may carry the secret just as well.
  function isSecret(name: string): boolean {
    let secret = known.get(name);
    if (secret === undefined) {
      const plain = squash(name);
      secret =
        secrets.some((one) => plain.includes(one)) || nearestWords(plain, secrets).length > 0;
      if (known.size < 10_000) known.set(name, secret);
    }
    return secret;
  }

  // Names that usually carry a token count too: clients misspell headers and send those of others.
  function isSecretHeader(name: string): boolean {
    return (
      headerNames.has(name.toLowerCase()) ||
      /authori[sz]ation|token|secret|password|api-?key/i.test(name)
    );
  }

  function maskParameter(part: string): string {
    const [name = '', value] = part.split(/=(.*)/s, 2);
    const plain = [...new URLSearchParams(`${name}=`).keys()][0] ?? name;
    const secret = isSecret(plain) || (account.in === 'query' && plain === account.name);
    return secret && value !== undefined ? `${name}=${masked}` : part;
  }

  // JSON that was written as JSON a second time, a form, or a malformed body tell secrets too.
  function namesSecret(text: string): boolean {
    for (const [, name = ''] of text.matchAll(named)) if (isSecret(name)) return true;
    return false;
  }

  function mask(value: unknown, depth: number): unknown {
    if (depth > deepest) return '…';
    if (typeof value === 'string' && namesSecret(value)) {
      return `(${value.length} characters that may hold a secret)`;
    }
    if (Array.isArray(value)) return value.map((item) => mask(item, depth + 1));
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [
        name,
        isSecret(name) && part !== null ? masked : mask(part, depth + 1),
      ]),
    );
  }

  return {
    headers: (headers) =>
      Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [
          name,
          isSecretHeader(name) ? masked : value,
        ]),
      ),
    url(url) {
      const mark = url.indexOf('?');
      if (mark < 0) return url;
      const parts = url.slice(mark + 1).split('&');
      return `${url.slice(0, mark)}?${parts.map(maskParameter).join('&')}`;
    },
    body(text) {
      if (text === undefined || text === '') return undefined;
      try {
        return mask(JSON.parse(text), 0);
      } catch {
        const plain = squash(text);
        return namesSecret(text) || secrets.some((one) => plain.includes(one))
          ? `(${text.length} characters that are not JSON and may hold a secret)`
          : text;
      }
    },
  };
}

function secretNames(node: unknown, names: Set<string> = new Set()): Set<string> {
  if (typeof node !== 'object' || node === null) return names;
  for (const [key, child] of Object.entries(node)) {
    if (key === 'properties' && isObject(child)) {
      for (const [name, schema] of Object.entries(child)) {
        if (isObject(schema) && schema.format === 'password') names.add(name);
      }
    }
    secretNames(child, names);
  }
  return names;
}
