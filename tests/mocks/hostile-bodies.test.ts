import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMock, type Mock } from '../../mocks/index.ts';
import { formatPointer } from '../../spec/index.ts';
import {
  createRawAsk,
  freshRequest,
  type RawAnswer,
  type RawAsk,
  rawRequest,
  sendRaw,
} from './raw-client.ts';
import { expectRefusal } from './refusal.ts';

let mock: Mock;
let url: string;
let ask: RawAsk;
beforeAll(async () => {
  mock = await createMock();
  url = await mock.listen();
  ask = createRawAsk(url);
});
afterAll(() => mock.close());

const collection = '/melodies/personal';
const json = 'Content-Type: application/json';
const rule = { number_capacity_ids: [1], source_type: 'system', media_id: 50 };
const sound = JSON.stringify(rule);

function post(body: string | Uint8Array, headers: readonly string[] = [json]): Promise<RawAnswer> {
  return ask('POST', collection, headers, body);
}

describe('a body that is not JSON is refused with the place of the error, and is not quoted', () => {
  const secret = 'hunter2';
  // ¦ stands where the body stops being JSON.
  const bodies = [
    { title: 'cut off', marked: `{"password":"${secret}","a":¦` },
    { title: 'a trailing comma', marked: `{"password":"${secret}",¦}` },
    { title: 'single quotes', marked: `{¦'password':'${secret}'}` },
    { title: 'a comment', marked: `{"password":"${secret}"} ¦// ${secret}` },
    { title: 'NaN', marked: `{"password":"${secret}","a":¦NaN}` },
    { title: 'two documents', marked: `{"password":"${secret}"} ¦{}` },
    { title: 'a line break in a string', marked: `{\n"password":¦"${secret}\n"}` },
    { title: 'a wrong escape', marked: `{\r\n "password":\r\n ¦"${secret}\\x"}` },
    { title: 'only blanks', marked: '   ¦' },
    { title: 'a NUL', marked: '¦\0' },
    { title: 'a form', marked: `¦password=${secret}` },
    { title: 'an unknown word', marked: '¦undefined' },
    { title: 'brackets that are left open', marked: `${'['.repeat(60)}¦` },
  ];

  test.each(bodies)('a body that is not JSON is refused: $title', async ({ marked }) => {
    const [before = '', after] = marked.split('¦');
    const lines = before.split('\n');
    const column = (lines.at(-1)?.length ?? 0) + 1;
    const place = `line ${lines.length}, column ${column} (position ${before.length})`;
    const { detail } = expectRefusal(await post(`${before}${after}`), 400, 'malformed-json');
    expect(detail).toContain(place);
    expect(detail).not.toContain(secret);
  });

  test.each([
    { title: 'bytes that are not UTF-8', body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]) },
    { title: 'an overlong encoding', body: Buffer.from([0x22, 0xc0, 0x80, 0x22]) },
    { title: 'a surrogate in UTF-8', body: Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]) },
    { title: 'UTF-16', body: Buffer.from(sound, 'utf16le').subarray(0, -1) },
  ])('a body that is not JSON is refused: $title', async ({ title, body }) => {
    const { detail } = expectRefusal(await post(body), 400, 'malformed-json');
    if (title !== 'UTF-16') expect(detail).toContain('not UTF-8');
  });

  test('a body with a byte order mark is refused for it', async () => {
    const { detail } = expectRefusal(await post(`\ufeff${sound}`), 400, 'malformed-json');
    expect(detail).toContain('byte order mark');
  });
});

