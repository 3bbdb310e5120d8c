import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeChoice, describeSchema } from '../../mocks/problems/validation/describe-schema.ts';
import {
  createVocabulary,
  describeLookAlike,
  foldToLatin,
  nearestWords,
} from '../../mocks/problems/validation/did-you-mean.ts';
import { createMistakeFinder } from '../../mocks/problems/validation/find-mistakes.ts';
import type { Mistake } from '../../mocks/problems/validation/mistake.ts';
import { distance, formatPointer, parsePointer, valueAt } from '../../spec/index.ts';

const id = { type: 'integer', minimum: 1, maximum: 9007199254740991 };
const anId = 'integer from 1 to 9007199254740991';
const numbers = { type: 'array', uniqueItems: true, items: id, 'x-doubt': ['D11'] };
const groups = { type: 'array', uniqueItems: true, items: id };
const media = { ...id, 'x-source': { row: 'media_id' } };
const rule = {
  type: 'object',
  additionalProperties: false,
  required: ['source_type', 'media_id'],
  anyOf: [
    {
      title: 'some numbers',
      required: ['number_capacity_ids'],
      properties: { number_capacity_ids: { minItems: 1 } },
    },
    {
      title: 'some groups',
      required: ['employee_group_ids'],
      properties: { employee_group_ids: { minItems: 1 } },
    },
  ],
  properties: {
    number_capacity_ids: numbers,
    employee_group_ids: groups,
    source_type: { type: 'string', enum: ['client', 'system'] },
    media_id: media,
  },
};
const goodRule = { number_capacity_ids: [352, 446], source_type: 'system', media_id: 50 };

const purpose = { type: 'string', enum: ['company'] };
const host = {
  type: 'string',
  minLength: 1,
  anyOf: [
    { title: 'a host name', format: 'hostname' },
    { title: 'an IPv4 address', format: 'ipv4' },
    { title: 'an IPv6 address', format: 'ipv6' },
    { title: 'a URL', format: 'uri', pattern: '^[a-z]+://' },
  ],
};
const port = {
  'x-doubt': ['D3'],
  anyOf: [
    { title: 'an integer from 1 to 65535', type: 'integer', minimum: 1, maximum: 65535 },
    { title: 'a string of digits in that range', type: 'string', pattern: '^[1-9][0-9]{0,4}$' },
  ],
};
const phone = {
  type: 'object',
  additionalProperties: false,
  required: ['purpose', 'id'],
  properties: {
    login: { type: 'string' },
    password: { type: 'string', format: 'password' },
    comment: { type: 'string' },
    purpose,
    server_host: host,
    server_port: port,
    id,
  },
};
const goodPhone = { purpose: 'company', id: 608 };

const room = {
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 10 },
    floor_number: { type: 'integer' },
    'a/b~c': { type: 'integer' },
  },
};
const house = {
  type: 'object',
  additionalProperties: false,
  properties: { rooms: { type: 'array', items: room }, lead: room, tags: groups },
};

const card = {
  type: 'object',
  additionalProperties: false,
  required: ['kind', 'number', 'holder'],
  properties: { kind: { const: 'card' }, number: { type: 'string' }, holder: { type: 'string' } },
};
const cash = {
  type: 'object',
  additionalProperties: false,
  required: ['kind'],
  properties: { kind: { const: 'cash' }, change: { type: 'integer' } },
};
const payment = { type: 'object', properties: { pay: { oneOf: [card, cash] } } };

interface Row {
  readonly title: string;
  readonly schema: object;
  readonly given: unknown;
  readonly want: readonly Partial<Mistake>[];
}

/** Each row gives exactly the mistakes of `want`, in that order; of each the properties named. */
function table(rows: readonly Row[]): void {
  test.each(rows)('$title', ({ schema, given, want }) => {
    const mistakes = createMistakeFinder(schema)(given);
    const shown = mistakes.map((mistake, index) => {
      const names = Object.keys(want[index] ?? mistake);
      return Object.fromEntries(Object.entries(mistake).filter(([name]) => names.includes(name)));
    });
    expect(shown).toEqual(want);
  });
}

function property(schema: unknown): object {
  return { type: 'object', properties: { x: schema } };
}

function nestedList(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { deeper: value };
  return value;
}

