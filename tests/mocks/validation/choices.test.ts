import { describe } from 'vitest';
import { testMistakes } from './mistake-table.ts';
import {
  cash,
  goodPhone,
  goodRule,
  groups,
  id,
  numbers,
  payment,
  phone,
  port,
  property,
  room,
  rule,
} from './schemas.ts';

describe('a choice of required fields', () => {
  const message =
    'At least one of number_capacity_ids and employee_group_ids is required, with at least one element.';
  const rest = { source_type: 'client', media_id: 1 };
  testMistakes([
    {
      title: 'it is one mistake if none of the required fields is sent',
      schema: rule,
      given: rest,
      want: [{ pointer: '', kind: 'missing-choice', message }],
    },
    {
      title: 'an empty list is not enough for a required list',
      schema: rule,
      given: { ...rest, employee_group_ids: [] },
      want: [{ pointer: '', kind: 'empty-lists', message, property: groups }],
    },
    {
      title: 'several empty lists are not enough for a required list',
      schema: rule,
      given: { ...rest, number_capacity_ids: [], employee_group_ids: [] },
      want: [{ pointer: '', kind: 'empty-lists', message, property: numbers }],
    },
    {
      title: 'one list with elements is enough beside an empty one',
      schema: rule,
      given: { ...goodRule, employee_group_ids: [] },
      want: [],
    },
    {
      title: 'a required field with a mistake of its own is not missing as well',
      schema: rule,
      given: { ...rest, number_capacity_ids: 'x', employee_group_ids: [] },
      want: [{ pointer: '/number_capacity_ids', kind: 'wrong-type' }],
    },
    {
      title: 'a required list that its own schema finds too short is one mistake',
      schema: {
        type: 'object',
        properties: { x: { type: 'array', minItems: 2 } },
        anyOf: [{ required: ['x'], properties: { x: { minItems: 2 } } }],
      },
      given: { x: [1] },
      want: [{ pointer: '/x', kind: 'too-small' }],
    },
    {
      title: 'required fields of a nested object are reported with its name',
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
      title: 'two fields of which only one may be sent are one mistake',
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
      title: 'required fields that belong together are listed together',
      schema: { type: 'object', anyOf: [{ required: ['a', 'b'] }, { required: ['c'] }] },
      given: { a: 1 },
      want: [{ pointer: '', kind: 'missing-choice', message: 'Send a and b together or c.' }],
    },
    {
      title: 'two different choices of one object are two mistakes',
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
  testMistakes([
    ...[70000, 0, 1.5, '0', 'x', ''].map((given) => ({
      title: `${JSON.stringify(given)} matches none of the forms, which is one mistake`,
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
      title: 'a value whose type no form allows has the wrong type',
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
      title: 'null that no form allows is a null value',
      schema: phone,
      given: { ...goodPhone, server_port: null },
      want: [{ pointer: '/server_port', kind: 'null-value' }],
    },
    {
      title: 'a text that matches none of several formats is one mistake',
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
      title: 'a text that is too short for any of several formats is too small',
      schema: phone,
      given: { ...goodPhone, server_host: '' },
      want: [{ pointer: '/server_host', kind: 'too-small', expected: `string: ${hosts}` }],
    },
    {
      title: 'a number in place of several formats has the wrong type',
      schema: phone,
      given: { ...goodPhone, server_host: 5 },
      want: [{ pointer: '/server_host', kind: 'wrong-type', expected: `string: ${hosts}` }],
    },
    {
      title: 'a wrong value of a nullable form is a mistake of that form',
      schema: property({ anyOf: [{ type: 'integer', minimum: 1 }, { type: 'null' }] }),
      given: { x: 0 },
      want: [{ pointer: '/x', kind: 'too-small', expected: 'integer of at least 1' }],
    },
    {
      title: 'a choice of constants is like a list of allowed values',
      schema: property({ oneOf: [{ const: 'red', title: 'Red' }, { const: 'green' }] }),
      given: { x: 'gren' },
      want: [{ kind: 'not-allowed', expected: 'one of red, green', hint: 'green' }],
    },
    {
      title: 'a wrong element of a choice of lists and single values is its mistake',
      schema: property({ anyOf: [{ type: 'array', items: id }, id] }),
      given: { x: [1, 'two'] },
      want: [{ pointer: '/x/1', kind: 'wrong-type' }],
    },
    {
      title: 'a value that fits several forms but must fit one is a mistake',
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
  testMistakes([
    {
      title: 'the branch with the fewest mistakes is reported',
      schema: property({ anyOf: [room, { ...cash, required: ['kind', 'change'] }] }),
      given: { x: { name: '' } },
      want: [{ pointer: '/x/name', kind: 'too-small' }],
    },
    {
      title: 'the branch whose tag was sent is reported',
      schema: payment,
      given: { pay: { kind: 'card' } },
      want: [
        { pointer: '/pay/number', kind: 'missing' },
        { pointer: '/pay/holder', kind: 'missing' },
      ],
    },
    {
      title: 'a tag that no branch has is not allowed',
      schema: payment,
      given: { pay: { kind: 'kard' } },
      want: [
        { pointer: '/pay/kind', kind: 'not-allowed', expected: 'one of card, cash', hint: 'card' },
      ],
    },
    {
      title: 'a misspelt field of a branch is found',
      schema: payment,
      given: { pay: { kind: 'card', number: '1', hodler: 5 } },
      want: [
        { pointer: '/pay/hodler', kind: 'misspelt-name', hint: 'holder' },
        { pointer: '/pay/hodler', kind: 'wrong-type' },
      ],
    },
    {
      title: 'a misspelt field of another branch is only misspelt',
      schema: payment,
      given: { pay: { kind: 'cash', nunber: '1' } },
      want: [{ pointer: '/pay/nunber', kind: 'misspelt-name', hint: 'number' }],
    },
    {
      title: 'a field of another branch is unknown, not misspelt',
      schema: payment,
      given: { pay: { kind: 'cash', number: '1' } },
      want: [{ pointer: '/pay/number', kind: 'unknown-field' }],
    },
    {
      title: 'a text in place of several objects has the wrong type',
      schema: payment,
      given: { pay: 'cash' },
      want: [{ pointer: '/pay', kind: 'wrong-type', expected: 'object' }],
    },
    {
      title: 'of two branches with as many mistakes, the one whose fields were sent is reported',
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
