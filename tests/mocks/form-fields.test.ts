import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Mock } from '../../mocks/index.ts';
import { read, startReadingMock } from './reading-document.ts';

let mock: Mock;
beforeAll(async () => {
  mock = await startReadingMock();
});
afterAll(() => mock.close());

const urlencoded = 'application/x-www-form-urlencoded';
const form = (body: string, path = '/forms') =>
  read(mock, 'POST', path, { 'content-type': urlencoded }, body);

type Field = readonly [name: string, value: string, type?: string];

function multipart(fields: readonly Field[], boundary = 'x', named = boundary) {
  const parts = fields.map(([name, value, type]) => {
    const file = type === undefined ? '' : `; filename="a;b.bin"\r\nContent-Type: ${type}`;
    return `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${value}\r\n`;
  });
  const body = Buffer.from(`${parts.join('')}--${boundary}--\r\n`, 'latin1');
  const suffix = named === '' ? '' : `; boundary=${named}`;
  const headers = { 'content-type': `multipart/form-data${suffix}` };
  return read(mock, 'POST', '/forms', headers, body);
}

const aNumber = 'an integer of at least 1';

describe('a wrong field of a form is named as in JSON', () => {
  test.each([
    ['n=x', [`n is the string "x"; send ${aNumber}.`]],
    ['n=', [`n is the string ""; send ${aNumber}.`]],
    ['n=0x1', [`n is the string "0x1"; send ${aNumber}.`]],
    ['n=0', [`n is the number 0, too small; send ${aNumber}.`]],
    ['n=1&n=2', [`n is the array ["1","2"]; send ${aNumber}.`]],
    [
      'name=abcdef',
      [
        `n is missing; send ${aNumber}.`,
        'name is the string "abcdef", too long; send a string of at most 5 characters.',
      ],
    ],
    ['n=1&nam=x', ['There is no field "nam"; if name is meant, rename it.']],
    ['n=1&tags=1&tags=x', ['tags[1] is the string "x"; send an integer.']],
    ['n=1&sold=maybe', ['sold is the string "maybe"; send a boolean.']],
    ['n=1&address={"zip":"x"}', ['address.zip is the string "x"; send an integer.']],
    ['n=1&address[zip]=x', ['address.zip is the string "x"; send an integer.']],
    ['n=1&lines={"k":1}&lines={"k":"x"}', ['lines[1].k is the string "x"; send an integer.']],
    ['%zz=1', ['The form has a wrong escape; percent-encode its names and values.']],
  ])('%s', async (body, messages) => {
    expect(await form(body)).toMatchObject({ status: 422, messages });
  });

  test('the pointer leads to the field', async () => {
    const { errors } = await form('n=1&tags=1&tags=x');
    expect(errors).toMatchObject([{ in: 'body', pointer: '/tags/1', kind: 'wrong-type' }]);
  });

  test.each([
    'n=1',
    'n=1&tags=1',
    'n=1&tags=1&tags=2',
    'n=1&sold=true&name=a+b',
    'n=1&constructor=x',
  ])('%s is accepted', async (body) => {
    expect((await form(body)).status).toBe(200);
  });
});

describe('the fields of a form are read in the style of their encoding', () => {
  test.each([
    ['n=1&tags=1,2', []],
    ['n=1&tags=1,x', ['tags[1] is the string "x"; send an integer.']],
    ['n=1&address[zip]=5', []],
    ['n=1&address[zip]=x', ['address.zip is the string "x"; send an integer.']],
  ])('%s', async (body, messages) => {
    expect((await form(body, '/styled')).messages).toEqual(messages);
  });
});

describe('the parts of a multipart body are read as fields', () => {
  test('a wrong part is named', async () => {
    expect((await multipart([['n', 'x']])).messages).toEqual([
      `n is the string "x"; send ${aNumber}.`,
    ]);
  });

  test('a part is not percent-encoded, and may be JSON', async () => {
    const json = 'application/json';
    expect(
      (
        await multipart([
          ['n', '1'],
          ['name', '%41%42'],
        ])
      ).messages,
    ).toHaveLength(1);
    expect(
      (
        await multipart([
          ['n', '1'],
          ['address', '{"zip":"x"}', json],
        ])
      ).messages,
    ).toEqual(['address.zip is the string "x"; send an integer.']);
    expect(
      (
        await multipart([
          ['n', '1'],
          ['tags', '[1,"x"]', json],
        ])
      ).messages,
    ).toEqual(['tags[1] is the string "x"; send an integer.']);
  });

  test('the length of a file is that of its bytes, which need not be UTF-8', async () => {
    const file = (bytes: string): Field => ['file', bytes, 'application/octet-stream'];
    expect((await multipart([['n', '1'], file('\xff\xfe\x00\x01')])).status).toBe(200);
    const { status, errors } = await multipart([['n', '1'], file('\xff\xfe\x00\x01\x80')]);
    expect(status).toBe(422);
    expect(errors).toMatchObject([{ pointer: '/file', kind: 'too-large' }]);
  });

  test('a Content-Type without a boundary is refused for that', async () => {
    const { status, messages } = await multipart([['n', '1']], 'x', '');
    expect(status).toBe(415);
    expect(messages).toEqual([
      'The Content-Type multipart/form-data has no boundary; add the one that separates the parts, or let the client write the header.',
    ]);
  });

  test('a boundary that separates nothing is named', async () => {
    const { status, messages } = await multipart([['n', '1']], 'x', 'y');
    expect(status).toBe(422);
    expect(messages).toEqual([
      'The body has no part that has a name, between lines --y and before a line --y--.',
    ]);
  });
});

describe('a body that is no JSON', () => {
  test('is checked by the schema of its own media type', async () => {
    const json = { 'content-type': 'application/json' };
    expect((await read(mock, 'POST', '/forms', json, '{"other":"x"}')).status).toBe(200);
  });

  test('is refused if it is XML of an object, which the mock does not read', async () => {
    const xml = { 'content-type': 'application/xml' };
    const { status, body } = await read(mock, 'POST', '/forms', xml, '<form><n>x</n></form>');
    expect(status).toBe(422);
    expect(JSON.parse(body).detail).toBe(
      'The mock does not read XML; send it as application/json.',
    );
  });

  test('is stored if it is a form', async () => {
    const added = await form('title=a&length=90&cast=x&cast=y', '/films');
    const film = { id: '1', title: 'a', length: 90, cast: ['x', 'y'] };
    expect(added.status).toBe(201);
    expect(JSON.parse(added.body)).toEqual(film);
    expect(JSON.parse((await read(mock, 'GET', '/films')).body)).toEqual([film]);
  });
});
