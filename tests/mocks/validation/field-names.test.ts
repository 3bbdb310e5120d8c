import { describe, expect, test } from 'vitest';
import { formatPointer } from '../../../spec/index.ts';
import { createMistakeFinder } from './in-english.ts';
import { testMistakes } from './mistake-table.ts';
import { anId, goodRule, house, id, media, numbers, rule } from './schemas.ts';

describe('misspelt field names', () => {
  const { number_capacity_ids, ...rest } = goodRule;
  const { media_id, ...withoutMedia } = goodRule;
  testMistakes([
    ...['numbercapacityids', 'numberCapacityIds', 'number-capacity-ids', 'NUMBER_CAPACITY_IDS'].map(
      (name) => ({
        title: `the name ${name} is one mistake, with the right name`,
        schema: rule,
        given: { ...rest, [name]: [1] },
        want: [
          {
            pointer: formatPointer([name]),
            kind: 'squashed-name' as const,
            message: `The field "${name}" is called number_capacity_ids; rename it.`,
            hint: 'number_capacity_ids',
            schema: rule,
            property: numbers,
          },
        ],
      }),
    ),
    ...['nubmer_capacity_ids', 'number_capacity_id', 'numbr_capacityy_ids', 'NumberCapacityId'].map(
      (name) => ({
        title: `the misspelt name ${name} is one mistake, with the right name`,
        schema: rule,
        given: { ...rest, [name]: [1] },
        want: [
          {
            pointer: formatPointer([name]),
            kind: 'misspelt-name' as const,
            message: `There is no field "${name}"; if number_capacity_ids is meant, rename it.`,
            hint: 'number_capacity_ids',
          },
        ],
      }),
    ),
    {
      title: 'a name with a look-alike letter is one mistake, which names the letter',
      schema: rule,
      given: { ...withoutMedia, mеdia_id: 50 },
      want: [
        {
          pointer: '/mеdia_id',
          kind: 'look-alike',
          message:
            'The field "mеdia_id" has at position 2 U+0435 CYRILLIC SMALL LETTER IE where "media_id" has Latin e; rename it to media_id.',
          hint: 'media_id',
          property: media,
        },
      ],
    },
    {
      title: 'a misspelt name with a wrong value is two mistakes at the sent name',
      schema: rule,
      given: { ...withoutMedia, MediaID: '50' },
      want: [
        { pointer: '/MediaID', kind: 'squashed-name' },
        {
          pointer: '/MediaID',
          kind: 'wrong-type',
          message: `MediaID is the string "50"; send an ${anId}.`,
          property: media,
        },
      ],
    },
    {
      title: 'a misspelt name with an empty list does not satisfy a choice',
      schema: rule,
      given: { ...rest, numbercapacityids: [] },
      want: [
        { pointer: '', kind: 'empty-lists' },
        { pointer: '/numbercapacityids', kind: 'squashed-name' },
      ],
    },
    {
      title: 'a misspelt name beside the right one is unknown',
      schema: rule,
      given: { ...goodRule, mediaid: 51 },
      want: [
        {
          pointer: '/mediaid',
          kind: 'unknown-field',
          message: 'There is no field "mediaid"; media_id is already there, so leave this one out.',
          hint: 'media_id',
        },
      ],
    },
    {
      title: 'a field in two wrong spellings is misnamed once and unknown once',
      schema: rule,
      given: { ...withoutMedia, media_ids: 1, mediaid: 2 },
      want: [
        { pointer: '/mediaid', kind: 'squashed-name' },
        { pointer: '/media_ids', kind: 'unknown-field', hint: 'media_id' },
      ],
    },
    {
      title: 'misspelt names are found in nested lists and objects',
      schema: house,
      given: {
        laed: { Name: 'x', floornumber: '1' },
        rooms: [{ name: 'a' }, { nmae: '', zip: 1 }],
      },
      want: [
        { pointer: '/rooms/1/nmae', kind: 'misspelt-name', hint: 'name' },
        { pointer: '/rooms/1/nmae', kind: 'too-small' },
        {
          pointer: '/rooms/1/zip',
          kind: 'unknown-field',
          message:
            'There is no field "zip" in rooms[1]; the known ones are name, floor_number and a/b~c.',
        },
        { pointer: '/laed', kind: 'misspelt-name', hint: 'lead' },
        { pointer: '/laed/Name', kind: 'squashed-name' },
        { pointer: '/laed/floornumber', kind: 'squashed-name' },
        { pointer: '/laed/floornumber', kind: 'wrong-type' },
      ],
    },
    {
      title: 'a name that is equally near to two others is unknown',
      schema: {
        type: 'object',
        additionalProperties: false,
        properties: { line_1: {}, line_2: {} },
      },
      given: { line_3: 'x' },
      want: [{ pointer: '/line_3', kind: 'unknown-field', hint: undefined }],
    },
    {
      title: 'a misspelt name is no mistake if unknown fields are allowed',
      schema: { type: 'object', properties: { media_id: id, name: { type: 'string' } } },
      given: { mediaid: 'x', name: 5 },
      want: [{ pointer: '/name', kind: 'wrong-type' }],
    },
    {
      title: 'a misspelt name is no mistake if a pattern allows it',
      schema: {
        type: 'object',
        additionalProperties: false,
        properties: { media_id: id },
        patternProperties: { '^media': { type: 'integer' } },
      },
      given: { mediaid: 'x' },
      want: [{ pointer: '/mediaid', kind: 'wrong-type' }],
    },
    {
      title: 'names are known through allOf and unevaluatedProperties',
      schema: {
        allOf: [
          { type: 'object', properties: { first_name: { type: 'string' } } },
          { type: 'object', required: ['age'], properties: { age: { type: 'integer' } } },
        ],
        unevaluatedProperties: false,
      },
      given: { firstName: 'x', aeg: 1, shoe: 2 },
      want: [
        { pointer: '/firstName', kind: 'squashed-name', hint: 'first_name' },
        { pointer: '/aeg', kind: 'misspelt-name', hint: 'age' },
        { pointer: '/shoe', kind: 'unknown-field' },
      ],
    },
  ]);
});

