import type { ErrorObject } from 'ajv/dist/2020.js';
import { isWhole } from '../../../spec/shared/json.ts';
import { findStrangeLetters, foldToLatin, nearestWords } from '../../schema/did-you-mean.ts';
import type { Message } from '../texts/message.ts';
import { describeSchema, describeValues } from './describe-schema.ts';
import type { Duplicate } from './duplicates.ts';
import type { Mistake, MistakeDraft, MistakeKind, Site } from './mistake.ts';
import { quote, typeName } from './preview.ts';
import { keysOf } from './schema-keywords.ts';

/** A value of the wrong type. */
export function wrongType(site: Site, expected: Message): MistakeDraft {
  const { value } = site;
  // A number such as 1e400 is valid JSON, but JavaScript reads it as infinite.
  const isInfinite = typeof value === 'number' && !Number.isFinite(value);
  const kind = isInfinite ? (value > 0 ? 'too-large' : 'too-small') : 'wrong-type';
  return invalidValue(site, kind, expected, typeName(value));
}

/** A value of the right type that matches none of the allowed forms. */
export function wrongForm(site: Site, expected: Message): MistakeDraft {
  return invalidValue(site, 'wrong-form', expected, undefined);
}

function invalidValue(
  site: Site,
  kind: MistakeKind,
  expected: Message,
  type: string | undefined,
): MistakeDraft {
  if (site.value === null) return nullValue(site, expected);
  return {
    ...site,
    kind,
    describe({ name, received }) {
      if (typeof site.value === 'number' && !Number.isInteger(site.value) && isDigits(received)) {
        return { ...inexact(name, received), expected, received };
      }
      const message: Message = (texts) =>
        texts.mistakes.wrong(name, type, received, expected(texts));
      return { message, expected, received };
    },
  };
}

// A long number is shown in part.
function isDigits(received: string): boolean {
  return isWhole(received.replace('…', ''));
}

/** A whole number that is not read as what its digits say. */
function inexact(name: string, digits: string): Pick<Mistake, 'kind' | 'message'> {
  const message: Message = ({ mistakes }) =>
    mistakes.inexact(name, digits, Number.MAX_SAFE_INTEGER);
  return { kind: digits.startsWith('-') ? 'too-small' : 'too-large', message };
}

function nullValue(site: Site, expected: Message): MistakeDraft {
  return {
    ...site,
    kind: 'null-value',
    describe({ name, received, step, isRequired }) {
      const message: Message = (texts) =>
        texts.mistakes.isNull(name, step, isRequired, expected(texts));
      return { message, expected, received };
    },
  };
}

/** A value that is not allowed, or that only looks like an allowed one. */
export function notAllowed(site: Site, values: readonly unknown[]): MistakeDraft {
  const { value } = site;
  const expected: Message = (texts) => describeValues(values, texts);
  if (value === null) return nullValue(site, expected);
  const texts = values.filter((one) => typeof one === 'string');
  const folded = typeof value === 'string' ? foldToLatin(value) : '';
  const alike = texts.find((one) => typeof value === 'string' && foldToLatin(one) === folded);
  if (typeof value === 'string' && alike !== undefined) {
    return {
      ...site,
      kind: 'look-alike',
      describe({ name, received, isSecret }) {
        const strange = isSecret ? undefined : findStrangeLetters(value, alike);
        const message: Message = ({ mistakes }) =>
          mistakes.lookAlike(name, received, alike, strange);
        return { message, expected, received, hint: alike };
      },
    };
  }
  return {
    ...site,
    kind: 'not-allowed',
    allowed: values,
    describe({ name, received }) {
      const lower = texts.map((one) => one.toLowerCase());
      const nearest = nearestWords(folded.toLowerCase(), lower);
      const near = texts.filter((one) => nearest.includes(one.toLowerCase()));
      const hint = near.length === 1 ? near[0] : undefined;
      const isObvious = hint === undefined || values.length === 1;
      const guess = isObvious ? undefined : quote(hint);
      const message: Message = (texts) =>
        texts.mistakes.notAllowed(name, received, expected(texts), guess);
      return { message, expected, received, hint };
    },
  };
}

/** A value that is too small or too large, too short or too long, or has too few or too many parts. */
export function beyondLimit(
  site: Site,
  kind: 'too-small' | 'too-large',
  limit: unknown,
  expected: Message,
): MistakeDraft {
  const { value } = site;
  return {
    ...site,
    kind,
    limit,
    describe({ name, received }) {
      const isSmall = kind === 'too-small';
      const message: Message = (texts) => {
        const { wrongSize, beyondLimit: beyond } = texts.mistakes;
        const words = expected(texts);
        if (Array.isArray(value)) return wrongSize(name, isSmall, value.length, 'element', words);
        if (typeof value !== 'object')
          return beyond(name, isSmall, typeName(value), received, words);
        return wrongSize(name, isSmall, keysOf(value).length, 'field', words);
      };
      return { message, expected, received };
    },
  };
}

/** An element that repeats an earlier one. */
export function duplicateItem(site: Site, { index, first }: Duplicate): MistakeDraft {
  return {
    kind: 'duplicate-item',
    at: `${site.at}/${index}`,
    value: (site.value as unknown[])[index],
    schema: site.schema,
    describe({ name, received, up }) {
      const message: Message = ({ mistakes }) =>
        mistakes.duplicate(name, received, `${up?.name}[${first}]`);
      return { message, received };
    },
  };
}

/** Any other error, with Ajv's own message. */
export function otherMistake(error: ErrorObject): MistakeDraft {
  const { instancePath: at, data: value, parentSchema: schema, message: why } = error;
  return {
    kind: 'invalid',
    at,
    value,
    schema,
    detail: why,
    describe: ({ name, received }) => ({
      message: ({ mistakes }) => mistakes.other(name, why),
      expected: (texts) => describeSchema(schema, texts),
      received,
    }),
  };
}
