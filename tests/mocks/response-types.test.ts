import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Mock } from '../../mocks/index.ts';
import { read, startReadingMock } from './reading-document.ts';

let mock: Mock;
beforeAll(async () => {
  mock = await startReadingMock();
});
afterAll(() => mock.close());

const get = (path: string, accept?: string) =>
  read(mock, 'GET', path, accept === undefined ? {} : { accept });

describe('a body is written in the media type that it is sent with', () => {
  test.each([
    [undefined, 'application/json', '{"a":"<1>","list":[1,2]}'],
    [
      'application/xml',
      'application/xml',
      '<xml><a>&lt;1&gt;</a><list>1</list><list>2</list></xml>',
    ],
    ['text/plain', 'text/plain', 'as it is'],
    ['application/json;q=0, application/xml;q=0, */*', 'text/plain', 'as it is'],
  ])('Accept: %s', async (accept, type, body) => {
    const answer = await get('/answers', accept);
    expect(answer).toMatchObject({ status: 200, body });
    expect(answer.headers['content-type']).toBe(type);
  });

  test('what is stored is XML, too, if that is asked for', async () => {
    const json = { 'content-type': 'application/json' };
    const empty = await get('/films', 'application/xml');
    expect(empty).toMatchObject({ status: 200, body: '<xml></xml>' });
    await read(mock, 'POST', '/films', json, '{"title":"a & b"}');
    const { headers, body } = await get('/films', 'application/xml');
    expect(headers['content-type']).toBe('application/xml');
    expect(body).toBe('<xml><id>1</id><title>a &amp; b</title></xml>');
  });
});

test.each(['*/*;q=0', 'application/*;q=0, text/plain;q=0, */*', 'application/json;q=0'])(
  'Accept: %s takes no response, and the document is not blamed for it',
  async (accept) => {
    const path = accept.startsWith('application/json') ? '/films?' : '/answers';
    const { status, headers, body } = await get(path, accept);
    expect(status).toBe(406);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(headers).not.toHaveProperty('sl-violations');
    expect(JSON.parse(body).type).toBe('/_mock/problems/not-acceptable');
  },
);

test('no header of the document says how the body is sent', async () => {
  const { headers, body } = await get('/answers');
  expect(headers).not.toHaveProperty('content-encoding');
  expect(headers).not.toHaveProperty('transfer-encoding');
  expect(headers).not.toHaveProperty('sl-violations');
  expect(headers['content-length']).toBe(String(Buffer.byteLength(body)));
  expect(headers['x-kept']).toBe('yes');
});
