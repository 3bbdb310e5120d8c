import type { AccountKey } from '../../spec/index.ts';

/** The parts of a request that can carry a token. */
export interface TokenBearer {
  readonly raw?: object;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Creates a reader of the token that names a request's account; undefined if there is none. */
export function createTokenReader(key: AccountKey): (request: TokenBearer) => string | undefined {
  if (key.in === 'query') {
    return ({ url }) => {
      const mark = url.indexOf('?');
      if (mark < 0) return undefined;
      return new URLSearchParams(url.slice(mark + 1)).get(key.name) || undefined;
    };
  }
  if (key.in === 'cookie') {
    return ({ headers }) => {
      const pairs = String(headers.cookie ?? '').split(/;\s*/);
      const pair = pairs.find((one) => one.startsWith(`${key.name}=`));
      return pair?.slice(key.name.length + 1) || undefined;
    };
  }
  const header = key.name.toLowerCase();
  return ({ headers }) => {
    const value = headers[header];
    return (Array.isArray(value) ? value.join() : value) || undefined;
  };
}

/**
 * Returns the token after the scheme `Bearer` of a header's value; empty if there is none, undefined if there
 * is no scheme.
 */
export function withoutBearer(value: string | undefined): string | undefined {
  const found = /^bearer(?:[ \t]+(.*))?$/i.exec(value ?? '');
  return found === null ? undefined : (found[1] ?? '');
}
