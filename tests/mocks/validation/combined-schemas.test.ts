import { describe } from 'vitest';
import { testMistakes } from './mistake-table.ts';
import { property } from './schemas.ts';

describe('combined schemas', () => {
  testMistakes([
    {
      title: 'allOf: the stricter of two limits is reported, once',
      schema: {
        allOf: [
          {
            type: 'object',
            required: ['a', 'b'],
            properties: { a: { type: 'integer', minimum: 1 } },
          },
          { required: ['b', 'a'], properties: { a: { type: 'integer', minimum: 5 } } },
        ],
      },
      given: { a: 0 },
      want: [
        { pointer: '/a', kind: 'too-small', expected: 'integer of at least 5' },
        { pointer: '/b', kind: 'missing' },
      ],
    },
    {
      title: 'allOf: a wrong type is reported once',
      schema: {
        allOf: [
          { properties: { a: { type: 'integer' } } },
          { properties: { a: { type: 'integer', minimum: 5 } } },
        ],
      },
      given: { a: 'x' },
      want: [{ pointer: '/a', kind: 'wrong-type' }],
    },
    {
      title: 'not: fields that exclude each other are one mistake',
      schema: { type: 'object', not: { required: ['a', 'b'] } },
      given: { a: 1, b: 1 },
      want: [
        {
          pointer: '',
          kind: 'invalid',
          message: 'a and b may not be sent together; leave one out.',
        },
      ],
    },
    {
      title: 'not: a forbidden value is one mistake',
      schema: property({ not: { enum: ['admin', 'root'] } }),
      given: { x: 'root' },
      want: [
        {
          pointer: '/x',
          kind: 'invalid',
          message: 'x must not be one of admin, root; change it.',
          received: '"root"',
        },
      ],
    },
    {
      title: 'false: a forbidden field is one mistake',
      schema: property(false),
      given: { x: 1 },
      want: [{ pointer: '/x', kind: 'invalid', message: 'x is not allowed here; leave it out.' }],
    },
    {
      title: 'then: a field that a condition requires is missing',
      schema: {
        type: 'object',
        if: { required: ['a'], properties: { a: { const: 1 } } },
        // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
        then: { required: ['b'] },
        else: { properties: { c: { type: 'integer' } } },
      },
      given: { a: 1, c: 'x' },
      want: [{ pointer: '/b', kind: 'missing', message: 'b is missing; send it.' }],
    },
    {
      title: 'else: a value that a condition forbids is a mistake',
      schema: {
        type: 'object',
        if: { required: ['a'] },
        else: { properties: { c: { type: 'integer' } } },
      },
      given: { c: 'x' },
      want: [{ pointer: '/c', kind: 'wrong-type' }],
    },
    {
      title: 'dependentRequired: a field that another needs is missing',
      schema: {
        type: 'object',
        dependentRequired: { street: ['city', 'zip'] },
        properties: { city: { type: 'string' } },
      },
      given: { street: 'x', zip: '1' },
      want: [
        {
          pointer: '/city',
          kind: 'missing',
          message: 'city is missing, and street needs it; send a string.',
        },
      ],
    },
    {
      title: 'multipleOf: a keyword without a kind of its own has the message of Ajv',
      schema: property({ type: 'integer', multipleOf: 5 }),
      given: { x: 3 },
      want: [
        {
          pointer: '/x',
          kind: 'invalid',
          message: 'x must be multiple of 5.',
          expected: 'integer divisible by 5',
        },
      ],
    },
    {
      title: 'contains: a missing element is one mistake',
      schema: property({ type: 'array', contains: { const: 5 } }),
      given: { x: [1, 2, 3] },
      want: [{ pointer: '/x', kind: 'invalid' }],
    },
    {
      title: 'propertyNames: each wrong name is one mistake',
      schema: { type: 'object', propertyNames: { pattern: '^[a-z]+$' } },
      given: { A: 1, b: 2, C: 3 },
      want: [
        {
          pointer: '/A',
          kind: 'invalid',
          message: 'The field name "A" must match pattern "^[a-z]+$".',
        },
        { pointer: '/C', kind: 'invalid' },
      ],
    },
  ]);
});