describe('unknown fields', () => {
  testMistakes([
    {
      title: 'an unknown field is reported with the known ones, without its value',
      schema: rule,
      given: { ...goodRule, colour: 'secret' },
      want: [
        {
          pointer: '/colour',
          kind: 'unknown-field',
          message:
            'There is no field "colour"; the known ones are number_capacity_ids, employee_group_ids, source_type and media_id.',
          hint: undefined,
          received: undefined,
          schema: rule,
          property: undefined,
        },
      ],
    },
    {
      title: 'a field named like an inherited property is unknown',
      schema: rule,
      given: JSON.parse(
        `{"__proto__":{"media_id":1},"constructor":2,"toString":3,${JSON.stringify(goodRule).slice(1)}`,
      ),
      want: [
        { pointer: '/__proto__', kind: 'unknown-field' },
        { pointer: '/constructor', kind: 'unknown-field' },
        { pointer: '/toString', kind: 'unknown-field' },
      ],
    },
    {
      title: 'a field named like an inherited property is unknown beside a misspelt one',
      schema: rule,
      given: JSON.parse('{"__proto__":{"media_id":1},"mediaid":2,"source_type":"client"}'),
      want: [
        { pointer: '', kind: 'missing-choice' },
        { pointer: '/mediaid', kind: 'squashed-name' },
        { pointer: '/__proto__', kind: 'unknown-field' },
      ],
    },
    {
      title: 'a field named like an inherited property is found beside a choice',
      schema: {
        type: 'object',
        unevaluatedProperties: false,
        anyOf: [{ required: ['a'], properties: { a: {} } }, { properties: { b: {} } }],
      },
      given: JSON.parse('{"a":1,"constructor":1,"__proto__":2}'),
      want: [
        { pointer: '/constructor', kind: 'unknown-field' },
        { pointer: '/__proto__', kind: 'unknown-field' },
      ],
    },
    {
      title: 'a field named like an inherited property is no mistake if any name is allowed',
      schema: {
        type: 'object',
        allOf: [{ additionalProperties: { type: 'integer' } }],
        unevaluatedProperties: false,
      },
      given: { constructor: 1 },
      want: [],
    },
    {
      title: 'the pointer of an unknown field has its name escaped',
      schema: house,
      given: { 'x/y~z': 1, rooms: [{ name: 'a', 'a/b~c': 'x' }] },
      want: [
        {
          pointer: '/rooms/0/a~1b~0c',
          kind: 'wrong-type',
          message: 'rooms[0]["a/b~c"] is the string "x"; send an integer.',
        },
        { pointer: '/x~1y~0z', kind: 'unknown-field' },
      ],
    },
    {
      title: 'a field of another branch does not go with the others',
      schema: {
        type: 'object',
        unevaluatedProperties: false,
        anyOf: [
          { required: ['size'], properties: { size: {} } },
          { required: ['width'], properties: { width: { type: 'integer' } } },
        ],
      },
      given: { size: 1, width: 'x' },
      want: [
        {
          pointer: '/width',
          kind: 'unknown-field',
          message: 'The field "width" does not go with the other fields; leave it out.',
        },
      ],
    },
  ]);

  test('unknown fields do not change prototypes', () => {
    const find = createMistakeFinder(rule);
    find(JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'));
    find(JSON.parse('{"mediaid":1,"__proto__":{"polluted":1}}'));
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  test('an inherited property is not taken for a field of the schema', () => {
    const schema = {
      type: 'object',
      additionalProperties: false,
      required: ['constructor'],
      properties: { constructor: { type: 'integer' }, toString: { type: 'string' } },
    };
    expect(createMistakeFinder(schema)({ tostring: 'x' })).toMatchObject([
      { pointer: '/constructor', kind: 'missing', expected: 'integer' },
      { pointer: '/tostring', kind: 'squashed-name', hint: 'toString' },
    ]);
  });
});
