import { isObject, type JsonObject } from './json.ts';
import { valueAt } from './json-pointer.ts';
import { createTolerantPattern } from './pattern.ts';
import { distance } from './spelling.ts';

/**
 * How secret the value of a name is: `documented` in the document, `usual` by common use; under a
 * `plural` a number is a count, and under a `text` name only text is secret.
 */
export type SecretKind = 'documented' | 'usual' | 'plural' | 'text';

/** Recognizes the names of secrets, however they are spelt. */
export interface SecretNames {
  /** @param wide whether it names a header or a parameter, where more names are secret */
  kindOf(name: string, wide?: boolean): SecretKind | undefined;
  /** Whether a text mentions a secret of the document by name. */
  mentionedIn(text: string): boolean;
}

const usualKeys = '(?:api|access|secret|private|auth|subscription|signing|shared|master)key';
const usual = `secret|pass(?:word|wort|wd|phrase|code)|pwd|jwt|credential|authori[sz]ation|authentication|token|${usualKeys}`;
const afterwards = '(?:value|hash|new|old|plain|text|confirm|confirmation|repeat|again|[0-9])*';
const inBodies = new RegExp(`(?:${usual})(s?)${afterwards}$`);
const asTextInBodies = /(?:(?<!ob|pos)session(?:id|key)?|sessid|cookie|signature)$/;
const elsewhere = new RegExp(
  `${usual}|passw|(?<!ob|pos)session|sessid|cookie|signature|assertion|[cx]srf`,
);
const shortElsewhere = new Set(['auth', 'bearer', 'hmac', 'otp', 'sid', 'sig']);
// Names of facts about a secret, such as token_type.
const about =
  /(?:algorithm|count|expires(?:at|in)?|expiry|length|limit|policy|required|secretary|size|ttl|type)$/;

/** Prepares the secret names of an OpenAPI document; the usual ones always count. */
export function createSecretNames(document: unknown): SecretNames {
  const { secrets, keys, plain, patterns } = namesIn(document);
  const known = new Map<string, SecretKind | undefined>();

  function isDocumented(name: string, words: readonly string[]): boolean {
    const joined = words.join('');
    // Short words are part of many others by chance.
    const has = (secret: string) =>
      secret.length < 5 ? [joined, ...words].includes(secret) : joined.includes(secret);
    if (secrets.some(has) || patterns.some((one) => one.test(name))) return true;
    if (plain.has(joined)) return false;
    return secrets.some((secret) =>
      [joined, ...words].some(
        (word) => secret.length > 4 && distance(word, secret) <= (secret.length > 7 ? 2 : 1),
      ),
    );
  }

  return {
    kindOf(name, wide = false) {
      const key = `${wide} ${name}`;
      if (known.has(key)) return known.get(key);
      const words = wordsOf(name);
      const isKey = wide && keys.has(words.join(''));
      const usual = isKey ? 'usual' : usualKind(words, wide);
      const kind = isDocumented(name, words) ? 'documented' : usual;
      if (known.size < 10_000 && name.length < 100) known.set(key, kind);
      return kind;
    },
    mentionedIn(text) {
      const joined = decoded(text).toLowerCase().replaceAll(/[_-]/g, '');
      return secrets.some((secret) =>
        secret.length < 5 ? wordsOf(text).includes(secret) : joined.includes(secret),
      );
    },
  };
}

function usualKind(words: readonly string[], wide: boolean): SecretKind | undefined {
  const joined = words.join('');
  const [found, plural] = inBodies.exec(joined) ?? [];
  if (found !== undefined) return plural ? 'plural' : 'usual';
  if (asTextInBodies.test(joined)) return wide ? 'usual' : 'text';
  if (!wide || about.test(joined)) return undefined;
  const isSecret = elsewhere.test(joined) || words.some((word) => shortElsewhere.has(word));
  return isSecret ? (joined.endsWith('s') ? 'plural' : 'usual') : undefined;
}

/** The words of a name in lower case, whether signs or capitals separate them. */
function wordsOf(name: string): string[] {
  return decoded(name)
    .normalize('NFKC')
    .replaceAll(/[\p{Ll}\p{N}](?=\p{Lu})|\p{Lu}(?=\p{Lu}\p{Ll})|\p{L}(?=\p{N})/gu, '$& ')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

function joinedName(name: string): string {
  return wordsOf(name).join('');
}

function decoded(text: string): string {
  return text.replaceAll(/%([0-9a-f]{2})|\\u([0-9a-f]{4})/gi, (_, octet?: string, unit?: string) =>
    String.fromCharCode(Number.parseInt(octet ?? unit ?? '', 16)),
  );
}

/** The names of a document's secrets and of its other properties, with their words joined. */
function namesIn(document: unknown) {
  const secrets = new Set<string>();
  const keys = new Set<string>();
  const plain = new Set<string>();
  const patterns: RegExp[] = [];
  const judged = new Map<unknown, boolean>();
  const seen = new Set<unknown>();
  visit(document);
  secrets.delete('');
  return { secrets: [...secrets], keys, plain, patterns };

  function visit(node: unknown): void {
    if (typeof node !== 'object' || node === null || seen.has(node)) return;
    seen.add(node);
    const { name, in: place, type, properties, headers, patternProperties } = node as JsonObject;
    if (typeof name === 'string' && typeof place === 'string') {
      // A security scheme or a parameter.
      if (type === 'apiKey') keys.add(joinedName(name));
      else add(name, node);
    }
    for (const named of [properties, headers].filter(isObject)) {
      for (const [each, schema] of Object.entries(named)) add(each, schema);
    }
    for (const [pattern, schema] of Object.entries(patternProperties ?? {})) {
      if (isSecret(schema)) patterns.push(createTolerantPattern(pattern));
    }
    for (const child of Object.values(node)) visit(child);
  }

  function add(name: string, schema: unknown): void {
    (isSecret(schema) ? secrets : plain).add(joinedName(name));
  }

  // A list or dictionary of secrets counts as a secret.
  function isSecret(schema: unknown): boolean {
    if (!isObject(schema)) return false;
    const known = judged.get(schema);
    if (known !== undefined) return known;
    judged.set(schema, false);
    const { $ref, format, content, allOf, anyOf, oneOf, items, prefixItems } = schema;
    const target = typeof $ref === 'string' ? valueAt(document, decoded($ref.slice(1))) : undefined;
    const contents = isObject(content) ? Object.values(content) : [];
    const parts = [target, schema.schema, schema.additionalProperties, items, ...contents];
    for (const list of [allOf, anyOf, oneOf, prefixItems]) parts.push(...[list].flat());
    const is = format === 'password' || parts.some(isSecret);
    judged.set(schema, is);
    return is;
  }
}
