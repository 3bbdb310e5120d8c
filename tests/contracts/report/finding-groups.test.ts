import { describe, expect, test } from 'vitest';
import { verify } from '../../../contracts/index.ts';
import { groupFindings, moreText } from '../../../contracts/report/finding-groups.ts';
import type { Result, ShownExchange } from '../../../contracts/report/report.ts';
import { faults, startProvider } from '../../providers/index.ts';
import { sampleExchange, sampleResult } from './sample-report.ts';

const desks = 'http://provider.test/desks';

/** Exchanges as in `POST 200, PUT 409`; without a status there was no response. */
function exchangesOf(text: string, body: unknown = {}): ShownExchange[] {
  return text.split(', ').map((one) => {
    const [method = '', status] = one.split(' ');
    const url = method === 'POST' ? desks : `${desks}/83`;
    const response = { status: Number(status), headers: {} };
    return sampleExchange({
      request: { method, url, headers: {}, body },
      response: status === undefined ? undefined : response,
    });
  });
}

function broken(id: string, text: string, changes: Partial<Result> = {}): Result {
  return sampleResult({
    id,
    outcome: 'broken',
    promises: ['U1'],
    message: 'It is wrong.',
    exchanges: exchangesOf(text),
    ...changes,
  });
}

function idsOf(...results: Result[]): string[][] {
  return groupFindings(results).map(({ example, more }) => [example, ...more].map(({ id }) => id));
}

describe('the kind of a finding', () => {
  const refused = 'PUT was refused (409), but must be accepted.';
  test.each([
    { want: 'accepted', text: 'POST 200, POST 200', message: 'POST was accepted (200), but …' },
    { want: 'accepted', text: 'GET 200', message: 'GET /desks was accepted (200), but …' },
    { want: 'accepted', text: 'POST 200, POST 409', message: '2 of 3 requests were accepted.' },
    { want: 'accepted', text: 'POST 200, POST 200', message: 'Another item got it too.' },
    { want: 'refused', text: 'POST 200, PUT 409', message: refused },
    { want: 'refused', text: 'POST 200, POST 200', message: 'One was not accepted (409).' },
    { want: 'refused', text: 'POST 200, POST 409', message: 'Nobody claims 5.' },
    { want: 'stored', text: 'POST 200, GET 200', message: 'It lacks a desk, which was accepted.' },
    { want: 'response', text: 'POST 200', message: 'The response has id null.' },
    { want: 'fault', text: 'POST 500', message: 'POST returned 500, a server error.' },
    { want: 'fault', text: 'POST', message: 'POST got no response within 300 ms.' },
  ])('is $want for $text: $message', ({ want, text, message }) => {
    expect(groupFindings([broken('a', text, { message })])[0]?.kind).toBe(want);
  });
});

describe('findings are in one group', () => {
  test('if they have a promise in common, over several steps too', () => {
    const results = [['U1'], ['U3', 'U12'], ['U1', 'U3']].map((promises, i) =>
      broken(`${i}`, 'POST 200, POST 200', { promises }),
    );
    expect(idsOf(...results)).toEqual([['0', '1', '2']]);
  });

  test('if they are about one row of the documentation', () => {
    const source = { page: 'add-desk', row: 'seats' };
    const of = (id: string) => broken(id, 'POST 200, POST 200', { promises: [id], source });
    expect(idsOf(of('U1'), of('U11'))).toEqual([['U1', 'U11']]);
  });

  test('if one tries no promise, but is of the same kind on the same path', () => {
    const explored = broken('explored', 'POST 200, POST 200', {
      layer: 'exploration',
      promises: [],
    });
    expect(idsOf(explored, broken('case', 'POST 200, POST 200'))).toEqual([['case', 'explored']]);
  });
});

describe('findings are in different groups', () => {
  test.each([
    { says: 'their kinds differ', other: broken('b', 'POST 500') },
    {
      says: 'their promises differ',
      other: broken('b', 'POST 200, POST 200', { promises: ['U8'] }),
    },
    { says: 'one is accepted without another item', other: broken('b', 'POST 200') },
    {
      says: 'one tries no promise, and is on another path',
      other: broken('b', 'POST 200, POST 200', {
        promises: [],
        exchanges: [1, 2].map(() =>
          sampleExchange({ request: { method: 'POST', url: `${desks}x`, headers: {} } }),
        ),
      }),
    },
  ])('if $says', ({ other }) => {
    expect(idsOf(broken('a', 'POST 200, POST 200'), other)).toHaveLength(2);
  });
});

test('the plainest finding comes first: a case before a doubt, checks before the exploration, few and short requests', () => {
  const seats = Array.from({ length: 70 }, (_, i) => i);
  const results = [
    broken('explored', 'POST 200, POST 200', { layer: 'exploration' }),
    broken('doubt', 'POST 200, POST 200', { doubt: 'D24' }),
    broken('many', 'POST 200, POST 200, POST 200'),
    broken('long', '', { exchanges: exchangesOf('POST 200, POST 200', { seats }) }),
    broken('plain', 'POST 200, POST 200'),
  ];
  expect(idsOf(...results)).toEqual([['plain', 'long', 'many', 'doubt', 'explored']]);
});

test('what is not broken is in no group', () => {
  expect(groupFindings([sampleResult()])).toEqual([]);
});

test('the others of a group are counted, and the first are named', () => {
  const [first] = groupFindings(['a', 'b', 'c', 'd'].map((id) => broken(id, 'POST 200')));
  expect(first && moreText(first, 2)).toBe('and 3 more of the same kind: b, c, …');
});

test.each(['first-number-checked', 'no-check-at-all'])(
  'the one fault of a provider is one group: %s',
  { timeout: 30_000 },
  async (id) => {
    const provider = await startProvider(faults.find((one) => one.id === id)?.ways);
    try {
      const { groups, counts } = await verify({
        provider: provider.url,
        token: 'token-one',
        only: 'checks',
      });
      expect(counts.broken).toBeGreaterThan(5);
      expect(groups).toEqual([{ kind: 'accepted', ids: expect.any(Array) }]);
      expect(groups[0]?.ids).toHaveLength(counts.broken);
      expect(groups[0]?.ids[0]).toMatch(/taken/);
    } finally {
      await provider.close();
    }
  },
);
