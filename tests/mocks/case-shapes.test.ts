import { expect, test } from 'vitest';
import { startMock } from '../../mocks/testing/start-mock.ts';
import { withProvider } from '../contracts/verify-handler.ts';
import { type PetShop, petDocument, petProvider, petTests } from '../fixtures/pet-shop.ts';
import { withDocument } from '../fixtures/plain-document.ts';

const shop: PetShop = {
  ...{ envelope: 'pet', mediaType: 'application/vnd.pets+json', adds: 'with Location' },
  chips: true,
};
const companions = { identifiers: 'identifiers.yaml', cases: 'cases.yaml' };
const document = { ...petDocument(shop), 'x-contract': companions };

test.each(['mock', 'provider'])(
  'a case at the %s writes fields, which are sent in the envelope, and takes the identity from Location',
  async (to) => {
    const requests: string[] = [];
    const provide = petProvider(shop);
    const run = await withProvider(
      (request, text, response) => {
        requests.push(`${request.method} ${request.url} ${text}`);
        provide(request, text, response);
      },
      (provider) =>
        withDocument(
          document,
          async (spec) => {
            await using mock = await startMock({ spec, provider });
            const url = `${mock.url}/_mock/cases/edit-keeps-chip`;
            const body = JSON.stringify({ to, token: 'any' });
            const headers = { 'content-type': 'application/json' };
            return (await fetch(url, { method: 'POST', headers, body })).json();
          },
          petTests,
        ),
    );
    expect(run).toMatchObject({ verdict: 'as-expected', left: [], says: null });
    if (to === 'mock') return;
    expect(requests).toEqual([
      'POST /pets {"pet":{"name":"Rex","password":"p","chip":"1000"}}',
      'PUT /pets/1 {"pet":{"name":"Max","password":"p","chip":"1000"}}',
      'DELETE /pets/1 ',
    ]);
  },
);
