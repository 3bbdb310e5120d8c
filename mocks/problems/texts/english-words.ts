import type { StrangeLetter } from '../../schema/did-you-mean.ts';

/** What the words for a schema are made from: its keywords. */
type Keywords = Readonly<Record<string, unknown>>;

/** What schemas accept, without an article: "integer from 1 to 10", "array of integers". */
export const schemaWords = {
  anything: 'anything',
  nothing: 'nothing',
  either: (words: readonly string[]) => list(words, 'or'),
  /** The values of an enum; `more` is how many are not shown. */
  values(shown: readonly string[], more: number) {
    const all = more > 0 ? [...shown, `and ${more} more`] : shown;
    return all.length === 1 ? `${all[0]}` : `one of ${all.join(', ')}`;
  },
  integer: (schema: Keywords) => `integer${range(schema)}`,
  number: (schema: Keywords) => `number${range(schema)}`,
  boolean: 'boolean',
  string({ minLength, maxLength, format, pattern }: Keywords) {
    const form = typeof format === 'string' && formats[format];
    return [
      'string',
      count(minLength, maxLength, 'character', 'of'),
      form ? ` (${form})` : '',
      typeof pattern === 'string' ? ` that matches ${pattern}` : '',
    ].join('');
  },
  /** @param each what each element has to be; undefined for anything */
  array({ minItems, maxItems }: Keywords, each: string | undefined) {
    const elements = each === undefined ? '' : elementsThatAre(each);
    return `array${elements}${count(minItems, maxItems, 'element', 'with')}`;
  },
  object: ({ minProperties, maxProperties }: Keywords) =>
    `object${count(minProperties, maxProperties, 'field', 'with')}`,
};

const formats: Readonly<Record<string, string>> = {
  byte: 'Base64',
  date: 'a date such as 2026-01-31',
  time: 'a time such as 12:30:00Z',
  'date-time': 'a date and time such as 2026-01-31T12:30:00Z',
  duration: 'a duration such as PT30M',
  email: 'an email address',
  hostname: 'a host name',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
  uri: 'a URL',
  uuid: 'a UUID',
};

/** Lists words as a person does: "a", "a or b", "a, b or c". */
export function list(words: readonly string[], conjunction: 'and' | 'or'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`;
}

/** Adds the indefinite article to what a schema accepts. */
export function withArticle(words: string): string {
  if (/^(integer|array|object)\b/.test(words)) return `an ${words}`;
  return /^(number|string|boolean)\b/.test(words) ? `a ${words}` : words;
}

/** Adds a full stop to a text that lacks one. */
export function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** Says how a text differs from the word that it looks like. */
export function differs(meant: string, strange: readonly StrangeLetter[]): string {
  // A combining character differs only together with its neighbour.
  if (strange.length === 0) return `is not made of the same characters as "${meant}"`;
  const each = strange.map(({ position, code, name, plain }) => {
    const latin = /^[A-Za-z]$/.test(plain) ? `Latin ${plain}` : `"${plain}"`;
    const letter = name === undefined ? code : `${code} ${name}`;
    return `at position ${position} ${letter} where "${meant}" has ${latin}`;
  });
  const more = each.length > 3 ? ` and ${each.length - 3} more` : '';
  return `has ${each.slice(0, 3).join(', ')}${more}`;
}

function elementsThatAre(each: string): string {
  const [noun] = each.match(/^(integer|number|string|boolean|array|object)\b/) ?? [];
  return noun === undefined
    ? ` of elements that are each ${each}`
    : ` of ${noun}s${each.slice(noun.length)}`;
}

function range(schema: Keywords): string {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const limit = (words: string, value: unknown) =>
    value === undefined ? [] : [`${words} ${value}`];
  const both = minimum !== undefined && maximum !== undefined;
  const limits = [
    ...(both
      ? [`from ${minimum} to ${maximum}`]
      : [...limit('of at least', minimum), ...limit('of at most', maximum)]),
    ...limit('above', exclusiveMinimum),
    ...limit('below', exclusiveMaximum),
    ...limit('divisible by', multipleOf),
  ];
  return limits.length === 0 ? '' : ` ${list(limits, 'and')}`;
}

function count(min: unknown, max: unknown, noun: string, link: string): string {
  const nouns = (number: unknown) => `${number} ${noun}${number === 1 ? '' : 's'}`;
  if (min === undefined && max === undefined) return '';
  if (max === undefined) return ` ${link} at least ${nouns(min)}`;
  if (min === undefined) return ` ${link} at most ${nouns(max)}`;
  return ` ${link} ${min === max ? nouns(max) : `${min} to ${nouns(max)}`}`;
}
