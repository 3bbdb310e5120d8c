import { formatPointer, type JsonObject } from '../../../spec/index.ts';
import { describeChoice, describeSchema, listWords } from './describe-schema.ts';
import type { MistakeDraft, Site } from './mistake.ts';
import { withArticle } from './preview.ts';
import { listOf, type RequiredFields, requiredFields } from './schema-keywords.ts';

/** A missing field; `because` is a field that requires it. */
export function missing({ at, schema }: Site, name: string, because?: string): MistakeDraft {
  return {
    kind: 'missing',
    at: at + formatPointer([name]),
    schema,
    describe({ subject, property }) {
      const words = describeSchema(property);
      const expected = words === 'anything' ? undefined : words;
      const send = expected === undefined ? 'send it' : `send ${withArticle(expected)}`;
      const reason = because === undefined ? '' : `, and ${because} needs it`;
      return { message: `${subject} is missing${reason}; ${send}.`, expected };
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
    describe({ where }) {
      const quantity = keyword === 'oneOf' ? 'Exactly one' : 'At least one';
      const named = required.map(
        ({ names }) => listWords(names, 'and') + (names.length > 1 ? ' together' : ''),
      );
      const elements = minItems === 1 ? 'one element' : `${minItems} elements`;
      const size = minItems > 0 ? `, with at least ${elements}` : '';
      if (!isAlternative) return { message: `Send ${listWords(named, 'or')}${where}${size}.` };
      const which = fields.length > 1 ? `${quantity} of ${listWords(fields, 'and')}` : fields[0];
      return { message: `${which} is required${where}${size}.` };
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
  const both = describeChoice(passing.map((i) => branches[i]));
  return {
    ...site,
    kind: 'invalid',
    detail: `one of ${both} ${fields}`,
    describe({ subject, received, where }) {
      if (required.every((one) => one !== undefined)) {
        const only = `Only one of ${listWords(fields, 'and')} may be sent${where}`;
        return { message: `${only}; leave the others out.` };
      }
      const message = `${subject} fits more than one of its forms (${both}); make it fit exactly one.`;
      return { message, received };
    },
  };
}

/** A value that matches a schema that it must not match. */
export function forbidden(site: Site, schema: unknown): MistakeDraft {
  const fields = requiredFields(schema)?.names;
  const words = describeSchema(schema);
  return {
    ...site,
    kind: 'invalid',
    detail: `not ${words} ${fields}`,
    describe({ subject, received, where }) {
      if (fields === undefined) {
        const isVague = words === 'anything' || words === 'object';
        const form = isVague ? 'of a form that is not allowed' : words;
        return { message: `${subject} must not be ${form}; change it.`, received };
      }
      const message =
        fields.length === 1
          ? `${fields[0]} may not be sent${where}; leave it out.`
          : `${listWords(fields, 'and')} may not be sent together${where}; leave one out.`;
      return { message };
    },
  };
}
