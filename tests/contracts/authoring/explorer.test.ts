import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ConsumerPact, pact } from '../../../contracts/authoring/index.ts';
import type { ContractView } from '../../../mocks/control/contract-view.ts';
import { bodyText } from '../../../mocks/explorer/data/recorded-message.ts';
import { toPactInteraction } from '../../../mocks/explorer/export/pact.ts';
import { exchangeToExport } from '../../../mocks/explorer/journal/exchange-to-export.ts';
import { createMock, type JournalEntry } from '../../../mocks/index.ts';

const token = 'the-token-of-the-account';

/** Writes an interaction, and sends the same to the mock; each as a pact has its response. */
async function writeBoth(write: (page: ConsumerPact, send: typeof fetch) => Promise<void>) {
  const dir = mkdtempSync(join(tmpdir(), 'pacts-'));
  const mock = await createMock();
  const url = await mock.listen();
  try {
    await write(pact('page', { dir }), async (to, init) => {
      const { pathname } = new URL(String(to));
      await fetch(url + pathname, init);
      return fetch(to, init);
    });
    const written = JSON.parse(readFileSync(join(dir, 'page-data-api.json'), 'utf8'));
    const contract: ContractView = (await mock.inject('/_mock/contract')).json();
    const [entry]: JournalEntry[] = (await mock.inject('/_mock/journal')).json();
    if (entry === undefined) throw new Error('The mock was sent nothing.');
    const operation = contract.operations.find(({ id }) => id === entry.operation);
    const { status, headers } = entry.response;
    const copied = toPactInteraction({
      request: exchangeToExport(entry, contract.account, url),
      response: { status, headers, body: bodyText(entry.response) ?? '' },
      operation,
    });
    return {
      written: written.interactions[0].response.matchingRules,
      copied: JSON.parse(copied).response.matchingRules,
    };
  } finally {
    await mock.close();
    rmSync(dir, { recursive: true });
  }
}

const headers = { authorization: token, 'content-type': 'application/json' };

test('a copied exchange and a written interaction have the same matchers: a rule that is added', async () => {
  const { written, copied } = await writeBoth((page, send) =>
    page.add(
      {
        operation: 'addPersonalMelody',
        with: { body: { number_capacity_ids: [1, 2], source_type: 'system', media_id: 50 } },
      },
      ({ url, request }) =>
        send(`${url}/melodies/personal`, {
          method: 'POST',
          headers,
          body: JSON.stringify(request.body),
        }),
    ),
  );
  expect(Object.keys(written)).toEqual(['body', 'header', 'status']);
  expect(Object.keys(written.body)).toContain('$.number_capacity_ids[*]');
  expect(copied).toEqual(written);
});

test('a copied exchange and a written interaction have the same matchers: a list of rules', async () => {
  const { written, copied } = await writeBoth((page, send) =>
    page.add({ operation: 'listPersonalMelodies' }, ({ url }) =>
      send(`${url}/melodies/personal`, { headers: { authorization: token } }),
    ),
  );
  expect(Object.keys(written.body)).toContain('$[*].employee_group_ids');
  expect(copied).toEqual(written);
});

test('a copied exchange and a written interaction have the same matchers: a refusal', async () => {
  const { written, copied } = await writeBoth((page, send) =>
    page.add(
      { operation: 'deletePersonalMelody', with: { path: { id: 4711 } }, willRespond: 404 },
      ({ url }) =>
        send(`${url}/melodies/personal/4711`, {
          method: 'DELETE',
          headers: { authorization: token },
        }),
    ),
  );
  expect(Object.keys(written)).toEqual(['status']);
  expect(copied).toEqual(written);
});
