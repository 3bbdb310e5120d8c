import { describe, expect, test } from 'vitest';
import { fillPlaceholders, fillPlaceholdersInText } from '../../spec/index.ts';

const names = new Map<string, unknown>([
  ['number.1', 1000],
  ['number.2', 1001],
  ['number.3', 1002],
  ['rule.1', 83],
]);

describe('names in a request stand for identifiers', () => {
  const requests: { given: unknown; want: unknown; why: string }[] = [
    { given: '{number.1}', want: 1000, why: 'a name is replaced by the value, not by text' },
    { given: ['{number.2}', 7], want: [1001, 7], why: 'within a list' },
    { given: ['{number.1-3}'], want: [1000, 1001, 1002], why: 'a range stands for each of them' },
    { given: { a: { id: '{rule.1}' } }, want: { a: { id: 83 } }, why: 'within objects' },
    { given: 'text', want: 'text', why: 'a text without a name stays' },
    { given: 'see {number.1}', want: 'see {number.1}', why: 'a name within a text is a text' },
    { given: [null, 1.5, true], want: [null, 1.5, true], why: 'other values stay' },
    { given: '{number.9}', want: undefined, why: 'a name of nothing is left out of JSON' },
  ];
  test.each(requests)('$given becomes $want: $why', ({ given, want }) => {
    expect(fillPlaceholders(given, names)).toEqual(want);
  });
});

describe('names in a body that is not JSON', () => {
  const bodies: { given: string; want: string }[] = [
    { given: '{"number_capacity_ids": [{number.1},', want: '{"number_capacity_ids": [1000,' },
    { given: 'id={rule.1}&other={rule.1}', want: 'id=83&other=83' },
    { given: '{unknown.1} {} { number.1 }', want: '{unknown.1} {} { number.1 }' },
  ];
  test.each(bodies)('$given is sent as $want', ({ given, want }) => {
    expect(fillPlaceholdersInText(given, names)).toBe(want);
  });
});
