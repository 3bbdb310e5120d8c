import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMock, type Mock } from '../../mocks/index.ts';
import { plainDocument, withDocument } from '../fixtures/plain-document.ts';
import { read, startReadingMock } from './reading-document.ts';

let mock: Mock;
beforeAll(async () => {
  mock = await startReadingMock();
});
afterAll(() => mock.close());

const search = (query: string, headers = {}) => read(mock, 'GET', `/searches?${query}`, headers);

describe('parameters of the query are read in their style', () => {
  test.each([
    'ids=1&ids=2',
    'ids=5',
    'commas=1,2',
    'commas=7',
    'spaces=1%202',
    'spaces=1+2',
    'pipes=1|2',
    'pipes=1%7C2',
    'filter[author]=x',
    'filter[author]=x&filter[minPages]=3&filter[tags]=1&filter[tags]=2',
    'filter[author]=x&filter[tags][]=1&filter[inside][sold]=true',
    'filter[author]=x&filter[tags][0]=1&filter[tags][1]=2',
    'width=3',
    'sent={"whole":1}',
    'limit=',
    'ratio=1e3',
  ])('%s is what the document asks for', async (query) => {
    expect(await search(query)).toMatchObject({ status: 200, messages: [] });
  });

  const an = (what: string) => `; send ${what}.`;
  test.each([
    ['ids=1,2', `The query parameter ids[0] is the string "1,2"${an('an integer')}`],
    ['ids=1&ids=x', `The query parameter ids[1] is the string "x"${an('an integer')}`],
    ['commas=1,x', `The query parameter commas[1] is the string "x"${an('an integer')}`],
    ['spaces=1+x', `The query parameter spaces[1] is the string "x"${an('an integer')}`],
    ['pipes=1|x', `The query parameter pipes[1] is the string "x"${an('an integer')}`],
    ['filter=x', `The query parameter filter is "x"${an('an object')}`],
    ['filter[minPages]=3', `The query parameter filter.author is missing${an('a string')}`],
    [
      'filter[author]=x&filter[minPages]=2',
      `The query parameter filter.minPages is the number 2, too small${an('an integer of at least 3')}`,
    ],
    [
      'filter[author]=x&filter[tags]=1&filter[tags]=y',
      `The query parameter filter.tags[1] is the string "y"${an('an integer')}`,
    ],
    [
      'filter[author]=x&filter[inside][sold]=no',
      `The query parameter filter.inside.sold is the string "no"${an('a boolean')}`,
    ],
    [
      'filter[author]=x&filter[b]=1',
      'There is no field "b" in filter; the known ones are author, minPages, tags and inside.',
    ],
    ['width=x', `The query parameter area.width is the string "x"${an('an integer')}`],
    ['sent={"whole":"x"}', `The query parameter sent.whole is the string "x"${an('an integer')}`],
    ['sent=x', 'The query parameter sent is not JSON; send JSON.'],
    ['name=', `The query parameter name is ""${an('a string of at least 2 characters')}`],
    [
      'limit=1&limit=2',
      `The query parameter limit is the array ["1","2"]${an('an integer of at least 1')}`,
    ],
    ['limit=0x10', `The query parameter limit is "0x10"${an('an integer of at least 1')}`],
    ['limit=1.0', `The query parameter limit is "1.0"${an('an integer of at least 1')}`],
    ['ratio=1e400', `The query parameter ratio is "1e400"${an('a number')}`],
  ])('%s is refused in words that name the value', async (query, message) => {
    expect(await search(query)).toMatchObject({ status: 422, messages: [message] });
  });

  test('the pointer of a mistake leads into the parameter', async () => {
    const { errors } = await search('filter[author]=x&filter[tags]=1&filter[tags]=y');
    expect(errors).toMatchObject([{ in: 'query', pointer: '/filter/tags/1', kind: 'wrong-type' }]);
  });

  test('a query parameter without a value is told apart from one that is not there', async () => {
    expect((await search('')).status).toBe(200);
    expect((await search('name=')).status).toBe(422);
  });

  test('an object that is open takes all parameters that no other one takes', async () => {
    const free = (query: string) => read(mock, 'GET', `/free?${query}`);
    const taken = await free('page=1&anything=3');
    expect(taken.status).toBe(200);
    expect(taken.headers).not.toHaveProperty('sl-violations');
    expect((await free('page=1&anything=x')).messages).toEqual([
      'The query parameter others.anything is the string "x"; send an integer.',
    ]);
  });
});