describe('a whole body', () => {
  table([
    { title: 'has no mistakes when it is valid', schema: rule, given: goodRule, want: [] },
    {
      title: 'that is empty has one for each field that must be there',
      schema: rule,
      given: {},
      want: [
        {
          pointer: '',
          kind: 'missing-choice',
          message:
            'At least one of number_capacity_ids and employee_group_ids is required, with at least one element.',
          schema: rule,
          property: numbers,
        },
        {
          pointer: '/source_type',
          kind: 'missing',
          message: 'source_type is missing; send one of client, system.',
          expected: 'one of client, system',
          schema: rule,
        },
        {
          pointer: '/media_id',
          kind: 'missing',
          message: `media_id is missing; send an ${anId}.`,
          expected: anId,
          property: media,
        },
      ],
    },
    {
      title: 'that was not sent has one',
      schema: rule,
      given: undefined,
      want: [{ pointer: '', kind: 'missing', message: 'The request has no body; send an object.' }],
    },
    {
      title: 'tells all of its mistakes at once, in the order of the properties',
      schema: rule,
      given: {
        medai_id: null,
        sourceType: 'sytem',
        colour: 'red',
        numbercapacityids: ['1', 0, 2, 2],
      },
      want: [
        { pointer: '/numbercapacityids', kind: 'squashed-name', hint: 'number_capacity_ids' },
        { pointer: '/numbercapacityids/0', kind: 'wrong-type' },
        { pointer: '/numbercapacityids/1', kind: 'too-small' },
        { pointer: '/numbercapacityids/3', kind: 'duplicate-item' },
        { pointer: '/sourceType', kind: 'squashed-name', hint: 'source_type' },
        { pointer: '/sourceType', kind: 'not-allowed', hint: 'system' },
        { pointer: '/medai_id', kind: 'misspelt-name', hint: 'media_id' },
        { pointer: '/medai_id', kind: 'null-value' },
        { pointer: '/colour', kind: 'unknown-field' },
      ],
    },
  ]);

  test.each([
    { given: [], received: '[]', kind: 'wrong-type', is: 'the array []' },
    { given: 'x', received: '"x"', kind: 'wrong-type', is: 'the string "x"' },
    { given: 5, received: '5', kind: 'wrong-type', is: 'the number 5' },
    { given: false, received: 'false', kind: 'wrong-type', is: 'the boolean false' },
    { given: null, received: 'null', kind: 'null-value', is: 'null' },
  ])('that is $is and not an object has exactly one', ({ given, received, kind, is }) => {
    const message = `The body is ${is}; send an object.`;
    const want = { pointer: '', kind, message, expected: 'object', received, schema: rule };
    expect(createMistakeFinder(rule)(given)).toEqual([want]);
  });

  test('has every combination of independent mistakes reported, one for each', () => {
    const find = createMistakeFinder(rule);
    // Each field with values of it and the kind of mistake that each is; '' is none.
    const options: Record<string, [unknown, string][]> = {
      number_capacity_ids: [
        [[1], ''],
        [['a'], 'wrong-type'],
        [null, 'null-value'],
        [[3, 3], 'duplicate-item'],
      ],
      source_type: [
        ['client', ''],
        ['сlient', 'look-alike'],
        ['other', 'not-allowed'],
        [7, 'wrong-type'],
      ],
      media_id: [
        [50, ''],
        ['50', 'wrong-type'],
        [0, 'too-small'],
        [2 ** 60, 'too-large'],
        [undefined, 'missing'],
      ],
      unknown: [
        [undefined, ''],
        [{ deep: [1] }, 'unknown-field'],
      ],
    };
    const choices = Object.entries(options).map(([name, of]) =>
      fc.constantFrom(...of.map(([value, kind]) => ({ name, value, kind }))),
    );
    const all = fc.tuple(...choices);
    fc.assert(
      fc.property(all, (chosen) => {
        const fields = chosen.filter(({ value }) => value !== undefined);
        const body = Object.fromEntries(fields.map(({ name, value }) => [name, value]));
        const kinds = chosen.map(({ kind }) => kind).filter((kind) => kind !== '');
        expect(find(body).map(({ kind }) => kind)).toEqual(kinds);
      }),
    );
  });
});

describe('a choice of required fields', () => {
  const message =
    'At least one of number_capacity_ids and employee_group_ids is required, with at least one element.';
  const rest = { source_type: 'client', media_id: 1 };
  table([
    {
      title: 'of which none was sent',
      schema: rule,
      given: rest,
      want: [{ pointer: '', kind: 'missing-choice', message }],
    },
    {
      title: 'of which one was sent without elements',
      schema: rule,
      given: { ...rest, employee_group_ids: [] },
      want: [{ pointer: '', kind: 'empty-lists', message, property: groups }],
    },
    {
      title: 'of which all were sent without elements',
      schema: rule,
      given: { ...rest, number_capacity_ids: [], employee_group_ids: [] },
      want: [{ pointer: '', kind: 'empty-lists', message, property: numbers }],
    },
    {
      title: 'of which one has elements and the other none is kept',
      schema: rule,
      given: { ...goodRule, employee_group_ids: [] },
      want: [],
    },
    {
      title: 'says nothing of its own when a field of it has a mistake',
      schema: rule,
      given: { ...rest, number_capacity_ids: 'x', employee_group_ids: [] },
      want: [{ pointer: '/number_capacity_ids', kind: 'wrong-type' }],
    },
    {
      title: 'says nothing of its own when its field is too short by its own schema',
      schema: {
        type: 'object',
        properties: { x: { type: 'array', minItems: 2 } },
        anyOf: [{ required: ['x'], properties: { x: { minItems: 2 } } }],
      },
      given: { x: [1] },
      want: [{ pointer: '/x', kind: 'too-small' }],
    },
    {
      title: 'inside another object says where',
      schema: property({ type: 'object', oneOf: [{ required: ['a'] }, { required: ['b'] }] }),
      given: { x: {} },
      want: [
        {
          pointer: '/x',
          kind: 'missing-choice',
          message: 'Exactly one of a and b is required in x.',
        },
      ],
    },
    {
      title: 'of which only one may be sent',
      schema: { type: 'object', oneOf: [{ required: ['a'] }, { required: ['b'] }] },
      given: { a: 1, b: 2 },
      want: [
        {
          pointer: '',
          kind: 'invalid',
          message: 'Only one of a and b may be sent; leave the others out.',
        },
      ],
    },
    {
      title: 'that go together',
      schema: { type: 'object', anyOf: [{ required: ['a', 'b'] }, { required: ['c'] }] },
      given: { a: 1 },
      want: [{ pointer: '', kind: 'missing-choice', message: 'Send a and b together or c.' }],
    },
    {
      title: 'twice on one object is two mistakes',
      schema: {
        type: 'object',
        allOf: [
          { anyOf: [{ required: ['a'] }, { required: ['b'] }] },
          { anyOf: [{ required: ['c'] }, { required: ['d'] }] },
          { anyOf: [{ required: ['c'] }, { required: ['d'] }] },
        ],
      },
      given: {},
      want: [{ kind: 'missing-choice' }, { kind: 'missing-choice' }],
    },
  ]);
});

