import { expect, test, vi } from 'vitest';
import { contractView } from '../../mocks/control/contract-view.ts';
import { createMock } from '../../mocks/index.ts';
import { loadContract } from '../../spec/index.ts';
import { petDocument } from '../fixtures/pet-shop.ts';
import { withDocument } from '../fixtures/plain-document.ts';

// The page reads its address as it loads.
vi.stubGlobal('location', new URL('http://127.0.0.1/'));
vi.stubGlobal('addEventListener', () => {});
const { createDraft, toExportedRequest } = await import('../../mocks/explorer/try/draft.ts');
const { draftFromLink, linkToRequest } = await import('../../mocks/explorer/data/request-link.ts');
const { contract } = await import('../../mocks/explorer/data/session.ts');
const { language } = await import('../../mocks/explorer/data/texts.ts');
const { tokenObstacle } = await import('../../mocks/explorer/data/token-obstacle.ts');

test('the draft of an edit takes the identity of its path from the item of the example', async () => {
  const document = petDocument({ envelope: 'data' });
  const { operations } = await withDocument(document, async (spec) =>
    contractView(await loadContract(spec), undefined),
  );
  const edit = operations.find(({ method }) => method === 'put');
  if (edit === undefined) throw new Error('Nothing can be edited.');
  const draft = createDraft(edit, { value: { data: { id: 7, name: 'Rex' } } });
  expect(draft.path).toEqual({ petId: '7' });
});

test('every request that is ready to send succeeds in a fresh account, unless it needs another one before', async () => {
  const mock = await createMock();
  const view = contractView(mock.contract, undefined);
  const refused: string[] = [];
  for (const [i, operation] of view.operations.entries()) {
    if (operation.variants.length > 0) continue;
    const draft = createDraft(operation, operation.contents[0]?.examples[0]);
    const { method, path, headers, body } = toExportedRequest(draft, operation);
    const response = await mock.inject({
      ...{ method: method as 'GET', url: path, headers: { ...headers, authorization: `of ${i}` } },
      ...(body === undefined ? {} : { payload: body }),
    });
    if (response.statusCode >= 400) refused.push(`${operation.id} ${response.statusCode}`);
  }
  await mock.close();
  // The documentation deletes the media file that it has added before.
  expect(refused).toEqual(['deleteClientMelody 404']);
});

test('a draft takes the samples of its parameters from their own examples first', () => {
  const parameter = { ...{ in: 'path', required: true }, ...{ doubts: [], pointer: '' } };
  const operation = {
    ...{ id: 'read', method: 'get', path: '/{a}/{b}/{c}', contents: [], acts: null },
    parameters: [
      { ...parameter, name: 'a', example: 77, schema: { examples: [1] } },
      { ...parameter, name: 'b', schema: { enum: ['x', 'y'] } },
      { ...parameter, name: 'c', schema: { minimum: 5 } },
      { ...parameter, in: 'query', name: 'page', example: 'a b', schema: {} },
    ],
  };
  expect(createDraft(operation as never, undefined)).toMatchObject({
    path: { a: '77', b: 'x', c: '5' },
    query: 'page=a+b',
  });
});

const draft = {
  ...{
    operation: 'readThings',
    path: { id: 'а/b' },
    query: 'page_token=1&api_key=s3cret&%61pi_key=s3cret&sid=s3cret',
    prefer: 'code=409',
  },
  headers: [
    ['X-A', 'b'],
    ['Authorization', 's3cret'],
    ['X-Signature', 's3cret'],
    ['X-Session-Id', 's3cret'],
  ] as const,
  ...{ body: '{"name": "Ж 😀", "password": "s3cret"}', withToken: true },
};

test('the link to a request holds all of it but its secrets', () => {
  const link = linkToRequest(draft, 'provider') ?? '';
  expect(link).toMatch(/^#\/try\/readThings\?request=[\w-]+$/);
  const written = link.split('=')[1] ?? '';
  expect(draftFromLink('readThings', written)).toEqual({
    ...draft,
    query: 'page_token=1',
    headers: [['X-A', 'b']],
    body: '{"name":"Ж 😀","password":"***"}',
    isMasked: true,
    linkedTo: 'provider',
  });
  const plain = { ...draft, body: '{ "name":  "Ж" }' };
  expect(draftFromLink('x', linkToRequest(plain, 'mock')?.split('=')[1] ?? '')?.body).toBe(
    plain.body,
  );
  expect(linkToRequest({ ...draft, body: 'x'.repeat(20_000) }, 'mock')).toBeUndefined();
});

test('a link longer than any that the page makes holds no request', () => {
  const written = JSON.stringify({
    ...{ path: {}, query: '', prefer: '', headers: [], withToken: true },
    body: '['.repeat(20_000),
  });
  expect(draftFromLink('readThings', btoa(written))).toBeUndefined();
});

test.each([
  '',
  '!',
  btoa('{}'),
  btoa('{"path":[]}'),
  btoa('{"path":{},"query":"","prefer":"","headers":[["a"]],"withToken":true}'),
])('a damaged link holds no request: %s', (written) => {
  expect(draftFromLink('readThings', written)).toBeUndefined();
});

test('a token that no header can carry says which character is the reason', () => {
  expect(tokenObstacle('a-Token_1 ü')).toBeUndefined();
  expect(tokenObstacle('токен')).toContain('“т”');
  expect(tokenObstacle('a😀')).toContain('“😀”');
  contract.value = { account: { in: 'query', name: 'key' } } as never;
  expect(tokenObstacle('токен')).toBeUndefined();
  contract.value = undefined;
});

test('a page in another language asks the mock for that language, unless the draft says otherwise', () => {
  const operation = { ...{ method: 'get', path: '/things' } } as never;
  const plain = { ...draft, headers: [], prefer: '' };
  const headersOf = (part: object, to: 'mock' | 'provider' = 'mock') =>
    toExportedRequest({ ...plain, ...part }, operation, to).headers;
  expect(headersOf({})).toEqual({});
  language.value = 'ru';
  expect(headersOf({})).toEqual({ 'Accept-Language': 'ru' });
  expect(headersOf({}, 'provider')).toEqual({});
  expect(headersOf({ anyLanguage: true })).toEqual({});
  expect(headersOf({ headers: [['accept-language', 'de']] })).toEqual({ 'accept-language': 'de' });
  language.value = 'en';
});
