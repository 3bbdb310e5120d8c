import { describe, expect } from 'vitest';
import { testMistakes } from './mistake-table.ts';
import {
  anId,
  goodPhone,
  goodRule,
  id,
  media,
  numbers,
  phone,
  property,
  purpose,
  rule,
} from './schemas.ts';

describe('allowed values', () => {
  testMistakes([
    {
      title: 'a value with a Cyrillic letter is a look-alike',
      schema: phone,
      given: { ...goodPhone, purpose: 'сompany' },
      want: [
        {
          pointer: '/purpose',
          kind: 'look-alike',
          message:
            'purpose is "сompany", which looks like "company" but has at position 1 U+0441 CYRILLIC SMALL LETTER ES where "company" has Latin c; send "company".',
          expected: 'company',
          received: '"сompany"',
          hint: 'company',
          schema: purpose,
          property: purpose,
        },
      ],
    },
    {
      title: 'a constant with a Greek letter is a look-alike',
      schema: property({ const: 'company' }),
      given: { x: 'cοmpany' },
      want: [
        {
          kind: 'look-alike',
          message: expect.stringContaining('position 2 U+03BF GREEK SMALL LETTER OMICRON'),
        },
      ],
    },
    {
      title: 'a value in full width is a look-alike',
      schema: phone,
      given: { ...goodPhone, purpose: 'ｃompany' },
      want: [
        {
          kind: 'look-alike',
          message: expect.stringContaining('has at position 1 U+FF43 where "company" has Latin c'),
        },
      ],
    },
    {
      title: 'a value in another case is not allowed, with a suggestion',
      schema: rule,
      given: { ...goodRule, source_type: 'System' },
      want: [
        {
          pointer: '/source_type',
          kind: 'not-allowed',
          message: 'source_type is "System"; send one of client, system (did you mean "system"?).',
          expected: 'one of client, system',
          received: '"System"',
          hint: 'system',
        },
      ],
    },
    {
      title: 'a misspelt value is not allowed, with a suggestion',
      schema: rule,
      given: { ...goodRule, source_type: 'cleint' },
      want: [{ kind: 'not-allowed', hint: 'client' }],
    },
    {
      title: 'a value far from all allowed ones gets no suggestion',
      schema: rule,
      given: { ...goodRule, source_type: 'operator' },
      want: [{ kind: 'not-allowed', hint: undefined }],
    },
    {
      title: 'a value of another type is only of the wrong type',
      schema: rule,
      given: { ...goodRule, source_type: 5 },
      want: [{ kind: 'wrong-type', expected: 'one of client, system', received: '5' }],
    },
    {
      title: 'a text in place of allowed numbers is not allowed',
      schema: property({ enum: [1, 2, '3'] }),
      given: { x: '1' },
      want: [{ kind: 'not-allowed', expected: 'one of 1, 2, "3"', hint: undefined }],
    },
    {
      title: 'null in place of allowed values is a null value',
      schema: property({ enum: ['a', 'b'] }),
      given: { x: null },
      want: [{ kind: 'null-value' }],
    },
  ]);
});

describe('values of the wrong type', () => {
  testMistakes([
    {
      title: 'a wrong type is reported with place, expectation and value',
      schema: rule,
      given: { ...goodRule, media_id: '50' },
      want: [
        {
          pointer: '/media_id',
          kind: 'wrong-type',
          message: `media_id is the string "50"; send an ${anId}.`,
          expected: anId,
          received: '"50"',
          schema: media,
          property: media,
        },
      ],
    },
    {
      title: 'a wrong type of an element is reported with its index',
      schema: rule,
      given: { ...goodRule, number_capacity_ids: [1, '2'] },
      want: [
        {
          pointer: '/number_capacity_ids/1',
          kind: 'wrong-type',
          message: `number_capacity_ids[1] is the string "2"; send an ${anId}.`,
          schema: id,
          property: numbers,
        },
      ],
    },
    {
      title: 'a fraction in place of an integer has the wrong type',
      schema: rule,
      given: { ...goodRule, media_id: 1.5 },
      want: [{ kind: 'wrong-type', received: '1.5' }],
    },
    {
      title: 'a number that JavaScript cannot hold is too large',
      schema: property({ type: 'number' }),
      given: JSON.parse('{"x":1e999}'),
      want: [{ kind: 'too-large', received: 'Infinity' }],
    },
    {
      title: 'a long value is cut after 60 characters',
      schema: rule,
      given: { ...goodRule, media_id: 'x'.repeat(1000) },
      want: [{ received: `"${'x'.repeat(59)}…` }],
    },
    {
      title: 'a value of exactly 60 characters is not cut',
      schema: rule,
      given: { ...goodRule, media_id: 'x'.repeat(58) },
      want: [{ received: `"${'x'.repeat(58)}"` }],
    },
    {
      title: 'a nested value is shown as JSON',
      schema: rule,
      given: { ...goodRule, media_id: { a: [1, 'b', null], c: {} } },
      want: [{ received: '{"a":[1,"b",null],"c":{}}' }],
    },
    {
      title: 'a wrong type is reported with all allowed types',
      schema: property({ type: ['array', 'null'], items: { type: 'integer' } }),
      given: { x: 'y' },
      want: [{ kind: 'wrong-type', expected: 'array of integers or null' }],
    },
  ]);
});

describe('null', () => {
  testMistakes([
    {
      title: 'null for an optional field is to be left out',
      schema: rule,
      given: { ...goodRule, employee_group_ids: null },
      want: [
        {
          pointer: '/employee_group_ids',
          kind: 'null-value',
          message: 'employee_group_ids is null; leave the field out if it has no value.',
          received: 'null',
        },
      ],
    },
    {
      title: 'null for a required field is to be a value',
      schema: rule,
      given: { ...goodRule, media_id: null },
      want: [{ kind: 'null-value', message: `media_id is null; send an ${anId}.` }],
    },
    {
      title: 'null for both lists of a choice is two mistakes',
      schema: rule,
      given: { ...goodRule, number_capacity_ids: null, employee_group_ids: null },
      want: [
        { pointer: '/number_capacity_ids', kind: 'null-value' },
        { pointer: '/employee_group_ids', kind: 'null-value' },
      ],
    },
    {
      title: 'null as an element is to be left out',
      schema: rule,
      given: { ...goodRule, number_capacity_ids: [null] },
      want: [
        {
          pointer: '/number_capacity_ids/0',
          kind: 'null-value',
          message: `number_capacity_ids[0] is null; leave the element out, or send an ${anId}.`,
        },
      ],
    },
    {
      title: 'null is no mistake if it is allowed',
      schema: property({ type: ['integer', 'null'] }),
      given: { x: null },
      want: [],
    },
  ]);
});
