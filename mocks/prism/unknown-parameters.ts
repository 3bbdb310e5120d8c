import type { Message } from '../problems/texts/message.ts';
import {
  createVocabulary,
  type Difference,
  findStrangeLetters,
  foldToLatin,
} from '../schema/did-you-mean.ts';
import { type Diagnostics, error } from './schema-check.ts';
import type { Reader } from './styles.ts';
import type { Resource, Sent } from './types.ts';

// More names than that are not misspelt ones.
const mostNames = 100;

/**
 * Makes the check of query parameters that an operation does not declare: a misspelt one is a mistake,
 * any other a warning. Those that start with `__` are preferences of Prism.
 */
export function unknownParameters(
  resource: Resource,
  readers: readonly Reader[],
): (query: Sent) => Diagnostics {
  const keys = (resource.security ?? []).flat().flatMap((scheme) => {
    const isInQuery = scheme.type === 'apiKey' && scheme.in === 'query';
    return isInQuery ? [scheme.name] : [];
  });
  const vocabulary = createVocabulary([...readers.flatMap(({ names }) => names), ...keys]);
  const isOpen = readers.some(({ takesRest }) => takesRest);
  const isKnown = (name: string) =>
    name.startsWith('__') || keys.includes(name) || readers.some(({ takes }) => takes(name));

  function check(name: string, query: Sent): Diagnostics {
    if (isOpen || isKnown(name)) return [];
    const [base = ''] = name.split('[', 1);
    const suggestion = vocabulary.words.includes(base)
      ? { difference: 'misspelt-name' as const, words: [base] }
      : vocabulary.suggest(base);
    const path = ['query', name];
    const [meant, ...others] = suggestion?.words ?? [];
    if (suggestion === undefined || meant === undefined || others.length > 0) {
      const message = `The document has no query parameter ${JSON.stringify(name)}`;
      return [{ path, code: 'unknown', message, severity: 1 }];
    }
    const message = describe(name, meant, suggestion.difference, query);
    return [{ ...error(path, suggestion.difference, message), tags: [meant] }];
  }
  return (query) =>
    Object.keys(query)
      .slice(0, mostNames)
      .flatMap((name) => check(name, query));
}

function describe(name: string, meant: string, difference: Difference, query: Sent): Message {
  const sent = JSON.stringify(name);
  if (meant in query) {
    return ({ parameters }) => parameters.repeated(sent, meant);
  }
  const unlike = difference === 'look-alike' && foldToLatin(name) !== name;
  const strange = unlike ? findStrangeLetters(name, meant) : undefined;
  return ({ parameters }) => parameters.unknown(sent, meant, strange);
}
