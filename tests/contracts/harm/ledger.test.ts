import { describe, expect, test } from 'vitest';
import { IdentifierPool } from '../../../contracts/provider/identifier-pool.ts';
import { Ledger } from '../../../contracts/provider/ledger.ts';
import { ForeignIdentifier } from '../../../contracts/provider/named-identifiers.ts';
import type { Call } from '../../../contracts/provider/provider.ts';
import { SetUpFailure } from '../../../contracts/provider/set-up-failure.ts';
import { loadCatalogue, loadContract, operationById, ownContract } from '../../../spec/index.ts';

const contract = await loadContract(ownContract);
const catalogue = loadCatalogue(contract);
const operationOf = (id: string) => {
  const found = operationById(contract, id);
  if (found === undefined) throw new Error(`There is no operation ${id}.`);
  return found;
};
const [add, edit, remove, editSip] = [
  'addPersonalMelody',
  'editPersonalMelody',
  'deletePersonalMelody',
  'editSipNumber',
].map(operationOf);
const rules = contract.resources.find(({ collection }) => collection === '/melodies/personal');

const lent: Readonly<Record<string, number[]>> = {
  number: [1000, 1001],
  group: [2000],
  media: [50],
  sip: [608],
};

function ledger(local = false) {
  const pools = catalogue.identifiers.map((kind) => {
    const pool = new IdentifierPool({ kind, ids: lent[kind.name] ?? [], explicit: !local });
    return [kind.name, pool] as const;
  });
  return new Ledger({ contract, catalogue, pools: new Map(pools), local });
}

function call(operation: Call['operation'] | undefined, parts: Partial<Call>): Call {
  if (operation === undefined) throw new Error('There is no such operation.');
  return { operation, note: 'test', ...parts };
}

/** Records that the provider accepted an addition with a response. */
function accepted(book: Ledger, body: string, json: unknown = {}) {
  const request = { method: 'POST', path: '', headers: {}, body: '' };
  const response = {
    status: 200,
    headers: {},
    body,
    json: JSON.parse(body),
    utf8: true,
    bom: false,
  };
  book.record(call(add, { json }), {
    outcome: 'accepted',
    exchange: { request, response, failure: undefined, ms: 1, note: '' },
  });
}

const [own, foreign] = [84, 37];

function ledgerWithRules(): Ledger {
  const book = ledger();
  if (rules !== undefined) book.addForeign('first', rules, {}, foreign);
  accepted(book, `{"id":${own}}`);
  return book;
}

describe('a request is sent that names', () => {
  test.each<{ what: string; sent: Call }>([
    { what: 'lent numbers', sent: call(add, { json: { number_capacity_ids: [1000, '1001'] } }) },
    { what: 'an own rule', sent: call(edit, { path: { id: own }, json: { id: own } }) },
    { what: 'the lent SIP number', sent: call(editSip, { path: { id: 608 }, json: { id: 608 } }) },
    { what: 'no id at all', sent: call(remove, { path: { id: 'abc' } }) },
    { what: 'zero, a fraction or less', sent: call(edit, { path: { id: 0.5 }, json: { id: -1 } }) },
    { what: 'a file that nobody has', sent: call(add, { json: { media_id: 2 ** 53 - 1 } }) },
  ])('$what', ({ sent }) => {
    expect(() => ledgerWithRules().assertLawful(sent)).not.toThrow();
  });
});

describe('a request is not sent that names', () => {
  test.each<{ what: string; sent: Call }>([
    { what: 'a number that was not lent', sent: call(add, { json: { number_capacity_ids: [5] } }) },
    {
      what: 'a number lent as a group',
      sent: call(add, { json: { number_capacity_ids: [2000] } }),
    },
    {
      what: 'a number in text',
      sent: call(add, { text: '{"number_capacity_ids":["1000",[7]]}' }),
    },
    { what: 'a file that may be read as 7', sent: call(add, { json: { media_id: '07 files' } }) },
    { what: 'a rule of somebody else', sent: call(remove, { path: { id: foreign } }) },
    { what: 'a rule that nobody saw', sent: call(remove, { path: { id: 85 } }) },
    { what: 'a rule that nobody saw in its body', sent: call(edit, { json: { id: '85' } }) },
    { what: 'a large id in a path', sent: call(edit, { path: { id: 2 ** 53 - 1 } }) },
    { what: 'a large id in a list', sent: call(add, { json: { employee_group_ids: [2 ** 53] } }) },
    { what: 'another SIP number', sent: call(editSip, { path: { id: 609 } }) },
  ])('$what', ({ sent }) => {
    expect(() => ledgerWithRules().assertLawful(sent)).toThrow(ForeignIdentifier);
  });
});

test('a large id is named only when the caller asked for it', () => {
  const book = ledgerWithRules();
  book.largeIds = true;
  const sent = call(edit, { path: { id: 2 ** 53 - 1 } });
  expect(() => book.assertLawful(sent)).not.toThrow();
});

test('a response that names a rule from before the run does not make it an own one', () => {
  const book = ledgerWithRules();
  accepted(book, `{"id":${foreign}}`);
  expect(() => book.assertLawful(call(remove, { path: { id: foreign } }))).toThrow(
    new SetUpFailure(
      'A response to an addition to /melodies/personal named 37, which was there before, so nothing is sent to it.',
    ),
  );
});

test('what the provider itself gave may be named', () => {
  const book = ledgerWithRules();
  book.allow([85, 7]);
  expect(() =>
    book.assertLawful(call(edit, { path: { id: 85 }, json: { number_capacity_ids: [7] } })),
  ).not.toThrow();
});

test('with default test data, a provider on this machine may be sent the same value for two kinds', () => {
  const sent = call(add, { json: { number_capacity_ids: [2000] } });
  expect(() => ledger(true).assertLawful(sent)).not.toThrow();
});

describe('a listed rule is proven to be the own one', () => {
  const isOwn = (item: Readonly<Record<string, unknown>>, account = 'first') =>
    rules !== undefined &&
    ledgerWithRules().adopt(rules, {}, { ...item }, (kind) => lent[kind] ?? [], account) !==
      undefined;

  test('if it was not there before and holds lent identifiers alone', () => {
    expect(isOwn({ id: 85, number_capacity_ids: [1000], employee_group_ids: [2000] })).toBe(true);
  });
  test.each([
    { but: 'holds another number', item: { id: 85, number_capacity_ids: [1000, 5] } },
    { but: 'holds nothing', item: { id: 85, number_capacity_ids: [], employee_group_ids: null } },
    { but: 'was there before', item: { id: foreign, number_capacity_ids: [1000] } },
    { but: 'has no id', item: { number_capacity_ids: [1000] } },
  ])('but not if it $but', ({ item }) => {
    expect(isOwn(item)).toBe(false);
  });
});

test('nothing is added after a dozen responses without a readable id', () => {
  const book = ledger();
  const sent = call(add, { json: { number_capacity_ids: [1000] } });
  for (let i = 0; i < 12; i += 1) {
    expect(() => book.assertLawful(sent)).not.toThrow();
    accepted(book, '{"data":{"id":84}}');
  }
  expect(() => book.assertLawful(sent)).toThrow(SetUpFailure);
});

test('a jump of ids after large ones were asked for is noticed, and named with both ids', () => {
  const book = ledgerWithRules();
  book.largeIds = true;
  accepted(book, '{"id":900}');
  expect(book.jumped).toBeUndefined();
  accepted(book, '{"id":9007199254740991}');
  expect(book.jumped).toBe(
    'The ids of /melodies/personal jumped from 900 to 9007199254740991; no further large ids are tried.',
  );
});
