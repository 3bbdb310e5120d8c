import { expect, test } from 'vitest';
import { createMock } from '../../mocks/index.ts';
import { withDocument } from '../fixtures/plain-document.ts';

const html = { accept: 'text/html,application/xhtml+xml' };

test('/ leads a browser to the explorer, and names it to any other client', async () => {
  const mock = await createMock();
  const page = await mock.inject({ url: '/', headers: html });
  expect([page.statusCode, page.headers.location]).toEqual([302, '/_mock/']);
  const other = await mock.inject({ url: '/' });
  expect(other.statusCode).toBe(404);
  expect(other.json()).toMatchObject({ hint: '/_mock/' });
  expect(other.json().detail).toMatch(/ The explorer and the control API are at \/_mock\/\.$/);
  await mock.close();
});

test("/ and paths that end with a slash are the document's where it has them", () => {
  const responses = { 200: { description: 'x', content: { 'text/plain': { example: 'own' } } } };
  const document = {
    openapi: '3.1.0',
    info: { title: 'Slashes', version: '1' },
    paths: { '/': { get: { responses } }, '/things/': { get: { responses } } },
  };
  return withDocument(document, async (spec) => {
    const mock = await createMock({ spec });
    for (const url of ['/', '/things/']) {
      expect(
        await mock.inject({ url, headers: { ...html, accept: '*/*, text/html' } }),
      ).toMatchObject({
        statusCode: 200,
        body: 'own',
      });
    }
    expect((await mock.inject({ url: '/things' })).json()).toMatchObject({ hint: '/things/' });
    await mock.close();
  });
});
