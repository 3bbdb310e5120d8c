import { expect, test } from 'vitest';
import { factorChoices } from '../../spec/contract/factor-choices.ts';

const text = { type: 'string' };
const closed = (required: string[], properties: object) => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});

test.each([
  {
    title: 'the limits that all alternatives have stand once, beside the choice',
    given: {
      description: 'A host.',
      anyOf: [
        { title: 'a name', type: 'string', minLength: 1, format: 'hostname' },
        { title: 'an address', type: 'string', minLength: 1, format: 'ipv4' },
      ],
    },
    want: {
      description: 'A host.',
      type: 'string',
      minLength: 1,
      anyOf: [
        { title: 'a name', format: 'hostname' },
        { title: 'an address', format: 'ipv4' },
      ],
    },
  },
  {
    title: 'alternatives keep the fields that only they require, and what only they say of a field',
    given: {
      anyOf: [
        closed(['a', 'c'], { a: { type: 'array', minItems: 1 }, b: { type: 'array' }, c: text }),
        closed(['b', 'c'], { a: { type: 'array' }, b: { type: 'array', minItems: 1 }, c: text }),
      ],
    },
    want: {
      ...closed(['c'], { a: { type: 'array' }, b: { type: 'array' }, c: text }),
      anyOf: [
        { required: ['a'], properties: { a: { minItems: 1 } } },
        { required: ['b'], properties: { b: { minItems: 1 } } },
      ],
    },
  },
  {
    title: 'the values that alternatives allow are listed together, beside the choice',
    given: {
      oneOf: [
        closed(['kind'], { kind: { ...text, const: 'card' } }),
        closed(['kind'], { kind: { ...text, enum: ['cash', 'coin'] } }),
      ],
    },
    want: {
      ...closed(['kind'], { kind: { ...text, enum: ['card', 'cash', 'coin'] } }),
      oneOf: [
        { properties: { kind: { const: 'card' } } },
        { properties: { kind: { enum: ['cash', 'coin'] } } },
      ],
    },
  },
  {
    title: 'a field that no alternative allows stays forbidden',
    given: {
      anyOf: [
        closed(['a'], { a: { ...text, minLength: 1 }, gone: false }),
        closed(['a'], { a: text, gone: false }),
      ],
    },
    want: {
      ...closed(['a'], { a: text, gone: false }),
      anyOf: [{ properties: { a: { minLength: 1 } } }, {}],
    },
  },
  {
    title: 'an object that several alternatives allow is listed once',
    given: {
      anyOf: [
        { type: 'object', enum: [{ a: 1 }, { a: 2 }] },
        { type: 'object', enum: [{ a: 1 }] },
      ],
    },
    want: {
      type: 'object',
      enum: [{ a: 1 }, { a: 2 }],
      anyOf: [{}, { enum: [{ a: 1 }] }],
    },
  },
  {
    title: 'choices in fields and elements are factored, too',
    given: {
      properties: { anyOf: { items: { anyOf: [{ ...text, format: 'a' }, { ...text }] } } },
    },
    want: { properties: { anyOf: { items: { ...text, anyOf: [{ format: 'a' }, {}] } } } },
  },
])('$title', ({ given, want }) => {
  expect(factorChoices(given)).toEqual(want);
});

test.each([
  { title: 'alternatives of several types', given: { anyOf: [text, { type: 'integer' }] } },
  {
    title: 'objects with different fields',
    given: { anyOf: [closed([], { a: text }), closed([], { b: text })] },
  },
  {
    title: 'objects whose fields of one name have different types',
    given: { anyOf: [closed([], { a: text }), closed([], { a: { type: 'integer' } })] },
  },
  {
    title: 'a choice beside other demands',
    given: { type: 'string', anyOf: [{ ...text, format: 'a' }, text] },
  },
  {
    title: 'keywords whose meaning depends on their neighbours',
    given: {
      anyOf: [
        { type: 'object', additionalProperties: false, patternProperties: { '^a': text } },
        { type: 'object', additionalProperties: false, patternProperties: { '^b': text } },
      ],
    },
  },
  {
    title: 'values that only look like a schema',
    given: { const: { anyOf: [{ ...text, format: 'a' }, text] } },
  },
])('$title stay as they are written', ({ given }) => {
  expect(factorChoices(given)).toBe(given);
});
