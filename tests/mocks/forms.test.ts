import { describe, expect, test } from 'vitest';
import { createEngine } from '../../mocks/prism/create-engine.ts';
import type { EngineCall } from '../../mocks/prism/engine.ts';
import { createPlainPrism } from './reference-prism.ts';

const schema = {
  type: 'object',
  required: ['n'],
  properties: {
    n: { type: 'integer', minimum: 1 },
    name: { type: 'string', maxLength: 5 },
    tags: { type: 'array', items: { type: 'integer' }, uniqueItems: true },
    secret: { type: 'string', readOnly: true },
  },
};
const encoding = { tags: { style: 'form', explode: true }, name: { allowReserved: false } };
const urlencoded = 'application/x-www-form-urlencoded';
const multipart = 'multipart/form-data';
const document = (form: object, more: object = {}) => ({
  openapi: '3.1.0',
  info: { title: 'Forms', version: '1' },
  paths: {
    '/forms': {
      post: {
        requestBody: {
          content: {
            [urlencoded]: { schema: form, encoding },
            [multipart]: { schema: form },
          },
        },
        responses: { 204: { description: 'Done.' } },
      },
    },
  },
  ...more,
});
const call: EngineCall = {
  method: 'post',
  template: '/forms',
  path: '/forms',
  query: {},
  headers: {},
  body: undefined,
  checkSecurity: false,
  state: () => undefined,
};
const form = (type: string, body: string): EngineCall => ({
  ...call,
  headers: { 'content-type': type, 'content-length': String(body.length) },
  body,
});
const parts = (fields: Record<string, string>) =>
  `${Object.entries(fields)
    .map(
      ([name, value]) =>
        `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    )
    .join('')}--x--\r\n`;

describe('a form is read and checked as plain Prism does', () => {
  test.each([
    [urlencoded, 'n=5'],
    [urlencoded, 'n=five'],
    [urlencoded, 'n=0&name=abcdef'],
    [urlencoded, 'name=a'],
    [urlencoded, 'n=5&name=a+b%20c'],
    [urlencoded, 'n=5&name=a%26b'],
    [urlencoded, 'n=5&name=a!b'],
    [urlencoded, 'n=5&tags=1&tags=2'],
    [urlencoded, 'n=5&tags=x'],
    [urlencoded, ''],
    [`${urlencoded}; charset=utf-8`, 'n=five'],
    [multipart, parts({ n: '5' })],
    [`${multipart}; boundary=x`, parts({ n: '5', name: 'a&b' })],
    [`${multipart}; boundary=x`, parts({ n: 'five', name: 'abcdef' })],
    [`${multipart}; boundary=x`, parts({ name: 'a' })],
  ])('%s: %j', async (type, body) => {
    const plain = await (await createPlainPrism(document(schema)))(form(type, body));
    const own = await (await createEngine(document(schema))).request(form(type, body));
    expect(own.status).toBe(plain.status);
    expect(own.kind).toBe(plain.status < 300 ? 'answer' : 'invalid');
    // Of a 415 plain Prism does not say what is wrong.
    if (own.kind === 'invalid' && own.status !== 415) {
      expect(own.diagnostics).toEqual(plain.diagnostics);
    }
  });
});

test('a form whose schema refers to itself is checked, which plain Prism does not', async () => {
  const node = {
    type: 'object',
    properties: { n: { type: 'integer' }, kid: { $ref: '#/components/schemas/Node' } },
  };
  const recursive = document(
    { $ref: '#/components/schemas/Node' },
    { components: { schemas: { Node: node } } },
  );
  const { status } = await (await createPlainPrism(recursive))(form(urlencoded, 'n=x'));
  expect(status).toBe(204);
  const own = await (await createEngine(recursive)).request(form(urlencoded, 'n=x'));
  expect(own).toMatchObject({
    kind: 'invalid',
    diagnostics: [{ path: ['body', 'n'], code: 'type' }],
  });
});