describe('JSON that is not a rule', () => {
  test.each([
    'null',
    'true',
    '0',
    '1e999',
    '""',
    '[]',
    JSON.stringify(sound),
    '{"number_capacity_ids":[1],"source_type":"system","media_id":1e999}',
    '{"number_capacity_ids":[9007199254740993],"source_type":"system","media_id":50}',
    '{"number_capacity_ids":["\\ud800"],"source_type":"system","media_id":50}',
    '{"number_capacity_ids":[-0],"source_type":"system","media_id":50}',
    '{"number_capacity_ids":{"length":1,"0":1},"source_type":"system","media_id":50}',
  ])('the body %s is refused with its mistakes', async (body) => {
    const { errors } = expectRefusal(await post(body), 422, 'invalid-request');
    expect(errors).toHaveLength(1);
  });

  test.each([
    { written: '9007199254740993', message: 'too large' },
    { written: '9007199254740991.4', message: 'send an integer' },
    { written: '1.00000000000000000001', message: 'send an integer' },
    { written: '1e-400', message: 'send an integer' },
    { written: '0.5e0', message: 'send an integer' },
    { written: '1e400', message: 'send an integer' },
  ])('the number $written is refused as it is written', async ({ written, message }) => {
    for (const [pointer, body] of [
      ['/media_id', `{"number_capacity_ids":[1],"source_type":"system","media_id":${written}}`],
      ['/number_capacity_ids/0', sound.replace('[1]', `[${written}]`)],
    ] as const) {
      const { errors } = expectRefusal(await post(body), 422, 'invalid-request');
      expect(errors).toMatchObject([{ pointer, received: written }]);
      expect(errors?.[0]?.message).toContain(`the number ${written}`);
      expect(errors?.[0]?.message).toContain(message);
    }
  });

  test.each(['1.0', '10e-1', '0.1e1', '1.000000000000000000000'])(
    'the integer %s is accepted in any notation',
    async (written) => {
      const answer = await post(sound.replace('[1]', `[${written}]`));
      expect(JSON.parse(answer.body)).toMatchObject({ number_capacity_ids: [1] });
    },
  );

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '', '\0', '💥'])(
    'a field called %j is an unknown field like any other',
    async (name) => {
      const body = `{${JSON.stringify(name)}:{"x":1},${sound.slice(1)}`;
      const { errors } = expectRefusal(await post(body), 422, 'invalid-request');
      expect(errors).toMatchObject([{ kind: 'unknown-field', pointer: formatPointer([name]) }]);
      expect(errors).toHaveLength(1);
    },
  );

  test('a field __proto__ does not change the prototype of any object', async () => {
    await post(`{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}`);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  test.each([
    {
      title: 'a field',
      body: `{"source_type":"client",${sound.slice(1)}`,
      pointer: '/source_type',
    },
    {
      title: 'an escaped name',
      body: `{"sourc\\u0065_type":0,${sound.slice(1)}`,
      pointer: '/source_type',
    },
    {
      title: 'a nested field',
      body: '[{"a:":"\\":"},{"b":{"c":1,"d":2,"c":[1]}}]',
      pointer: '/1/b/c',
    },
  ])('$title that is sent twice with different values is refused', async ({ body, pointer }) => {
    const { detail, errors } = expectRefusal(await post(body), 422, 'invalid-request');
    expect(errors).toMatchObject([{ pointer, kind: 'duplicate-field' }]);
    expect(detail).toContain('twice, with different values');
  });

  test('a field that is sent twice with the same value is no mistake', async () => {
    expect((await post(`{"source_type":"system",${sound.slice(1)}`)).status).toBe(200);
  });
});

