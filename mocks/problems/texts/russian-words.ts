import type { StrangeLetter } from '../../schema/did-you-mean.ts';
import type { RefusalTexts } from './english.ts';

const rules = new Intl.PluralRules('ru');

/** A number with the form of a noun that goes with it: 1 поле, 2 поля, 5 полей. */
export function count(number: unknown, one: string, few: string, many: string): string {
  const form = rules.select(Number(number));
  return `${number} ${form === 'one' ? one : form === 'many' ? many : few}`;
}

// After «не менее», «до» and «из» stands the genitive.
const characters = (number: unknown) => count(number, 'символа', 'символов', 'символов');
const elements = (number: unknown) => count(number, 'элемента', 'элементов', 'элементов');
const fields = (number: unknown) => count(number, 'полем', 'полями', 'полями');

/** Lists words as a person does: «a», «a или b», «a, b или c». */
export function listInRussian(words: readonly string[], conjunction: 'и' | 'или'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`;
}

/** Says how a text differs from the word that it looks like. */
export function differsInRussian(strange: readonly StrangeLetter[]): string {
  if (strange.length === 0) return 'состоит из других символов';
  const each = strange.map(({ position, code, name, plain }) => {
    const latin = /^[A-Za-z]$/.test(plain) ? `латинской ${plain}` : `"${plain}"`;
    return `в позиции ${position} стоит ${name === undefined ? code : `${code} ${name}`} вместо ${latin}`;
  });
  const more = each.length - 3;
  const others = more > 0 ? ` и ещё ${count(more, 'отличие', 'отличия', 'отличий')}` : '';
  return `${each.slice(0, 3).join(', ')}${others}`;
}

/** What schemas accept, in the nominative: «целое число от 1 до 10». */
export const schemaInRussian: RefusalTexts['schema'] = {
  anything: 'любое значение',
  nothing: 'ничего',
  either: (words) => listInRussian(words, 'или'),
  values(shown, more) {
    if (shown.length === 1 && more === 0) return `${shown[0]}`;
    return `одно из: ${shown.join(', ')}${more > 0 ? ` и ещё ${more}` : ''}`;
  },
  integer: (schema) => `целое число${range(schema)}`,
  number: (schema) => `число${range(schema)}`,
  boolean: 'логическое значение',
  string({ minLength, maxLength, format, pattern }) {
    const form = typeof format === 'string' && formats[format];
    return [
      'строка',
      length(minLength, maxLength),
      form ? ` (${form})` : '',
      typeof pattern === 'string' ? `, соответствующая ${pattern}` : '',
    ].join('');
  },
  array({ minItems, maxItems }, each) {
    const form = each === undefined ? '' : ` (каждый элемент — ${each})`;
    return `массив${size(minItems, maxItems, 'из', elements)}${form}`;
  },
  object: ({ minProperties, maxProperties }) =>
    `объект${size(minProperties, maxProperties, 'с', fields)}`,
};

const formats: Readonly<Record<string, string>> = {
  byte: 'Base64',
  date: 'дата, например 2026-01-31',
  time: 'время, например 12:30:00Z',
  'date-time': 'дата и время, например 2026-01-31T12:30:00Z',
  duration: 'длительность, например PT30M',
  email: 'адрес электронной почты',
  hostname: 'имя хоста',
  ipv4: 'адрес IPv4',
  ipv6: 'адрес IPv6',
  uri: 'URL',
  uuid: 'UUID',
};

function range(schema: Readonly<Record<string, unknown>>): string {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const limit = (words: string, value: unknown) =>
    value === undefined ? [] : [`${words} ${value}`];
  const both = minimum !== undefined && maximum !== undefined;
  const limits = [
    ...(both
      ? [`от ${minimum} до ${maximum}`]
      : [...limit('не меньше', minimum), ...limit('не больше', maximum)]),
    ...limit('больше', exclusiveMinimum),
    ...limit('меньше', exclusiveMaximum),
    ...limit('кратное', multipleOf),
  ];
  return limits.length === 0 ? '' : ` ${listInRussian(limits, 'и')}`;
}

function length(min: unknown, max: unknown): string {
  if (min === undefined && max === undefined) return '';
  if (max === undefined) return ` не короче ${characters(min)}`;
  if (min === undefined) return ` не длиннее ${characters(max)}`;
  if (min === max) return ` длиной ${count(max, 'символ', 'символа', 'символов')}`;
  return ` длиной от ${min} до ${characters(max)}`;
}

function size(
  min: unknown,
  max: unknown,
  link: string,
  nouns: (number: unknown) => string,
): string {
  if (min === undefined && max === undefined) return '';
  if (max === undefined) return ` не менее чем ${link} ${nouns(min)}`;
  if (min === undefined) return ` не более чем ${link} ${nouns(max)}`;
  return min === max ? ` ровно ${link} ${nouns(max)}` : ` ${link} ${min}–${nouns(max)}`;
}
