import type { ErrorObject } from 'ajv/dist/2020.js';
import { formatPointer, type JsonObject } from '../../../spec/index.ts';
import { describeChoice, describeSchema, listWords } from './describe-schema.ts';
import type { MistakeDraft } from './mistake.ts';
import { withArticle } from './preview.ts';
import { listOf, type RequiredFields, requiredFields } from './schema-demands.ts';

/** A field that must be there. */
export function missing(error: ErrorObject, because?: string): MistakeDraft {
  const name: string = error.params.missingProperty;
  return {
    kind: 'missing',
    at: error.instancePath + formatPointer([name]),
    schema: error.parentSchema,
    describe({ subject, property }) {
      const words = describeSchema(property);
      const expected = words === 'anything' ? undefined : words;
      const send = expected === undefined ? 'send it' : `send ${withArticle(expected)}`;
      const reason = because === undefined ? '' : `, and ${because} cannot go without it`;
      return { message: `${subject} is missing${reason}; ${send}.`, expected };
    },
  };
}

/** Fields of which some must be there. */
export function missingChoice(
  error: ErrorObject,
  demands: readonly RequiredFields[],
): MistakeDraft {
  const { instancePath: at, parentSchema: schema, keyword } = error;
  const value = error.data as JsonObject;
  const fields = [...new Set(demands.flatMap(({ names }) => names))];
  const present = fields.filter((name) => Object.hasOwn(value, name));
  const isEmpty = (name: string) => Array.isArray(value[name]) && listOf(value[name]).length === 0;
  const isAlternative = demands.every(({ names }) => names.length === 1);
  const least = Math.min(...demands.map((one) => one.least));
  return {
    kind: present.length > 0 && present.every(isEmpty) ? 'empty-lists' : 'missing-choice',
    at,
    value,
    schema,
    detail: fields.join(' '),
    fields,
    describe({ name }) {
      const quantity = keyword === 'oneOf' ? 'Exactly one' : 'At least one';
      const named = demands.map(
        ({ names }) => listWords(names, 'and') + (names.length > 1 ? ' together' : ''),
      );
      const where = name === '' ? '' : ` in ${name}`;
      const elements = least === 1 ? 'one element' : `${least} elements`;
      const size = least > 0 ? `, with at least ${elements}` : '';
      if (!isAlternative) return { message: `Send ${listWords(named, 'or')}${where}${size}.` };
      const which = fields.length > 1 ? `${quantity} of ${listWords(fields, 'and')}` : fields[0];
      return { message: `${which} is required${where}${size}.` };
    },
  };
}

/** A value that fits several forms of which it should fit one. */
export function fitsSeveral(error: ErrorObject, branches: readonly unknown[]): MistakeDraft {
  const { instancePath: at, data: value, parentSchema: schema } = error;
  const passing: number[] = error.params.passingSchemas;
  const demands = branches.map(requiredFields);
  const fields = passing.flatMap((i) => demands[i]?.names ?? []);
  const both = describeChoice(passing.map((i) => branches[i]));
  return {
    kind: 'invalid',
    at,
    value,
    schema,
    detail: `one of ${both} ${fields}`,
    describe({ subject, received, name }) {
      if (demands.every((one) => one !== undefined)) {
        const where = name === '' ? '' : ` in ${name}`;
        return {
          message: `Only one of ${listWords(fields, 'and')} may be sent${where}; leave the others out.`,
        };
      }
      const message = `${subject} fits more than one of its forms (${both}); make it fit exactly one.`;
      return { message, received };
    },
  };
}

/** A value that matches what it must not. */
export function forbidden(error: ErrorObject): MistakeDraft {
  const { instancePath: at, data: value, parentSchema: schema } = error;
  const fields = requiredFields(error.schema)?.names;
  const words = describeSchema(error.schema);
  return {
    kind: 'invalid',
    at,
    value,
    schema,
    detail: `not ${words} ${fields}`,
    describe({ subject, received, name }) {
      if (fields === undefined) {
        const isVague = words === 'anything' || words === 'object';
        const form = isVague ? 'of a form that is not allowed' : words;
        return { message: `${subject} must not be ${form}; change it.`, received };
      }
      const where = name === '' ? '' : ` in ${name}`;
      const message =
        fields.length === 1
          ? `${fields[0]} may not be sent${where}; leave it out.`
          : `${listWords(fields, 'and')} may not be sent together${where}; leave one out.`;
      return { message };
    },
  };
}
