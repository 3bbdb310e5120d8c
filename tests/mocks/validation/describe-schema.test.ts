import { describe, expect, test } from 'vitest';
import { createMistakeFinder, describeChoice, describeSchema } from './in-english.ts';
import { anId, id, numbers, port, rule } from './schemas.ts';

describe('the description of a schema', () => {
  test.each([
    { given: id, want: anId },
    { given: { type: 'integer' }, want: 'integer' },
    { given: { type: 'integer', minimum: 1 }, want: 'integer of at least 1' },
    { given: { type: 'number', maximum: 5 }, want: 'number of at most 5' },
    {
      given: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
      want: 'number above 0 and below 1',
    },
    { given: { type: 'string', minLength: 1, maxLength: 9 }, want: 'string of 1 to 9 characters' },
    { given: { type: 'string', minLength: 2, maxLength: 2 }, want: 'string of 2 characters' },
    { given: { type: 'string', format: 'email' }, want: 'string (an email address)' },
    { given: { type: 'string', format: 'password' }, want: 'string' },
    { given: { enum: ['client', 'system'] }, want: 'one of client, system' },
    { given: { enum: ['company'] }, want: 'company' },
    {
      given: { enum: [1, '1', 'null', null, 'two words'] },
      want: 'one of 1, "1", "null", null, "two words"',
    },
    { given: { const: true }, want: 'true' },
    { given: { type: 'array', items: { type: 'integer' } }, want: 'array of integers' },
    { given: numbers, want: 'array of integers from 1 to 9007199254740991' },
    {
      given: { type: 'array', items: { enum: ['a', 'b'] } },
      want: 'array of elements that are each one of a, b',
    },
    { given: { type: 'array', minItems: 1 }, want: 'array with at least 1 element' },
    {
      given: { type: ['array', 'null'], items: { type: 'object' } },
      want: 'array of objects or null',
    },
    { given: { allOf: [{ type: 'integer' }, { minimum: 1 }] }, want: 'integer of at least 1' },
    { given: { minimum: 1 }, want: 'number of at least 1' },
    { given: port, want: 'an integer from 1 to 65535 or a string of digits in that range' },
    { given: { anyOf: [id, { type: 'null' }] }, want: `${anId} or null` },
    { given: rule, want: 'object' },
    { given: {}, want: 'anything' },
    { given: true, want: 'anything' },
    { given: false, want: 'nothing' },
  ])('a schema is described as "$want"', ({ given, want }) => {
    expect(describeSchema(given)).toBe(want);
  });

  test('the branches of a choice are described by title, description or shape, each once', () => {
    const branches = [
      { title: 'a name' },
      { description: 'A long name.' },
      id,
      { title: 'a name' },
    ];
    expect(describeChoice(branches)).toBe(`a name, A long name or ${anId}`);
  });

  test('a schema that does not compile throws an error', () => {
    expect(() => createMistakeFinder({ type: 'string', pattern: '(' })).toThrow(
      'regular expression',
    );
    expect(() => createMistakeFinder({ type: 'strnig' })).toThrow('type');
  });

  test('a schema with an $id can be compiled twice', () => {
    const schema = { $id: 'https://example.test/x', type: 'integer' };
    createMistakeFinder(schema);
    expect(createMistakeFinder({ ...schema })('x')).toHaveLength(1);
  });
});
