import type { ErrorObject } from 'ajv/dist/2020.js';
import { isWhole } from '../../../spec/shared/json.ts';
import { describeLookAlike, foldToLatin, nearestWords } from '../../schema/did-you-mean.ts';
import { describeSchema, describeValues } from './describe-schema.ts';
import type { Duplicate } from './duplicates.ts';
import type { Mistake, MistakeDraft, MistakeKind, Site } from './mistake.ts';
import { quote, withArticle } from './preview.ts';
import { keysOf } from './schema-keywords.ts';

/** A value of the wrong type. */
export function wrongType(site: Site, expected: () => string): MistakeDraft {
  const { value } = site;
  // A number such as 1e400 is valid JSON, but JavaScript reads it as infinite.
  const isInfinite = typeof value === 'number' && !Number.isFinite(value);
  const kind = isInfinite ? (value > 0 ? 'too-large' : 'too-small') : 'wrong-type';
  return invalidValue(site, kind, expected, 'receivedWithType');
}

/** A value of the right type that matches none of the allowed forms. */
export function wrongForm(site: Site, expected: () => string): MistakeDraft {
  return invalidValue(site, 'wrong-form', expected, 'received');
}

function invalidValue(
  site: Site,
  kind: MistakeKind,
  expected: () => string,
  shown: 'received' | 'receivedWithType',
): MistakeDraft {
  if (site.value === null) return nullValue(site, expected);
  return {
    ...site,
    kind,
    describe({ subject, received, [shown]: value }) {
      const words = expected();
      if (typeof site.value === 'number' && !Number.isInteger(site.value) && isDigits(received)) {
        return { ...inexact(subject, received), expected: words, received };
      }
      const message = `${subject} is ${value}; send ${withArticle(words)}.`;
      return { message, expected: words, received };
    },
  };
}

// A long number is shown in part.
function isDigits(received: string): boolean {
  return isWhole(received.replace('…', ''));
}

/** A whole number that is not read as what its digits say. */
function inexact(subject: string, digits: string): Pick<Mistake, 'kind' | 'message'> {
  const { MAX_SAFE_INTEGER: most } = Number;
  const message = `${subject} is ${digits}, which the mock cannot keep exactly; send an integer from -${most} to ${most}.`;
  return { kind: digits.startsWith('-') ? 'too-small' : 'too-large', message };
}

function nullValue(site: Site, expected: () => string): MistakeDraft {
  return {
    ...site,
    kind: 'null-value',
    describe({ subject, received, step, isRequired }) {
      const words = expected();
      const send = `send ${withArticle(words)}`;
      const remedy = {
        body: send,
        element: `leave the element out, or ${send}`,
        field: isRequired ? send : 'leave the field out if it has no value',
      }[step];
      return { message: `${subject} is null; ${remedy}.`, expected: words, received };
    },
  };
}

/** A value that is not allowed, or that only looks like an allowed one. */
export function notAllowed(site: Site, values: readonly unknown[]): MistakeDraft {
  const { value } = site;
  const expected = () => describeValues(values);
  if (value === null) return nullValue(site, expected);
  const texts = values.filter((one) => typeof one === 'string');
  const folded = typeof value === 'string' ? foldToLatin(value) : '';
  const alike = texts.find((one) => typeof value === 'string' && foldToLatin(one) === folded);
  if (typeof value === 'string' && alike !== undefined) {
    return {
      ...site,
      kind: 'look-alike',
      describe({ subject, received, isSecret }) {
        const why = isSecret
          ? 'has a character that only looks like it'
          : describeLookAlike(value, alike);
        const message = `${subject} is ${received}, which looks like "${alike}" but ${why}; send "${alike}".`;
        return { message, expected: expected(), received, hint: alike };
      },
    };
  }
  return {
    ...site,
    kind: 'not-allowed',
    allowed: values,
    describe({ subject, received }) {
      const lower = texts.map((one) => one.toLowerCase());
      const nearest = nearestWords(folded.toLowerCase(), lower);
      const near = texts.filter((one) => nearest.includes(one.toLowerCase()));
      const hint = near.length === 1 ? near[0] : undefined;
      const isObvious = hint === undefined || values.length === 1;
      const suggestion = isObvious ? '' : ` (did you mean ${quote(hint)}?)`;
      const message = `${subject} is ${received}; send ${expected()}${suggestion}.`;
      return { message, expected: expected(), received, hint };
    },
  };
}

/** A value that is too small or too large, too short or too long, or has too few or too many parts. */
export function beyondLimit(
  site: Site,
  kind: 'too-small' | 'too-large',
  limit: unknown,
  expected: () => string,
): MistakeDraft {
  const { value } = site;
  return {
    ...site,
    kind,
    limit,
    describe({ subject, received, receivedWithType }) {
      const words = expected();
      const send = `send ${withArticle(words)}`;
      const isSmall = kind === 'too-small';
      if (typeof value === 'object') {
        const [number, noun] = Array.isArray(value)
          ? [value.length, 'element']
          : [keysOf(value).length, 'field'];
        const size = `${number} ${noun}${number === 1 ? '' : 's'}`;
        const message = `${subject} has ${size}, too ${isSmall ? 'few' : 'many'}; ${send}.`;
        return { message, expected: words, received };
      }
      const [low, high] = typeof value === 'string' ? ['short', 'long'] : ['small', 'large'];
      const message = `${subject} is ${receivedWithType}, too ${isSmall ? low : high}; ${send}.`;
      return { message, expected: words, received };
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
    describe({ subject, received, up }) {
      const message = `${subject} repeats ${received}, which is already at ${up?.name}[${first}]; leave it out.`;
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
    describe: ({ subject, received }) => ({
      message: `${subject} ${why ?? 'is not valid'}.`,
      expected: describeSchema(schema),
      received,
    }),
  };
}