describe('a choice of forms', () => {
  const expected = 'an integer from 1 to 65535 or a string of digits in that range';
  const hosts = 'a host name, an IPv4 address, an IPv6 address or a URL';
  table([
    ...[70000, 0, 1.5, '0', 'x', ''].map((given) => ({
      title: `of a scalar, with ${JSON.stringify(given)}, is one mistake`,
      schema: phone,
      given: { ...goodPhone, server_port: given },
      want: [
        {
          pointer: '/server_port',
          kind: 'wrong-form' as const,
          message: `server_port is ${JSON.stringify(given)}; send ${expected}.`,
          expected,
          received: JSON.stringify(given),
          schema: port,
        },
      ],
    })),
    {
      title: 'that has no use for the type',
      schema: phone,
      given: { ...goodPhone, server_port: true },
      want: [
        {
          pointer: '/server_port',
          kind: 'wrong-type',
          message: `server_port is the boolean true; send ${expected}.`,
          expected,
        },
      ],
    },
    {
      title: 'that has no use for null',
      schema: phone,
      given: { ...goodPhone, server_port: null },
      want: [{ pointer: '/server_port', kind: 'null-value' }],
    },
    {
      title: 'of formats',
      schema: phone,
      given: { ...goodPhone, server_host: 'a b' },
      want: [
        {
          kind: 'wrong-form',
          message: `server_host is "a b"; send ${hosts}.`,
          expected: hosts,
        },
      ],
    },
    {
      title: 'of formats, for a value that is too short for any',
      schema: phone,
      given: { ...goodPhone, server_host: '' },
      want: [{ pointer: '/server_host', kind: 'too-small', expected: `string: ${hosts}` }],
    },
    {
      title: 'of formats, for a value of another type',
      schema: phone,
      given: { ...goodPhone, server_host: 5 },
      want: [{ pointer: '/server_host', kind: 'wrong-type', expected: `string: ${hosts}` }],
    },
    {
      title: 'of something or null is a mistake of the something',
      schema: property({ anyOf: [{ type: 'integer', minimum: 1 }, { type: 'null' }] }),
      given: { x: 0 },
      want: [{ pointer: '/x', kind: 'too-small', expected: 'integer of at least 1' }],
    },
    {
      title: 'of constants is like a list of allowed values',
      schema: property({ oneOf: [{ const: 'red', title: 'Red' }, { const: 'green' }] }),
      given: { x: 'gren' },
      want: [{ kind: 'not-allowed', expected: 'one of red, green', hint: 'green' }],
    },
    {
      title: 'of lists or single values is a mistake of the list',
      schema: property({ anyOf: [{ type: 'array', items: id }, id] }),
      given: { x: [1, 'two'] },
      want: [{ pointer: '/x/1', kind: 'wrong-type' }],
    },
    {
      title: 'of which several fit although one should',
      schema: property({ oneOf: [{ type: 'integer' }, { type: 'number' }, { type: 'string' }] }),
      given: { x: 1 },
      want: [
        {
          pointer: '/x',
          kind: 'invalid',
          message:
            'x fits more than one of its forms (integer or number); make it fit exactly one.',
        },
      ],
    },
  ]);
});

describe('a choice between objects', () => {
  table([
    {
      title: 'tells the mistakes of the branch with the fewest',
      schema: property({ anyOf: [room, { ...cash, required: ['kind', 'change'] }] }),
      given: { x: { name: '' } },
      want: [{ pointer: '/x/name', kind: 'too-small' }],
    },
    {
      title: 'keeps to the branch whose tag was sent',
      schema: payment,
      given: { pay: { kind: 'card' } },
      want: [
        { pointer: '/pay/number', kind: 'missing' },
        { pointer: '/pay/holder', kind: 'missing' },
      ],
    },
    {
      title: 'of which no branch has the tag',
      schema: payment,
      given: { pay: { kind: 'kard' } },
      want: [
        { pointer: '/pay/kind', kind: 'not-allowed', expected: 'one of card, cash', hint: 'card' },
      ],
    },
    {
      title: 'knows misspelt fields of its branches',
      schema: payment,
      given: { pay: { kind: 'card', number: '1', hodler: 5 } },
      want: [
        { pointer: '/pay/hodler', kind: 'misspelt-name', hint: 'holder' },
        { pointer: '/pay/hodler', kind: 'wrong-type' },
      ],
    },
    {
      title: 'takes a misspelt field of another branch for misspelt only',
      schema: payment,
      given: { pay: { kind: 'cash', nunber: '1' } },
      want: [{ pointer: '/pay/nunber', kind: 'misspelt-name', hint: 'number' }],
    },
    {
      title: 'tells a field of another branch from a misspelt one',
      schema: payment,
      given: { pay: { kind: 'cash', number: '1' } },
      want: [{ pointer: '/pay/number', kind: 'unknown-field' }],
    },
    {
      title: 'for something that is no object',
      schema: payment,
      given: { pay: 'cash' },
      want: [{ pointer: '/pay', kind: 'wrong-type', expected: 'object' }],
    },
    {
      title: 'prefers, of two branches with as many mistakes, the one whose fields were sent',
      schema: {
        type: 'object',
        unevaluatedProperties: false,
        oneOf: [
          { required: ['size'], properties: { size: { type: 'string' } } },
          {
            required: ['width', 'height'],
            properties: { width: { type: 'integer' }, height: { type: 'integer' } },
          },
        ],
      },
      given: { width: 1, height: 'x' },
      want: [{ pointer: '/height', kind: 'wrong-type' }],
    },
  ]);
});

