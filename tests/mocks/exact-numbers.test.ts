import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Mock } from '../../mocks/index.ts';
import { read, startReadingMock } from './reading-document.ts';

let mock: Mock;
beforeAll(async () => {
  mock = await startReadingMock();
});
afterAll(() => mock.close());

const json = { 'content-type': 'application/json' };
const inexact = (name: string, digits: string) =>
  `${name} is ${digits}, which the mock cannot keep exactly; send an integer from -9007199254740991 to 9007199254740991.`;

describe.each(['POST', 'PATCH'] as const)(
  'the numbers of a body are judged by their digits: %s',
  (method) => {
    test.each([
      ['{"whole":9007199254740993}', inexact('whole', '9007199254740993')],
      ['{"whole":-9007199254740993}', inexact('whole', '-9007199254740993')],
      ['{"whole":9.007199254740993e15}', inexact('whole', '9.007199254740993e15')],
      ['{"list":[1,9007199254740993]}', inexact('list[1]', '9007199254740993')],
      ['{"either":9007199254740993}', inexact('either', '9007199254740993')],
      ['{"whole":9007199254740991.4}', 'whole is the number 9007199254740991.4; send an integer.'],
      [
        '{"whole":5.00000000000000000001}',
        'whole is the number 5.00000000000000000001; send an integer.',
      ],
      ['{"whole":1e-400}', 'whole is the number 1e-400; send an integer.'],
      ['{"whole":1e400}', 'whole is the number 1e400; send an integer.'],
      [
        '{"any":{"deep":[1e400]}}',
        'any.deep.0 is a number beyond 1.8e308, which the mock cannot keep; send a smaller one.',
      ],
    ])('%s is refused', async (body, message) => {
      const answer = await read(mock, method, '/numbers', json, body);
      expect(answer).toMatchObject({ status: 422, messages: [message] });
    });

    test.each([
      '{"whole":9007199254740992}',
      '{"whole":1.0,"list":[1e3,-0,0e5]}',
      '{"number":9007199254740993}',
      '{"number":0.1}',
      '{"either":"9007199254740993"}',
    ])('%s is accepted', async (body) => {
      expect((await read(mock, method, '/numbers', json, body)).status).toBe(200);
    });
  },
);

test('a number that cannot be kept is told beside the other mistakes', async () => {
  const body = '{"whole":"x","list":[9007199254740993]}';
  expect((await read(mock, 'POST', '/numbers', json, body)).messages).toEqual([
    'whole is the string "x"; send an integer.',
    inexact('list[0]', '9007199254740993'),
  ]);
});

test('a stateful operation keeps no other number than was sent', async () => {
  const body = '{"title":"a","pages":9007199254740993}';
  const { status, messages } = await read(mock, 'POST', '/books', json, body);
  expect(status).toBe(422);
  expect(messages).toEqual([inexact('pages', '9007199254740993')]);
});

describe('the numbers of parameters and forms are judged by their digits', () => {
  const quoted = (name: string) => inexact(name, '9007199254740993');
  test.each([
    ['/searches?limit=9007199254740993', quoted('The query parameter limit')],
    ['/searches?ids=1&ids=9007199254740993', quoted('The query parameter ids[1]')],
    ['/simple/1,9007199254740993', quoted('The path parameter Ids[1]')],
    [
      '/searches?limit=9007199254740991.4',
      'The query parameter limit is "9007199254740991.4"; send an integer of at least 1.',
    ],
  ])('%s is refused', async (url, message) => {
    expect(await read(mock, 'GET', url)).toMatchObject({ status: 422, messages: [message] });
  });

  test('a form is refused with its digits, too', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const { messages } = await read(mock, 'POST', '/forms', form, 'n=9007199254740993');
    expect(messages).toEqual([quoted('n')]);
  });
});
