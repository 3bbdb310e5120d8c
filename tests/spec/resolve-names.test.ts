import { describe, expect, test } from 'vitest';
import {
  fillExpectation,
  fillPlaceholders,
  fillStep,
  loadCatalogue,
  loadContract,
  ownContract,
} from '../../spec/index.ts';

const names = new Map<string, unknown>([
  ['number.1', 1000],
  ['number.2', 1001],
  ['number.3', 1002],
  ['rule.1', 83],
]);

describe('a name in a request is replaced', () => {
  const requests: { given: unknown; want: unknown; why: string }[] = [
    { given: '{number.1}', want: 1000, why: 'with the value, not with text' },
    { given: ['{number.2}', 7], want: [1001, 7], why: 'in a list' },
    {
      given: ['{number.1-3}'],
      want: [1000, 1001, 1002],
      why: 'a range with each of its identifiers',
    },
    { given: { a: { id: '{rule.1}' } }, want: { a: { id: 83 } }, why: 'in objects' },
    { given: 'text', want: 'text', why: 'not in a text without a name' },
    { given: 'see {number.1}', want: 'see {number.1}', why: 'not inside a longer text' },
    { given: [null, 1.5, true], want: [null, 1.5, true], why: 'not in other values' },
    { given: '{number.9}', want: undefined, why: 'with nothing, if it stands for nothing' },
  ];
  test.each(requests)('$why: $given becomes $want', ({ given, want }) => {
    expect(fillPlaceholders(given, names)).toEqual(want);
  });
});

describe('names in a body that is not JSON are replaced', async () => {
  const [one] = loadCatalogue(await loadContract(ownContract)).cases;
  const bodies: { given: string; want: string }[] = [
    { given: '{"number_capacity_ids": [{number.1},', want: '{"number_capacity_ids": [1000,' },
    { given: 'id={rule.1}&other={rule.1}', want: 'id=83&other=83' },
    { given: '{unknown.1} {} { number.1 }', want: '{unknown.1} {} { number.1 }' },
  ];
  test.each(bodies)('$given is sent as $want', ({ given, want }) => {
    if (one === undefined) throw new Error('The catalogue has no cases.');
    expect(fillStep({ ...one.request, text: given }, names).text).toBe(want);
  });
});

test('names in a query and in what a response must show are replaced', async () => {
  const { cases } = loadCatalogue(await loadContract(ownContract));
  const step = cases.find(({ id }) => id === 'numbers-filter-number')?.request;
  if (step === undefined) throw new Error('The catalogue has no such case.');
  const known = new Map<string, unknown>([
    ['phone.1', '74872003000'],
    ['added.1', 51],
    ['sip.1', 608],
  ]);
  expect(fillStep(step, known).query).toEqual({ number: '74872003000' });
  expect(fillExpectation(step, known)).toMatchObject({
    shows: [{ id: 51, number: '74872003000' }],
    omits: [{ id: 608 }],
  });
});
