import { type Contract, chooseToken, isObject, type Tokens } from '../../spec/index.ts';

/** What a masked value is written as. */
export const masked = '***';

const secretHeader = /authori[sz]ation|token|secret|password|api-?key|cookie/i;

/** Hides tokens and secret fields in what is reported. */
export interface Masker {
  headers(headers: Readonly<Record<string, string>>): Record<string, string>;
  /** A body: parsed where it is JSON, otherwise its text. */
  body(text: string | undefined): unknown;
  text(text: string): string;
}

/** Prepares the hiding of tokens, of headers that carry a secret, and of fields with `format: password`. */
export function createMasker(
  contract: Contract,
  tokens: Tokens,
  headers: Readonly<Record<string, string>> = {},
): Masker {
  const names = new Set(
    contract.resources.flatMap(({ properties }) =>
      properties.filter((one) => one.secret).map((one) => one.name),
    ),
  );
  const accountHeader = contract.account.in === 'header' ? contract.account.name.toLowerCase() : '';
  const isSecretHeader = (name: string) =>
    name.toLowerCase() === accountHeader || secretHeader.test(name);
  const derived = (['shorter', 'other-case'] as const).flatMap((choice) => {
    const chosen = chooseToken(tokens, choice);
    return 'token' in chosen ? [chosen.token] : [];
  });
  const values = [
    tokens.first,
    tokens.second,
    // Almost the whole of a secret is one, too.
    ...derived,
    ...Object.entries(headers).map(([name, value]) => (isSecretHeader(name) ? value : undefined)),
  ].filter((value) => value !== undefined && value.length > 3);
  const field = new RegExp(`("(?:${[...names].join('|')})"\\s*:\\s*)"(?:[^"\\\\]|\\\\.)*"?`, 'g');

  function text(plain: string): string {
    let hidden = names.size === 0 ? plain : plain.replaceAll(field, `$1"${masked}"`);
    for (const value of values) hidden = hidden.replaceAll(value ?? masked, masked);
    return hidden;
  }

  function mask(value: unknown): unknown {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map(mask);
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [
        text(name),
        names.has(name) && part !== null ? masked : mask(part),
      ]),
    );
  }

  return {
    text,
    headers: (all) =>
      Object.fromEntries(
        Object.entries(all).map(([name, value]) => [
          name,
          isSecretHeader(name) ? masked : text(value),
        ]),
      ),
    body(plain) {
      if (plain === undefined || plain === '') return undefined;
      try {
        return mask(JSON.parse(plain));
      } catch {
        return text(plain);
      }
    },
  };
}