describe('parameters of the path and headers are read in their style', () => {
  test.each(['/simple/1,2', '/label/.1.2', '/matrix/;Ids=1;Ids=2', '/matrices/;Ids=1,2'])(
    '%s is a list of integers',
    async (path) => {
      expect((await read(mock, 'GET', path)).status).toBe(200);
    },
  );

  test.each([
    ['/simple/1,x', 'The path parameter Ids[1] is the string "x"; send an integer.'],
    ['/label/.1.x', 'The path parameter Ids[1] is the string "x"; send an integer.'],
    ['/matrix/;Ids=1;Ids=x', 'The path parameter Ids[1] is the string "x"; send an integer.'],
    ['/matrices/;Ids=x', 'The path parameter Ids[0] is the string "x"; send an integer.'],
    ['/label/1', 'The path parameter Ids has the style label; start it with ".".'],
    ['/matrix/1', 'The path parameter Ids has the style matrix; start it with ";Ids=".'],
  ])('%s is refused in words that name the element or the style', async (path, message) => {
    expect(await read(mock, 'GET', path)).toMatchObject({ status: 422, messages: [message] });
  });

  test('a header that is a list may have blanks, and its elements are named', async () => {
    expect((await search('', { 'x-ids': '1, 2' })).status).toBe(200);
    expect((await search('', { 'x-ids': '1, x' })).messages).toEqual([
      'The header parameter X-Ids[1] is the string "x"; send an integer.',
    ]);
  });
});

describe('a query parameter that is not documented', () => {
  test.each([
    ['limt=3', 'limt', 'limit', 'There is no query parameter "limt"; did you mean limit?'],
    ['Limit=3', 'Limit', 'limit', 'There is no query parameter "Limit"; did you mean limit?'],
    ['ids[]=3', 'ids[]', 'ids', 'There is no query parameter "ids[]"; did you mean ids?'],
    [
      'flter[author]=x',
      'flter[author]',
      'filter',
      'There is no query parameter "flter[author]"; did you mean filter?',
    ],
    [
      'limit=3&limt=3',
      'limt',
      'limit',
      'There is no query parameter "limt"; limit is already there, so leave this one out.',
    ],
  ])('is refused if it is a misspelt one: %s', async (query, name, hint, message) => {
    const { status, errors } = await search(query);
    expect(status).toBe(422);
    expect(errors).toMatchObject([{ in: 'query', pointer: `/${name}`, hint, message }]);
  });

  test('is refused with the letter that only looks like another one', async () => {
    const { messages } = await search(`l${encodeURIComponent('і')}mit=3`);
    expect(messages[0]).toMatch(
      /U\+0456 CYRILLIC .* where "limit" has Latin i; did you mean limit/,
    );
  });

  test('passes with a warning if it resembles none', async () => {
    const { status, headers } = await search('utm_source=x');
    expect(status).toBe(200);
    expect(JSON.parse(String(headers['sl-violations']))).toEqual([
      {
        location: ['request', 'query', 'utm_source'],
        severity: 'Warning',
        code: 'unknown',
        message: 'The document has no query parameter "utm_source"',
      },
    ]);
  });

  test.each(['__code=200', '__limit=1', 'api_key=k', 'filter[author]=x', 'width=1'])(
    'is not one that Prism, a key or a style knows: %s',
    async (query) => {
      const { status, headers } = await search(query);
      expect(status).toBe(200);
      expect(headers).not.toHaveProperty('sl-violations');
    },
  );
});

test('a header parameter that OpenAPI describes elsewhere is not asked for', async () => {
  const header = (name: string) => ({
    name,
    in: 'header',
    required: true,
    schema: { type: 'integer' },
  });
  const names = ['Accept', 'Content-Type', 'Authorization', 'X-Page'];
  const done = { responses: { 200: { description: 'x' } } };
  const document = plainDocument([], { '/a': { get: { parameters: names.map(header), ...done } } });
  await withDocument(document, async (spec) => {
    const own = await createMock({ spec, auth: false });
    const found = await read(own, 'GET', '/a', { accept: '*/*' });
    expect(found.status).toBe(422);
    expect(JSON.parse(found.body).errors).toHaveLength(1);
    expect((await read(own, 'GET', '/a', { accept: '*/*', 'x-page': '1' })).status).toBe(200);
    await own.close();
  });
});