describe('a misnamed field', () => {
  const { number_capacity_ids, ...rest } = goodRule;
  const { media_id, ...withoutMedia } = goodRule;
  table([
    ...['numbercapacityids', 'numberCapacityIds', 'number-capacity-ids', 'NUMBER_CAPACITY_IDS'].map(
      (name) => ({
        title: `written ${name} is one mistake`,
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
        title: `misspelt ${name} is one mistake`,
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
      title: 'with a letter that looks like another is one mistake that names the letter',
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
      title: 'with a wrong value is two mistakes at the name as sent',
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
      title: 'whose value is an empty list leaves the choice unsatisfied',
      schema: rule,
      given: { ...rest, numbercapacityids: [] },
      want: [
        { pointer: '', kind: 'empty-lists' },
        { pointer: '/numbercapacityids', kind: 'squashed-name' },
      ],
    },
    {
      title: 'is unknown when the meant one was sent as well',
      schema: rule,
      given: { ...goodRule, mediaid: 51 },
      want: [
        {
          pointer: '/mediaid',
          kind: 'unknown-field',
          message: 'There is no field "mediaid"; media_id is there already, so leave this one out.',
          hint: 'media_id',
        },
      ],
    },
    {
      title: 'sent in two spellings is misnamed once and unknown once',
      schema: rule,
      given: { ...withoutMedia, media_ids: 1, mediaid: 2 },
      want: [
        { pointer: '/mediaid', kind: 'squashed-name' },
        { pointer: '/media_ids', kind: 'unknown-field', hint: 'media_id' },
      ],
    },
    {
      title: 'is found in objects of lists and in objects of objects',
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
      title: 'is not guessed where two are as near',
      schema: {
        type: 'object',
        additionalProperties: false,
        properties: { line_1: {}, line_2: {} },
      },
      given: { line_3: 'x' },
      want: [{ pointer: '/line_3', kind: 'unknown-field', hint: undefined }],
    },
    {
      title: 'is not a mistake where unknown fields are allowed',
      schema: { type: 'object', properties: { media_id: id, name: { type: 'string' } } },
      given: { mediaid: 'x', name: 5 },
      want: [{ pointer: '/name', kind: 'wrong-type' }],
    },
    {
      title: 'is not a mistake where a pattern allows it',
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
      title: 'is known through allOf and unevaluatedProperties',
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

describe('an unknown field', () => {
  table([
    {
      title: 'is named, with the known ones, and its value is not shown',
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
      title: 'is plain when it is called as something that every object inherits',
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
      title: 'is plain beside a misnamed one',
      schema: rule,
      given: JSON.parse('{"__proto__":{"media_id":1},"mediaid":2,"source_type":"client"}'),
      want: [
        { pointer: '', kind: 'missing-choice' },
        { pointer: '/mediaid', kind: 'squashed-name' },
        { pointer: '/__proto__', kind: 'unknown-field' },
      ],
    },
    {
      title: 'with an inherited name is not overlooked beside a choice',
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
      title: 'with an inherited name is no mistake where a schema takes any name',
      schema: {
        type: 'object',
        allOf: [{ additionalProperties: { type: 'integer' } }],
        unevaluatedProperties: false,
      },
      given: { constructor: 1 },
      want: [],
    },
    {
      title: 'has its name escaped in the pointer',
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
      title: 'of another branch of a choice does not go with the others',
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

  test('leaves prototypes alone', () => {
    const find = createMistakeFinder(rule);
    find(JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'));
    find(JSON.parse('{"mediaid":1,"__proto__":{"polluted":1}}'));
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  test('does not lend its inherited value to a field that the schema knows', () => {
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

describe('an allowed value', () => {
  table([
    {
      title: 'with a Cyrillic letter',
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
      title: 'with a Greek letter, by const',
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
      title: 'in full width',
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
      title: 'in other case',
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
      title: 'misspelt',
      schema: rule,
      given: { ...goodRule, source_type: 'cleint' },
      want: [{ kind: 'not-allowed', hint: 'client' }],
    },
    {
      title: 'far from all that are allowed',
      schema: rule,
      given: { ...goodRule, source_type: 'operator' },
      want: [{ kind: 'not-allowed', hint: undefined }],
    },
    {
      title: 'of another type is of the wrong type and no more',
      schema: rule,
      given: { ...goodRule, source_type: 5 },
      want: [{ kind: 'wrong-type', expected: 'one of client, system', received: '5' }],
    },
    {
      title: 'of numbers',
      schema: property({ enum: [1, 2, '3'] }),
      given: { x: '1' },
      want: [{ kind: 'not-allowed', expected: 'one of 1, 2, "3"', hint: undefined }],
    },
    {
      title: 'that is null though none of the allowed is',
      schema: property({ enum: ['a', 'b'] }),
      given: { x: null },
      want: [{ kind: 'null-value' }],
    },
  ]);
});

describe('a value of the wrong type', () => {
  table([
    {
      title: 'tells where, what is expected and what came',
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
      title: 'as an element tells its place in the list',
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
      title: 'that is a fraction where an integer belongs',
      schema: rule,
      given: { ...goodRule, media_id: 1.5 },
      want: [{ kind: 'wrong-type', received: '1.5' }],
    },
    {
      title: 'that is a number beyond all bounds is too large',
      schema: property({ type: 'number' }),
      given: JSON.parse('{"x":1e999}'),
      want: [{ kind: 'too-large', received: 'Infinity' }],
    },
    {
      title: 'with long JSON is cut after 60 characters',
      schema: rule,
      given: { ...goodRule, media_id: 'x'.repeat(1000) },
      want: [{ received: `"${'x'.repeat(59)}…` }],
    },
    {
      title: 'with exactly 60 characters of JSON is not cut',
      schema: rule,
      given: { ...goodRule, media_id: 'x'.repeat(58) },
      want: [{ received: `"${'x'.repeat(58)}"` }],
    },
    {
      title: 'with nested JSON is shown as JSON',
      schema: rule,
      given: { ...goodRule, media_id: { a: [1, 'b', null], c: {} } },
      want: [{ received: '{"a":[1,"b",null],"c":{}}' }],
    },
    {
      title: 'where several types may be',
      schema: property({ type: ['array', 'null'], items: { type: 'integer' } }),
      given: { x: 'y' },
      want: [{ kind: 'wrong-type', expected: 'array of integers or null' }],
    },
  ]);
});

describe('null', () => {
  table([
    {
      title: 'for an optional field is to be left out',
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
      title: 'for a required field is to be a value',
      schema: rule,
      given: { ...goodRule, media_id: null },
      want: [{ kind: 'null-value', message: `media_id is null; send an ${anId}.` }],
    },
    {
      title: 'for both lists of a choice is two mistakes',
      schema: rule,
      given: { ...goodRule, number_capacity_ids: null, employee_group_ids: null },
      want: [
        { pointer: '/number_capacity_ids', kind: 'null-value' },
        { pointer: '/employee_group_ids', kind: 'null-value' },
      ],
    },
    {
      title: 'as an element is to be left out',
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
      title: 'is fine where it is allowed',
      schema: property({ type: ['integer', 'null'] }),
      given: { x: null },
      want: [],
    },
  ]);
});

describe('a repeated element', () => {
  table([
    {
      title: 'is a mistake each time',
      schema: rule,
      given: { ...goodRule, number_capacity_ids: [352, 446, 352, 352, 446] },
      want: [
        {
          pointer: '/number_capacity_ids/2',
          kind: 'duplicate-item',
          message:
            'number_capacity_ids[2] repeats 352, which stands first at number_capacity_ids[0]; leave it out.',
          received: '352',
          schema: numbers,
          property: numbers,
        },
        { pointer: '/number_capacity_ids/3', kind: 'duplicate-item' },
        { pointer: '/number_capacity_ids/4', kind: 'duplicate-item' },
      ],
    },
    {
      title: 'that is too small is both',
      schema: rule,
      given: { ...goodRule, number_capacity_ids: [0, 0] },
      want: [
        { pointer: '/number_capacity_ids/0', kind: 'too-small' },
        { pointer: '/number_capacity_ids/1', kind: 'too-small' },
        { pointer: '/number_capacity_ids/1', kind: 'duplicate-item' },
      ],
    },
    {
      title: 'of the wrong type is only that',
      schema: rule,
      given: { ...goodRule, number_capacity_ids: ['1', '1'] },
      want: [
        { pointer: '/number_capacity_ids/0', kind: 'wrong-type' },
        { pointer: '/number_capacity_ids/1', kind: 'wrong-type' },
      ],
    },
    {
      title: 'is compared as JSON: keys in any order, strings apart from what they spell',
      schema: { type: 'array', uniqueItems: true },
      given: [
        { a: 1, b: [1] },
        '{"a":1,"b":[1]}',
        { b: [1], a: 1 },
        1,
        '1',
        1,
        [1],
        '[,1]',
        null,
        null,
      ],
      want: [
        { pointer: '/2', kind: 'duplicate-item' },
        { pointer: '/5', kind: 'duplicate-item' },
        {
          pointer: '/9',
          kind: 'duplicate-item',
          message: '[9] repeats null, which stands first at [8]; leave it out.',
        },
      ],
    },
    {
      title: 'is fine where it is allowed',
      schema: { type: 'array', uniqueItems: false },
      given: [1, 1],
      want: [],
    },
  ]);
});

describe('a limit', () => {
  const sent = (schema: object, x: unknown, kind: Mistake['kind'], message: string) => ({
    title: `kept by ${describeSchema(schema)}, broken by ${JSON.stringify(x)}`,
    schema: property(schema),
    given: { x },
    want: [{ pointer: '/x', kind, message, expected: describeSchema(schema), schema }],
  });
  table([
    sent(id, 0, 'too-small', `x is the number 0, too small; send an ${anId}.`),
    sent(id, 2 ** 53, 'too-large', `x is the number 9007199254740992, too large; send an ${anId}.`),
    sent(
      { type: 'number', exclusiveMinimum: 0 },
      0,
      'too-small',
      'x is the number 0, too small; send a number above 0.',
    ),
    sent(
      { type: 'number', exclusiveMaximum: 1 },
      1,
      'too-large',
      'x is the number 1, too large; send a number below 1.',
    ),
    sent(
      { type: 'string', minLength: 1 },
      '',
      'too-small',
      'x is the string "", too short; send a string of at least 1 character.',
    ),
    sent(
      { type: 'string', maxLength: 2 },
      'abc',
      'too-large',
      'x is the string "abc", too long; send a string of at most 2 characters.',
    ),
    sent(
      { type: 'array', minItems: 2 },
      [1],
      'too-small',
      'x has 1 element, too few; send an array with at least 2 elements.',
    ),
    sent(
      { type: 'array', maxItems: 1 },
      [1, 2],
      'too-large',
      'x has 2 elements, too many; send an array with at most 1 element.',
    ),
    sent(
      { type: 'object', minProperties: 1 },
      {},
      'too-small',
      'x has 0 fields, too few; send an object with at least 1 field.',
    ),
    sent(
      { type: 'object', maxProperties: 1 },
      { a: 1, b: 2 },
      'too-large',
      'x has 2 fields, too many; send an object with at most 1 field.',
    ),
    sent(
      { type: 'string', pattern: '^\\d+$' },
      'a',
      'wrong-form',
      'x is "a"; send a string that matches ^\\d+$.',
    ),
    sent(
      { type: 'string', format: 'date' },
      '31.1.',
      'wrong-form',
      'x is "31.1."; send a string (a date such as 2026-01-31).',
    ),
    {
      title: 'broken beside another one of the same scalar is one mistake',
      schema: property({ type: 'string', minLength: 3, pattern: '^[a-z]+$', format: 'email' }),
      given: { x: '1' },
      want: [{ pointer: '/x', kind: 'too-small' }],
    },
    {
      title: 'of a list beside a mistake in the list is two',
      schema: property({ type: 'array', minItems: 2, items: { type: 'integer' } }),
      given: { x: ['a'] },
      want: [
        { pointer: '/x', kind: 'too-small' },
        { pointer: '/x/0', kind: 'wrong-type' },
      ],
    },
    {
      title: 'of a list beside another demand on the list is two',
      schema: property({ type: 'array', minItems: 2, contains: { const: 5 } }),
      given: { x: [1] },
      want: [
        { pointer: '/x', kind: 'too-small' },
        { pointer: '/x', kind: 'invalid' },
      ],
    },
    {
      title: 'of a fixed list',
      schema: { type: 'array', prefixItems: [{ type: 'string' }], items: false },
      given: ['a', 1],
      want: [{ pointer: '', kind: 'too-large', expected: 'array with at most 1 element' }],
    },
  ]);
});

describe('parts of a schema that hold together', () => {
  table([
    {
      title: 'say one thing once (allOf), by the stricter limit',
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
      title: 'say one thing once (allOf), of types',
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
      title: 'forbid fields together (not)',
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
      title: 'forbid a value (not)',
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
      title: 'forbid a field (false)',
      schema: property(false),
      given: { x: 1 },
      want: [{ pointer: '/x', kind: 'invalid', message: 'x is not allowed here; leave it out.' }],
    },
    {
      title: 'demand on a condition (if, then)',
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
      title: 'demand on a condition (else)',
      schema: {
        type: 'object',
        if: { required: ['a'] },
        else: { properties: { c: { type: 'integer' } } },
      },
      given: { c: 'x' },
      want: [{ pointer: '/c', kind: 'wrong-type' }],
    },
    {
      title: 'demand one field for another (dependentRequired)',
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
          message: 'city is missing, and street cannot go without it; send a string.',
        },
      ],
    },
    {
      title: "demand what no other kind names, in Ajv's words",
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
      title: 'demand an element (contains), as one mistake',
      schema: property({ type: 'array', contains: { const: 5 } }),
      given: { x: [1, 2, 3] },
      want: [{ pointer: '/x', kind: 'invalid' }],
    },
    {
      title: 'demand a form of names (propertyNames), as one mistake a name',
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

describe('a secret', () => {
  const masked = '"***"';
  table([
    {
      title: 'of the wrong type is masked in received and message',
      schema: phone,
      given: { ...goodPhone, password: 12345 },
      want: [
        {
          pointer: '/password',
          kind: 'wrong-type',
          message: 'password is the number "***"; send a string.',
          received: masked,
        },
      ],
    },
    {
      title: 'inside a secret is masked',
      schema: property({
        type: 'object',
        format: 'password',
        properties: { inner: { type: 'integer' }, word: { enum: ['abc'] } },
      }),
      given: { x: { inner: 'hunter2', word: 'hunter2' } },
      want: [
        { pointer: '/x/inner', kind: 'wrong-type', received: masked },
        { pointer: '/x/word', kind: 'not-allowed', received: masked },
      ],
    },
  ]);

  test.each([
    { title: 'under its name', body: { ...goodPhone, password: ['hunter2'] } },
    { title: 'under a misspelt name', body: { ...goodPhone, pasword: { is: 'hunter2' } } },
    { title: 'under a far name', body: { ...goodPhone, pwd: 'hunter2' } },
    { title: 'beside the right one', body: { ...goodPhone, password: 'x', Password: 'hunter2' } },
    {
      title: 'in a field of another type',
      body: { ...goodPhone, comment: { password: 'hunter2' } },
    },
    { title: 'in a list around the body', body: [{ ...goodPhone, password: 'hunter2' }] },
    { title: 'in a body that was encoded twice', body: '{"password":"hunter2"}' },
    { title: 'in an object around the body', body: { data: { password: 'hunter2' } } },
  ])('is not shown $title', ({ body }) => {
    const mistakes = createMistakeFinder(phone)(body);
    expect(mistakes).not.toEqual([]);
    expect(JSON.stringify(mistakes.map(({ schema, property, ...rest }) => rest))).not.toContain(
      'hunter2',
    );
  });
});

describe('many mistakes', () => {
  const long = (make: (index: number) => unknown) => ({
    ...goodRule,
    number_capacity_ids: Array.from({ length: 10_000 }, (_, index) => make(index)),
  });
  const choices = {
    type: 'array',
    items: {
      oneOf: [{ ...card, properties: { ...card.properties, holder: host } }, cash],
    },
  };
  test.each([
    { title: 'of type', schema: rule, body: long((i) => `x${i}`), count: 10_000 },
    { title: 'of range', schema: rule, body: long((i) => -i), count: 10_000 },
    { title: 'of repetition', schema: rule, body: long(() => 7), count: 9_999 },
    {
      title: 'of repetition among objects',
      schema: { type: 'array', uniqueItems: true },
      body: Array.from({ length: 10_000 }, (_, i) => ({ a: [i % 5_000] })),
      count: 5_000,
    },
    {
      title: 'of names',
      schema: house,
      body: { rooms: Array.from({ length: 5_000 }, () => ({ nmae: 'x', zip: 1 })) },
      count: 10_000,
    },
    {
      title: 'of unknown fields',
      schema: rule,
      body: {
        ...goodRule,
        ...Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`media_${i}`, i])),
      },
      count: 10_000,
    },
    {
      title: 'inside a choice',
      schema: choices,
      body: Array.from({ length: 2_000 }, () => ({ kind: 'card', number: 1, holder: 'a b' })),
      count: 4_000,
    },
  ])('$title are counted, and 99 are told', ({ schema, body, count }) => {
    const find = createMistakeFinder(schema);
    const mistakes = find(body);
    expect(mistakes).toHaveLength(100);
    expect(mistakes.at(-1)).toEqual({
      pointer: '',
      kind: 'invalid',
      message: `There are ${count - 99} more mistakes, which are not listed; correct these first.`,
    });
  });

  test('are all told up to a hundred', () => {
    const body = { ...goodRule, number_capacity_ids: Array.from({ length: 100 }, () => 'x') };
    const mistakes = createMistakeFinder(rule)(body);
    expect(mistakes).toHaveLength(100);
    expect(mistakes.map(({ pointer }) => pointer)).toEqual(
      Array.from({ length: 100 }, (_, i) => `/number_capacity_ids/${i}`),
    );
  });

  test.each([
    {
      title: 'in an unknown field',
      schema: rule,
      body: { ...goodRule, colour: nestedList(100_000) },
    },
    { title: 'in a known one', schema: rule, body: { ...goodRule, media_id: nestedList(100_000) } },
    { title: 'as the body', schema: rule, body: nestedList(100_001) },
    {
      title: 'as a repeated element',
      schema: { type: 'array', uniqueItems: true },
      body: [nestedList(100_000), nestedList(100_000)],
    },
  ])('cannot be had from depth $title', ({ schema, body }) => {
    const mistakes = createMistakeFinder(schema)(body);
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]?.received?.length ?? 0).toBeLessThanOrEqual(61);
  });
});

describe('any body', () => {
  const names = fc.constantFrom(
    ...Object.keys(rule.properties),
    ...Object.keys(phone.properties),
    ...['numbercapacityids', 'rooms', 'lead', 'name', 'nmae', 'floorNumber', 'pay', 'kind', 'x'],
    ...['__proto__', 'constructor', 'a/b', ''],
  );
  const scalars = fc.oneof(
    fc.constantFrom(null, true, 0, 1, 1.5, 2 ** 60, '', 'x', 'client', 'сompany', 'card', '5060'),
    fc.integer(),
    fc.string(),
  );
  const { body } = fc.letrec<{ body: unknown }>((tie) => ({
    body: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      scalars,
      fc.array(tie('body'), { maxLength: 4 }),
      fc
        .array(fc.tuple(names, tie('body')), { maxLength: 6 })
        .map((entries) => Object.fromEntries(entries)),
    ),
  }));
  const schemas = [rule, phone, house, payment, { ...payment, unevaluatedProperties: false }];

  test.each(schemas.map((schema, index) => ({ index, schema })))(
    'has mistakes exactly when plain Ajv refuses it (schema $index)',
    ({ schema }) => {
      const plain = new Ajv2020({ strict: false });
      addFormats.default(plain);
      const isValid = plain.compile(schema);
      const find = createMistakeFinder(schema);
      const likely = fc.oneof(
        body,
        ...[goodRule, goodPhone, { rooms: [{ name: 'a' }] }, { pay: { kind: 'cash' } }].map(
          (good) =>
            fc
              .array(fc.tuple(names, body), { maxLength: 2 })
              .map((entries) => ({ ...good, ...Object.fromEntries(entries) })),
        ),
      );
      fc.assert(
        fc.property(likely, (sent) => {
          const before = JSON.stringify(sent);
          const mistakes = find(sent);
          expect(mistakes.length === 0).toBe(isValid(sent));
          expect(JSON.stringify(sent)).toBe(before);
          for (const { pointer, kind, message, received } of mistakes) {
            const steps = parsePointer(pointer);
            const parent = formatPointer(kind === 'missing' ? steps.slice(0, -1) : steps);
            expect(valueAt(sent, parent)).not.toBe(undefined);
            expect(message).toMatch(/^\S.*\.$/su);
            expect(message).not.toContain('undefined');
            expect(received?.length ?? 0).toBeLessThanOrEqual(61);
          }
          const keys = mistakes.map(({ pointer, kind }) => `${kind} ${pointer}`);
          expect(new Set(keys).size).toBe(keys.length);
        }),
        { numRuns: 500 },
      );
    },
  );
});

describe('a schema', () => {
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
  ])('reads as "$want"', ({ given, want }) => {
    expect(describeSchema(given)).toBe(want);
  });

  test('names the branches of a choice by title, description or form, each once', () => {
    const branches = [
      { title: 'a name' },
      { description: 'A long name.' },
      id,
      { title: 'a name' },
    ];
    expect(describeChoice(branches)).toBe(`a name, A long name or ${anId}`);
  });

  test('that does not compile stops with an error', () => {
    expect(() => createMistakeFinder({ type: 'string', pattern: '(' })).toThrow(
      'regular expression',
    );
    expect(() => createMistakeFinder({ type: 'strnig' })).toThrow('type');
  });

  test('may be compiled again, with an $id too', () => {
    const schema = { $id: 'https://example.test/x', type: 'integer' };
    createMistakeFinder(schema);
    expect(createMistakeFinder({ ...schema })('x')).toHaveLength(1);
  });
});

describe('words', () => {
  test.each([
    { given: ['сompany', 'соmраnу'], want: 'company' },
    { given: ['ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ'], want: 'ABEZHIKMNOPTYX' },
    { given: ['АВЕКМНОРСТУХЅІЈ'], want: 'ABEKMHOPCTYXSIJ' },
    { given: ['ｃｏｍｐａｎｙ', 'company'], want: 'company' },
    { given: ['компания'], want: 'koмпaния'.replace('м', 'm') },
  ])('fold to $want', ({ given, want }) => {
    expect(given.map(foldToLatin)).toEqual(given.map(() => want));
  });

  test('name each strange letter, three at most', () => {
    expect(describeLookAlike('соmраnу', 'company')).toBe(
      'has at position 1 U+0441 CYRILLIC SMALL LETTER ES where "company" has Latin c, ' +
        'at position 2 U+043E CYRILLIC SMALL LETTER O where "company" has Latin o, ' +
        'at position 4 U+0440 CYRILLIC SMALL LETTER ER where "company" has Latin p and 2 more',
    );
    expect(describeLookAlike('cafe\u0301', 'café')).toBe(
      'is not made of the same characters as "café"',
    );
  });

  test.each([
    { a: 'media', b: 'media', want: 0 },
    { a: 'medai', b: 'media', want: 1 },
    { a: 'mdia', b: 'media', want: 1 },
    { a: 'mediaas', b: 'media', want: 2 },
    { a: 'edi', b: 'media', want: 2 },
    { a: 'meidaid', b: 'mediadi', want: 2 },
    { a: 'abcde', b: 'media', want: 3 },
    { a: 'm', b: 'media', want: 3 },
    { a: '', b: 'ab', want: 2 },
  ])('$a and $b are $want slips apart', ({ a, b, want }) => {
    expect(distance(a, b)).toBe(want);
    expect(distance(b, a)).toBe(want);
  });

  test('are as far apart as the whole table of slips says', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(distance(a, b)).toBe(Math.min(3, countAllSlips(a, b)));
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    { word: 'sytem', want: ['system'] },
    { word: 'operator', want: [] },
    { word: 'id', want: ['id'] },
    { word: 'ip', want: [] },
    { word: 'line_3', want: ['line_1', 'line_2'] },
  ])('nearest to $word are $want', ({ word, want }) => {
    expect(nearestWords(word, ['client', 'system', 'id', 'line_1', 'line_2'])).toEqual(want);
  });

  test.each([
    { word: 'media_id', want: undefined },
    { word: 'MediaId', want: { how: 'squashed', words: ['media_id'] } },
    { word: 'mеdia-id', want: { how: 'look-alike', words: ['media_id'] } },
    { word: 'meda_id', want: { how: 'misspelt', words: ['media_id'] } },
    { word: 'a-B', want: { how: 'squashed', words: ['a_b', 'ab'] } },
    { word: 'toString', want: undefined },
    { word: '__proto__', want: undefined },
  ])('a vocabulary takes $word for $want.words', ({ word, want }) => {
    expect(createVocabulary(['media_id', 'a_b', 'ab']).meant(word)).toEqual(want);
  });
});

// Optimal string alignment by the whole table, as the books have it.
function countAllSlips(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number) => rows[i]?.[j] ?? Infinity;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const least = Math.min(
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
        swapped ? at(i - 2, j - 2) + 1 : Infinity,
      );
      const row = rows[i];
      if (row !== undefined) row[j] = least;
    }
  }
  return at(a.length, b.length);
}
