import { type Contract, isObject } from '../spec/index.ts';
import { distance, squash } from './look-alike.ts';

/** What a masked value is written as. */
export const masked = '***';

// Deeper bodies are refused; what is left of them in the journal need not be walked.
const deepest = 100;

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
  const headerNames = new Set(['authorization', 'proxy-authorization', 'cookie', 'set-cookie']);
  const { account } = contract;
  if (account.in === 'header') headerNames.add(account.name.toLowerCase());

  // A misspelt name may carry the secret just as well.
  function isSecret(name: string): boolean {
    let secret = known.get(name);
    if (secret === undefined) {
      const plain = squash(name);
      secret = secrets.some((one) => plain.includes(one) || distance(plain, one) <= 2);
      if (known.size < 10_000) known.set(name, secret);
    }
    return secret;
  }

  function mask(value: unknown, depth: number): unknown {
    if (depth > deepest) return '…';
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
          headerNames.has(name.toLowerCase()) ? masked : value,
        ]),
      ),
    url(url) {
      if (account.in !== 'query' || !url.includes('?')) return url;
      const [path = '', search] = url.split('?', 2);
      const query = new URLSearchParams(search);
      if (query.has(account.name)) query.set(account.name, masked);
      return `${path}?${query}`;
    },
    body(text) {
      if (text === undefined || text === '') return undefined;
      try {
        return mask(JSON.parse(text), 0);
      } catch {
        const lower = text.toLowerCase();
        const betrays = secrets.some((one) => lower.includes(one));
        return betrays
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