describe('large bodies', () => {
  const most = 1024 * 1024;

  test('a body of exactly 1 MiB is read', async () => {
    const answer = await post(sound.padEnd(most));
    expect(answer.status).toBe(200);
  });

  test('a body of 1 MiB and a byte is refused', async () => {
    expectRefusal(await post(sound.padEnd(most + 1)), 413, 'body-too-large');
  });

  test('a chunked body has the same limit as any other', async () => {
    const chunked = (body: string) =>
      sendRaw(url, [
        ...freshRequest('POST', collection, [json, 'Transfer-Encoding: chunked']),
        `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
      ]);
    expect((await chunked(sound.padEnd(most))).status).toBe(200);
    expectRefusal(await chunked(sound.padEnd(most + 1)), 413, 'body-too-large');
  });

  test('a body whose Content-Length is too large is refused before it arrives', async () => {
    const asked = freshRequest('POST', collection, [json, `Content-Length: ${most + 1}`]);
    expectRefusal(await sendRaw(url, asked), 413, 'body-too-large');
  });

  test('a body that is too large for an unknown path is refused', async () => {
    const answer = await ask('POST', '/nowhere', [json], 'x'.repeat(most + 1));
    expectRefusal(answer, 413, 'body-too-large');
  });

  // Generous limits: a quadratic or recursive way would take minutes or overflow the stack.
  const soon = 5_000;

  test.each([
    { title: '100,000 open brackets', body: '['.repeat(100_000) },
    { title: '100,000 nested lists', body: '['.repeat(100_000) + ']'.repeat(100_000) },
    {
      title: '100,000 nested objects in a field',
      body: `{"media_id":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`,
    },
    { title: 'lists nested deeper than 64', body: '['.repeat(65) + ']'.repeat(65) },
  ])('$title are refused quickly', { timeout: soon }, async ({ body }) => {
    const { detail } = expectRefusal(await post(body), 422, 'invalid-request');
    expect(detail).toContain('nested deeper than 64');
  });

  test('brackets in strings and side by side do not count as nesting', async () => {
    const body = `{"number_capacity_ids":[${'[],'.repeat(100)}[]],"source_type":"${'['.repeat(100)}\\"["}`;
    const { errors } = expectRefusal(await post(body), 422, 'invalid-request');
    expect(errors?.[0]?.message).not.toContain('nested deeper');
  });

  test('10,000 ids are accepted quickly, and conflict quickly', { timeout: soon }, async () => {
    const ids = Array.from({ length: 10_000 }, (_, i) => 1_000 + i);
    const body = JSON.stringify({ ...rule, number_capacity_ids: ids });
    const token = `Authorization: many-ids`;
    const send = () => sendRaw(url, rawRequest('POST', collection, [json, token], body));
    const accepted = await send();
    expect(JSON.parse(accepted.body)).toMatchObject({ id: 83, number_capacity_ids: ids });
    const { conflicts } = expectRefusal(await send(), 409, 'uniqueness');
    expect(conflicts?.length).toBeGreaterThan(0);
  });

  test('10,000 times the same id are refused quickly', { timeout: soon }, async () => {
    const ids = Array.from({ length: 10_000 }, () => 7);
    const answer = await post(JSON.stringify({ ...rule, number_capacity_ids: ids }));
    const { errors } = expectRefusal(answer, 422, 'invalid-request');
    expect(errors?.[0]).toMatchObject({ pointer: '/number_capacity_ids/1' });
  });

  test.each([
    { title: '350,000 items of the wrong type', ids: `${'{},'.repeat(349_000)}{}`, fields: '' },
    { title: '100,000 lists', ids: `${'["x"],'.repeat(100_000)}[]`, fields: '' },
    {
      title: '80,000 unknown fields',
      ids: '',
      fields: Array.from({ length: 80_000 }, (_, i) => `"f${i}":1,`).join(''),
    },
  ])('$title cost less than 100 MB and two seconds of the processor', async ({ ids, fields }) => {
    const [before, memory] = [process.cpuUsage(), process.memoryUsage().heapUsed];
    const body = `{${fields}"number_capacity_ids":[${ids}],"source_type":"system","media_id":50}`;
    expect(body.length).toBeGreaterThan(400_000);
    const { errors } = expectRefusal(await post(body), 422, 'invalid-request');
    expect(errors).toHaveLength(100);
    expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
    expect(process.memoryUsage().heapUsed - memory).toBeLessThan(100_000_000);
  });

  test('10,000 unknown fields are refused quickly', { timeout: soon }, async () => {
    const fields = Array.from({ length: 10_000 }, (_, i) => [`number_capacity_idz${i}`, i]);
    const answer = await post(JSON.stringify({ ...rule, ...Object.fromEntries(fields) }));
    expectRefusal(answer, 422, 'invalid-request');
  });
});

describe('content types', () => {
  test.each([
    'application/json',
    'Application/JSON',
    'application/json;charset=utf-8',
    'application/json; charset="UTF-8"',
  ])('the content type %s is accepted', async (type) => {
    expect((await post(sound, [`Content-Type: ${type}`])).status).toBe(200);
  });

  test.each([
    'application/json; charset=utf-16',
    'text/json',
    'application/merge-patch+json',
    'application/problem+json',
    'application/jsonx',
    'application',
    'garbage',
    ';;;,=',
    '',
    '__proto__/constructor',
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    `application/${'x'.repeat(10_000)}`,
    '*/*',
  ])('the content type %s is refused', async (type) => {
    expectRefusal(await post(sound, [`Content-Type: ${type}`]), 415, 'unsupported-media-type');
  });

  test('a body without a content type is refused', async () => {
    const { detail } = expectRefusal(await post(sound, []), 415, 'unsupported-media-type');
    expect(detail).toContain('no Content-Type');
  });

  test('a content type without a body is no mistake of its own', async () => {
    const { errors } = expectRefusal(await post('', [json]), 422, 'invalid-request');
    expect(errors).toMatchObject([{ kind: 'missing', pointer: '' }]);
    expect((await ask('DELETE', `${collection}/77`, [json])).status).toBe(200);
    expect((await ask('GET', collection, [json])).status).toBe(200);
  });

  test('the content type does not matter for an unknown path', async () => {
    const garbage = ['Content-Type: garbage'];
    expectRefusal(await ask('POST', '/nowhere', garbage, 'x'), 404, 'unknown-path');
    expectRefusal(await ask('PATCH', collection, garbage, 'x'), 405, 'method-not-allowed');
  });
});

describe('content codings', () => {
  test.each([
    { coding: 'gzip', body: gzipSync(sound) },
    { coding: 'gzip', body: sound },
    { coding: 'br, gzip', body: sound },
  ])('a body with the coding $coding is refused with 415 that names it', async (sent) => {
    const answer = await post(sent.body, [json, `Content-Encoding: ${sent.coding}`]);
    const { detail } = expectRefusal(answer, 415, 'unsupported-media-type');
    expect(detail).toContain(sent.coding);
    expect(answer.headers['accept-encoding']).toBe('identity');
  });

  test('the coding identity is none', async () => {
    expect((await post(sound, [json, 'Content-Encoding: Identity'])).status).toBe(200);
  });
});

describe('a body for an operation without one', () => {
  test.each([
    { method: 'GET', body: sound },
    { method: 'GET', body: '{' },
    { method: 'DELETE', body: '{}' },
    { method: 'DELETE', body: '{' },
    { method: 'DELETE', body: 'x' },
  ])('$method with the body $body is refused, since it takes none', async ({ method, body }) => {
    const path = method === 'GET' ? collection : `${collection}/77`;
    const answer = await ask(method, path, [json], body);
    // DELETE documents 422, and GET neither that nor 415.
    const { detail } = expectRefusal(
      answer,
      method === 'GET' ? 415 : 422,
      'unsupported-media-type',
    );
    expect(detail).toContain('takes no body');
  });
});
