import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMock, type Mock } from '../../mocks/index.ts';
import { isBase64 } from '../../spec/shared/base64.ts';

const megabyte = 1024 * 1024;
let mock: Mock;
beforeAll(async () => {
  mock = await createMock();
});
afterAll(() => mock.close());

/** Uploads a file that is given in Base64. */
async function upload(file: string) {
  const response = await mock.inject({
    method: 'POST',
    url: '/melodies/client',
    headers: { authorization: 'uploads', 'content-type': 'application/json' },
    payload: JSON.stringify({ file, name: 'long.mp3' }),
  });
  return { status: response.statusCode, body: response.json() };
}

describe('a file in Base64', () => {
  test.each([5, 31])('of %i MB is kept', async (size) => {
    const { status, body } = await upload('QUFB'.repeat((size * megabyte) / 4));
    expect(status).toBe(200);
    expect(body).toMatchObject({ name: 'long.mp3' });
  });

  test('that is too long for a body is refused', async () => {
    const { status } = await upload('QUFB'.repeat((33 * megabyte) / 4));
    expect(status).toBe(413);
  });

  test.each([
    { title: 'another character after 5 MB', file: `${'QUFB'.repeat(1.25 * megabyte)}QU*B` },
    { title: 'a line break', file: 'QUFB\n' },
    { title: 'the letters of URLs', file: 'QU-_' },
    { title: 'the prefix of a data URL', file: 'data:audio/mpeg;base64,QUFB' },
    { title: 'padding in the middle', file: 'QU=B' },
    { title: 'a length that no Base64 has', file: 'QUFBQ' },
  ])('with $title is refused, and the refusal names the field', async ({ file }) => {
    const { status, body } = await upload(file);
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([{ pointer: '/file', kind: 'wrong-form' }]);
    expect(body.detail).toContain('Base64');
  });
});

test.each(['', 'QQ==', 'QUE=', 'QUFB', 'QUFBQQ=='])('the text "%s" is Base64', (text) => {
  expect(isBase64(text)).toBe(true);
});

test.each(['Q', 'QQ', 'QQ=', 'Q===', '====', 'QQ==QQ=='])('the text "%s" is no Base64', (text) => {
  expect(isBase64(text)).toBe(false);
});
