import type { ErrorObject } from 'ajv/dist/2020.js';
import { describeSchema, describeValues } from './describe-schema.ts';
import { describeLookAlike, foldToLatin, nearestWords } from './did-you-mean.ts';
import type { Duplicate } from './duplicates.ts';
import type { Description, MistakeDraft, Site } from './mistake.ts';
import { quote, withArticle } from './preview.ts';
import { keysOf } from './schema-demands.ts';

/** A value of a type that the schema has no use for. */
export function wrongType(site: Site, words: Description): MistakeDraft {
  const { value } = site;
  if (value === null) return nullValue(site, words);
  // A number such as 1e400 is JSON, but becomes infinite when it is read.
  const isEndless = typeof value === 'number' && !Number.isFinite(value);
  return {
    ...site,
    kind: isEndless ? (value > 0 ? 'too-large' : 'too-small') : 'wrong-type',
    describe(told) {
      const expected = words();
      const message = `${told.subject} is ${told.value}; send ${withArticle(expected)}.`;
      return { message, expected, received: told.received };
    },
  };
}

function nullValue(site: Site, words: Description): MistakeDraft {
  return {
    ...site,
    kind: 'null-value',
    describe({ subject, received, step, isRequired }) {
      const expected = words();
      const send = `send ${withArticle(expected)}`;
      const remedy = {
        body: send,
        element: `leave the element out, or ${send}`,
        field: isRequired ? send : 'leave the field out if it has no value',
      }[step];
      return { message: `${subject} is null; ${remedy}.`, expected, received };
    },
  };
}

/** A value that is none of those allowed, or only looks like one. */
export function notAllowed({ at, value, schema }: Site, values: readonly unknown[]): MistakeDraft {
  if (value === null) return nullValue({ at, value, schema }, () => describeValues(values));
  const texts = values.filter((one) => typeof one === 'string');
  const text = typeof value === 'string' ? value : undefined;
  const folded = text === undefined ? '' : foldToLatin(text);
  const alike = text === undefined ? undefined : texts.find((one) => foldToLatin(one) === folded);
  if (text !== undefined && alike !== undefined) {
    return {
      kind: 'look-alike',
      at,
      value,
      schema,
      describe({ subject, received, isSecret }) {
        const why = isSecret
          ? 'has a character that only looks like it'
          : describeLookAlike(text, alike);
        const message = `${subject} is ${received}, which looks like "${alike}" but ${why}; send "${alike}".`;
        return { message, expected: describeValues(values), received, hint: alike };
      },
    };
  }
  return {
    kind: 'not-allowed',
    at,
    value,
    schema,
    allowed: values,
    describe({ subject, received }) {
      const nearest = nearestWords(
        folded.toLowerCase(),
        texts.map((one) => one.toLowerCase()),
      );
      const near = texts.filter((one) => nearest.includes(one.toLowerCase()));
      const hint = near.length === 1 ? near[0] : undefined;
      const isPlain = hint === undefined || values.length === 1;
      const meant = isPlain ? '' : ` (did you mean ${quote(hint)}?)`;
      const expected = describeValues(values);
      const message = `${subject} is ${received}; send ${expected}${meant}.`;
      return { message, expected, received, hint };
    },
  };
}

/** A value that is too small, too short or has too little in it, or too much. */
export function beyondLimit(
  site: Site,
  kind: 'too-small' | 'too-large',
  limit: unknown,
  words: Description,
): MistakeDraft {
  const { value } = site;
  return {
    ...site,
    kind,
    limit,
    describe(told) {
      const isSmall = kind === 'too-small';
      const expected = words();
      const send = `send ${withArticle(expected)}`;
      const { subject, received } = told;
      if (typeof value === 'object') {
        const [number, noun] = Array.isArray(value)
          ? [value.length, 'element']
          : [keysOf(value).length, 'field'];
        const size = `${number} ${noun}${number === 1 ? '' : 's'}`;
        const message = `${subject} has ${size}, too ${isSmall ? 'few' : 'many'}; ${send}.`;
        return { message, expected, received };
      }
      const [low, high] = typeof value === 'string' ? ['short', 'long'] : ['small', 'large'];
      const message = `${subject} is ${told.value}, too ${isSmall ? low : high}; ${send}.`;
      return { message, expected, received };
    },
  };
}

/** Whatever else Ajv refuses, in Ajv's words. */
export function otherwiseWrong(error: ErrorObject): MistakeDraft {
  const { instancePath: at, data: value, parentSchema: schema, message: why } = error;
  return {
    kind: 'invalid',
    at,
    value,
    schema,
    detail: why,
    describe({ subject, received }) {
      const message = `${subject} ${why ?? 'is not valid'}.`;
      return { message, expected: describeSchema(schema), received };
    },
  };
}

/** A value of the right type that does not match its format, pattern or any of its forms. */
export function wrongForm(site: Site, words: Description): MistakeDraft {
  const { value } = site;
  if (value === null) return nullValue(site, words);
  return {
    ...site,
    kind: 'wrong-form',
    describe({ subject, received }) {
      const expected = words();
      const message = `${subject} is ${received}; send ${withArticle(expected)}.`;
      return { message, expected, received };
    },
  };
}

/** An element that stands in its list before. */
export function duplicateItem(error: ErrorObject, { index, first }: Duplicate): MistakeDraft {
  const list = error.data as unknown[];
  return {
    kind: 'duplicate-item',
    at: `${error.instancePath}/${index}`,
    value: list[index],
    schema: error.parentSchema,
    describe({ subject, received, parent }) {
      const before = `${parent}[${first}]`;
      const message = `${subject} repeats ${received}, which stands first at ${before}; leave it out.`;
      return { message, received };
    },
  };
}
