import { expect, test } from 'vitest';
import { createExampleAnswers, loadContract, ownContract, readYamlFile } from '../../spec/index.ts';

const document = readYamlFile(ownContract).value as object;
const { operations } = await loadContract(ownContract);
const origin = 'https://pbx.example';
const urlOf = (path: string) => origin + path.replaceAll(/\{[^}]+\}/g, '77');

test.each(operations)('$method $path returns its documented example', async (one) => {
  const response = createExampleAnswers(document)(
    new Request(urlOf(one.path), { method: one.method.toUpperCase() }),
  );
  const [success] = one.responses;
  expect(String(response?.status)).toBe(success?.status);
  expect(response?.headers.get('content-type')).toBe(success?.contents[0]?.mediaType);
  expect(await response?.json()).toEqual(success?.contents[0]?.examples[0]?.value);
});

test.each([
  { prefer: 'code=409', status: 409, type: 'application/problem+json' },
  { prefer: 'code=401; example=unauthorized', status: 401, type: 'application/problem+json' },
  { prefer: 'example=documented', status: 200, type: 'application/json' },
  { prefer: 'code=599', status: 404, type: 'application/problem+json' },
  { prefer: 'code=none', status: 404, type: 'application/problem+json' },
])('Prefer: $prefer returns $status', ({ prefer, status, type }) => {
  const request = new Request(urlOf('/melodies/personal'), { method: 'POST', headers: { prefer } });
  const response = createExampleAnswers(document, origin)(request);
  expect([response?.status, response?.headers.get('content-type')]).toEqual([status, type]);
});

test.each([
  { url: `${origin}/api/melodies/personal`, base: `${origin}/api/`, known: true },
  { url: `${origin}/api/melodies/personal`, base: '/api', known: true },
  { url: `${origin}/melodies/personal`, base: 'https://PBX.example:443', known: true },
  { url: `${origin}/melodies/personal`, base: '/api', known: false },
  { url: 'https://other.example/melodies/personal', base: origin, known: false },
  { url: `${origin}/melodies/personal/`, base: origin, known: false },
  { url: `${origin}/melodies`, base: '', known: false },
])('with the base URL "$base", $url has an example: $known', ({ url, base, known }) => {
  expect(createExampleAnswers(document, base)(new Request(url)) !== undefined).toBe(known);
});

test.each([
  { title: 'a space', path: '/old things/{id}', url: '/old%20things/1', route: '/old things/:id' },
  { title: 'letters beyond ASCII', path: '/вещи/{имя}', url: '/вещи/1', route: '/вещи/:___' },
  { title: 'an escape', path: '/a%d1b/{id}', url: '/a%D1b/1', route: '/a%d1b/:id' },
  { title: 'a parameter that is a number', path: '/d/{1}', url: '/d/1', route: '/d/:_1' },
])('a path with $title has an example, and a route that MSW can read', ({ path, url, route }) => {
  const content = { 'application/json': { example: 'yes' } };
  const get = { responses: { 200: { content } } };
  const exampleFor = createExampleAnswers({ paths: { [path]: { get } } });
  expect(exampleFor(new Request(origin + url))?.status).toBe(200);
  expect(exampleFor.routes).toContainEqual({ method: 'get', path: route });
});
