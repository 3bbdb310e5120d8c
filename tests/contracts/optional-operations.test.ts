import { describe, expect, test } from 'vitest';
import { observeRun } from './harm/observed-run.ts';
import { answer, verifySpoiled } from './spoiled-mock.ts';
import { idsOf } from './verify-handler.ts';

// What only neighbouring pages document a provider may lack.

const core = /^\w+ \/melodies\/personal|^PUT \/numbers\/virtual-number\/(?!542|569)/;
const lent = {
  'phone-numbers': '74872003000-74872003039',
  'connectable-numbers': '79001000010-79001000019',
  'mobile-number': '542',
  'city-number': '569',
  employees: '125',
  uploads: 'allowed',
  'main-melodies': '1',
};

test('the lawful example provider lacks the further operations, and nothing is held against it', async () => {
  for (const testData of [{}, lent]) {
    const { report } = await observeRun(({ next }) => next(), { only: 'checks', testData });
    expect(idsOf(report, 'broken')).toEqual([]);
    expect(idsOf(report, 'inconclusive')).toEqual([]);
    expect(report).toMatchObject({ verdict: 'kept', exitCode: 0 });
  }
});

describe('an operation is missing, and what needs it is skipped, if it is answered with', () => {
  test.each([
    { what: 'a 403', refused: answer(403) },
    { what: 'a 405', refused: answer(405) },
    { what: 'a 501', refused: answer(501) },
    {
      what: 'an error of JSON-RPC',
      refused: answer(400, { error: { code: -32601, message: 'Method not found' } }),
    },
  ])('$what', async ({ refused }) => {
    const { report } = await verifySpoiled(
      {
        declared: false,
        spoil: ({ method, path }) => (core.test(`${method} ${path}`) ? undefined : refused),
      },
      { testData: lent },
    );
    expect(idsOf(report, 'broken')).toEqual([]);
    expect(idsOf(report, 'inconclusive')).toEqual([]);
    expect(report.exitCode).toBe(0);
    for (const name of ['POST /numbers/unconfirmed', 'GET /employee', 'PUT /melodies/main/{id}']) {
      expect(report.coverage).toContainEqual({
        ...{ kind: 'operation', name, tried: 0 },
        reason: 'The provider does not have it, and it is optional.',
      });
    }
  });
});

test('of a collection that a provider cannot add to, only the list is read', async () => {
  const { report, requests } = await verifySpoiled(
    {
      spoil: ({ method, path }) =>
        method === 'POST' && !path.endsWith('personal') ? answer(404) : undefined,
    },
    { testData: { ...lent, 'mobile-number': 'none', 'city-number': 'none' } },
  );
  expect(idsOf(report, 'broken')).toEqual([]);
  expect(idsOf(report, 'inconclusive')).toEqual([]);
  expect(idsOf(report, 'kept')).toContain('readable-melodies-client');
  expect(report.notes).toContain(
    'The provider has no POST /melodies/client; checks that need it are skipped.',
  );
  const uploads = requests.filter(
    ({ method, path }) => method === 'POST' && path.endsWith('client'),
  );
  expect(uploads.length).toBe(1);
});

test('a variant that a provider lacks is skipped, and the others are tried', async () => {
  const { report } = await verifySpoiled({
    spoil: ({ method, path }) =>
      method === 'PUT' && path.endsWith('/542') ? answer(501) : undefined,
  });
  expect(idsOf(report, 'broken')).toEqual([]);
  const tried = (variant: string) =>
    report.coverage?.find(({ name }) => name.endsWith(`(${variant})`))?.tried;
  expect(tried('editMobileNumber')).toBe(0);
  expect(tried('editCityNumber')).toBeGreaterThan(0);
});

test('a given id that is in no list of what it names is noted, and no fault', async () => {
  const { report } = await verifySpoiled(
    {},
    { testData: { media: '50,999' }, checks: ['add-media'] },
  );
  expect(report.notes).toContain(
    'Of --media, 999 are not in /melodies/client or /melodies/system.',
  );
  expect(report.exitCode).toBe(0);
});
