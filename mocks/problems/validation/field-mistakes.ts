import { formatPointer, type JsonObject } from '../../../spec/index.ts';
import { englishRefusals } from '../texts/english.ts';
import type { Message } from '../texts/message.ts';
import { describeChoice, describeSchema } from './describe-schema.ts';
import type { MistakeDraft, Site } from './mistake.ts';
import { listOf, type RequiredFields, requiredFields } from './schema-keywords.ts';

/** A missing field; `because` is a field that requires it. */
export function missing({ at, schema }: Site, name: string, because?: string): MistakeDraft {
  return {
    kind: 'missing',
    at: at + formatPointer([name]),
    schema,
    describe({ name: subject, property }) {
      const expected: Message = (texts) => describeSchema(property, texts);
      const isVague = expected(englishRefusals) === englishRefusals.schema.anything;
      const message: Message = (texts) =>
        texts.mistakes.missing(subject, because, isVague ? undefined : expected(texts));
      return { message, expected: isVague ? undefined : expected };
    },
  };
}

/** Missing fields, of which at least one, or exactly one, is required. */
export function missingChoice(
  site: Site,
  keyword: string,
  required: readonly RequiredFields[],
): MistakeDraft {
  const value = site.value as JsonObject;
  const fields = [...new Set(required.flatMap(({ names }) => names))];
  const present = fields.filter((name) => Object.hasOwn(value, name));
  const isEmpty = (name: string) => Array.isArray(value[name]) && listOf(value[name]).length === 0;
  const isAlternative = required.every(({ names }) => names.length === 1);
  const minItems = Math.min(...required.map((one) => one.minItems));
  return {
    ...site,
    kind: present.length > 0 && present.every(isEmpty) ? 'empty-lists' : 'missing-choice',
    detail: fields.join(' '),
    fields,
    describe({ name }) {
      const groups = isAlternative ? fields.map((one) => [one]) : required.map((one) => one.names);
      return {
        message: ({ mistakes }) =>
          mistakes.missingChoice(name, groups, keyword === 'oneOf', minItems),
      };
    },
  };
}

/** A value that fits several forms but must fit exactly one. */
export function fitsSeveral(
  site: Site,
  passing: readonly number[],
  branches: readonly unknown[],
): MistakeDraft {
  const required = branches.map(requiredFields);
  const fields = passing.flatMap((i) => required[i]?.names ?? []);
  const both: Message = (texts) =>
    describeChoice(
      passing.map((i) => branches[i]),
      texts,
    );
  return {
    ...site,
    kind: 'invalid',
    detail: `one of ${both(englishRefusals)} ${fields}`,
    describe({ name, received }) {
      if (required.every((one) => one !== undefined)) {
        return { message: ({ mistakes }) => mistakes.onlyOne(name, fields) };
      }
      return { message: (texts) => texts.mistakes.fitsSeveral(name, both(texts)), received };
    },
  };
}

/** A value that matches a schema that it must not match. */
export function forbidden(site: Site, schema: unknown): MistakeDraft {
  const fields = requiredFields(schema)?.names;
  const words = describeSchema(schema, englishRefusals);
  return {
    ...site,
    kind: 'invalid',
    detail: `not ${words} ${fields}`,
    describe({ name, received }) {
      if (fields !== undefined) {
        return { message: ({ mistakes }) => mistakes.forbiddenFields(name, fields) };
      }
      const { anything, object } = englishRefusals.schema;
      const isVague = words === anything || words === object({});
      const message: Message = (texts) =>
        texts.mistakes.forbidden(name, isVague ? undefined : describeSchema(schema, texts));
      return { message, received };
    },
  };
}
