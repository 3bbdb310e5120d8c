import { describe, expect, test } from 'vitest';
import { startMock } from '../../mocks/testing/start-mock.ts';
import {
  type Mistake,
  type PetShop,
  petDocument,
  petProvider,
  petTests,
} from '../fixtures/pet-shop.ts';
import { withDocument } from '../fixtures/plain-document.ts';
import { against, idsOf, verified } from './verify-handler.ts';

// APIs in shapes that documents commonly have, and a provider of each with one mistake.

const shops: Readonly<Record<string, PetShop>> = {
  'with {petId} beside id': {},
  'with an envelope around everything': { envelope: 'data' },
  'with JSON of a vendor': { mediaType: 'application/vnd.pets.v2+json' },
  'that names what it adds in Location': { adds: 'with Location' },
  'that may answer an addition with 202': { adds: 'later' },
  'whose PUT adds what it does not find': { putAdds: true },
  'whose edits are answered with nothing': { silent: true },
  'with a rule': { chips: true },
  'with all of that': {
    envelope: 'pet',
    mediaType: 'application/vnd.pets+json',
    adds: 'with Location',
    putAdds: true,
    chips: true,
  },
};

const verdictOn = (shop: PetShop, mistake?: Mistake) =>
  against(petDocument(shop), petProvider(shop, mistake));

test.each(Object.entries(shops))('an API %s is tried in full, and kept', async (_, shop) => {
  const report = await verdictOn(shop);
  const others = report.results.filter(({ outcome }) => outcome !== 'kept');
  // Races and long lists need test data.
  expect(others.filter(({ outcome }) => outcome !== 'skipped' || !shop.chips)).toEqual([]);
  expect(report).toMatchObject({ exitCode: 0, left: [] });
  expect(report.coverage?.filter(({ tried }) => tried === 0)).toEqual([]);
  expect(idsOf(report, 'kept')).toEqual(
    expect.arrayContaining([
      'stored-added-pets',
      'stored-edited-pets',
      'stored-patched-pets',
      'gone-deleted-pets',
      'unknown-read-pets',
      'unknown-edit-pets',
      'unknown-patch-pets',
      'types-patch-pets',
      'stored-added-pets-id-toys',
      ...(shop.chips ? ['unique-patch-one-pet-a-chip'] : []),
    ]),
  );
});

test.each(Object.entries(shops))('the mock keeps an API %s', async (_, shop) => {
  const report = await withDocument(petDocument(shop), async (spec) => {
    await using mock = await startMock({ spec });
    return await verified(mock.url, spec);
  });
  expect(
    report.results.filter(({ outcome }) => outcome !== 'kept' && outcome !== 'skipped'),
  ).toEqual([]);
  expect(report).toMatchObject({ exitCode: 0, left: [] });
});

describe('a mistake is found', () => {
  const every: readonly (readonly [Mistake, string])[] = [
    ['forgets what is added', 'stored-added-pets'],
    ['forgets what is edited', 'stored-edited-pets'],
    ['reads another item', 'stored-added-pets'],
    ['keeps what is deleted', 'gone-deleted-pets'],
    ['loses fields in a patch', 'stored-patched-pets'],
    ['accepts patches of nothing', 'unknown-patch-pets'],
    ['keeps a refused patch', 'types-patch-pets'],
    ['forgets toys', 'stored-added-pets-id-toys'],
  ];
  const found = Object.entries(shops).flatMap(([name, shop]) =>
    every.map(([mistake, id]) => ({ name, shop, mistake, id })),
  );
  const { 'with a rule': chips = {}, 'whose PUT adds what it does not find': puts = {} } = shops;
  const some: typeof found = [
    { name: 'of pets', shop: {}, mistake: 'accepts edits of nothing', id: 'unknown-edit-pets' },
    {
      ...{ name: 'with a rule', shop: chips, mistake: 'patches to a chip of another' },
      id: 'unique-patch-one-pet-a-chip',
    },
    {
      ...{ name: 'whose PUT adds', shop: puts, mistake: 'adds by PUT and forgets' },
      id: 'unknown-edit-pets',
    },
  ];

  test.each([...found, ...some])(
    'of a provider that $mistake, in an API $name',
    async ({ shop, mistake, id }) => {
      const report = await verdictOn(shop, mistake);
      expect(report.exitCode).toBe(1);
      expect(idsOf(report, 'broken')).toContain(id);
    },
  );
});

test('what nobody names after its addition is not tried, and the report says why', async () => {
  const report = await verdictOn({ adds: 'unnamed' });
  expect(report.exitCode).toBe(0);
  expect(idsOf(report, 'broken')).toEqual([]);
  const message =
    'The document shows no item in the response to POST /pets, and no Location named one, so nobody knows what was added.';
  expect(report.results).toContainEqual(
    expect.objectContaining({ id: 'stored-added-pets', outcome: 'skipped', message }),
  );
  expect(report.coverage).toContainEqual(
    expect.objectContaining({ name: 'PATCH /pets/{petId}', tried: 0, reason: message }),
  );
});

describe('with test data', () => {
  const shop = shops['with all of that'] ?? {};
  const companions = { identifiers: 'identifiers.yaml', cases: 'cases.yaml' };
  const document = { ...petDocument(shop), 'x-contract': companions };

  test('cases, races and sequences keep what a provider keeps', async () => {
    const report = await against(document, petProvider(shop), petTests);
    // There is no second account.
    expect(idsOf(report, 'skipped')).toEqual(['race-accounts-one-pet-a-chip']);
    expect(report).toMatchObject({ exitCode: 0, left: [] });
    const tried = ['taken-chip', 'edit-keeps-chip', 'race-edit-one-pet-a-chip', 'exploration-pets'];
    expect(idsOf(report, 'kept')).toEqual(expect.arrayContaining(tried));
  });

  test('cases, races and sequences find a chip that two pets have', async () => {
    const report = await against(document, petProvider(shop, 'gives a chip twice'), petTests);
    expect(report.exitCode).toBe(1);
    const found = ['taken-chip', 'race-add-one-pet-a-chip', 'many-items', 'exploration-pets'];
    expect(idsOf(report, 'broken')).toEqual(expect.arrayContaining(found));
  });
});
