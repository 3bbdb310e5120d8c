import { describe, expect, test } from 'vitest';
import { toCurlScript } from '../../mocks/explorer/export/curl.ts';
import { mentions, passes } from '../../mocks/explorer/journal/journal-filter.ts';
import { exportedOf, replayOf, whyNotReplayed } from '../../mocks/explorer/journal/replay.ts';
import type { Exchange } from '../../mocks/index.ts';

const header = { in: 'header', name: 'Authorization' } as const;
const query = { in: 'query', name: 'key' } as const;

/** An exchange with a request of one's own. */
function exchangeOf(request: Partial<Exchange['request']>, rest: Partial<Exchange> = {}): Exchange {
  return {
    seq: 7,
    time: '2026-05-04T10:00:01.000Z',
    account: 'abc',
    operation: null,
    ms: 1,
    state: 0,
    request: { method: 'POST', url: '/things', headers: {}, ...request },
    response: { status: 409, headers: {} },
    ...rest,
  };
}
const json = { 'content-type': 'application/json' };

describe('a replayed request', () => {
  test('is as it was, in the name of another token', () => {
    const headers = {
      host: 'x',
      connection: 'close',
      authorization: '***',
      ...json,
      prefer: 'a=b',
    };
    const sent = exchangeOf({ url: '/things?a=%20', headers, body: { a: 1 } });
    expect(replayOf(sent, header, 'mine')).toEqual({
      method: 'POST',
      path: '/things?a=%20',
      headers: { Authorization: 'mine', ...json, prefer: 'a=b' },
      body: '{"a":1}',
    });
  });

  test('has no token where it had none', () => {
    expect(replayOf(exchangeOf({ headers: json }), header, 'mine').headers).toEqual(json);
  });

  test('has the token in the query where the contract has it there', () => {
    const sent = exchangeOf({ url: '/things?key=***&a=b' });
    expect(replayOf(sent, query, 'm&m').path).toBe('/things?key=m%26m&a=b');
    expect(whyNotReplayed(sent, query)).toBeUndefined();
  });

  test.each([
    { title: 'an object', body: { a: [1] }, want: '{"a":[1]}' },
    { title: 'nothing', body: undefined, want: undefined },
    { title: 'null', body: null, want: 'null' },
    { title: 'a text that is JSON', body: 'abc', want: '"abc"' },
    { title: 'half an object', body: '{"a":', want: '{"a":' },
  ])('has the body that was sent: $title', ({ body, want }) => {
    expect(replayOf(exchangeOf({ headers: json, body }), header, 'mine').body).toBe(want);
  });
});

describe('a request cannot be replayed', () => {
  test.each([
    { title: 'with a masked field', given: exchangeOf({ body: { a: { secret: '***' } } }) },
    {
      title: 'with a text that may hold a secret',
      given: exchangeOf({ body: '*** (12 characters that may hold a secret)' }),
    },
    { title: 'with a masked query', given: exchangeOf({ url: '/things?a=b&secret=***' }) },
    { title: 'without its body', given: exchangeOf({}, { bodiesDropped: true }) },
  ])('$title', ({ given }) => {
    expect(whyNotReplayed(given, header)).toMatch(/cannot be sent again/);
  });

  test('and the script says so before it', () => {
    const given = exchangeOf({ body: { secret: '***' } });
    const script = toCurlScript([exportedOf(given, header, 'http://localhost', 'mine')]);
    expect(script).toMatch(/^# Exchange 7, .*: answered 409\. The body holds a secret.*\ncurl /m);
  });
});

describe('an exchange is found', () => {
  const found = exchangeOf(
    { body: { number: 4711 } },
    { rule: 'one-owner', problem: 'uniqueness' },
  );
  test.each([
    ['4711', true],
    ['POST things', true],
    ['ONE-OWNER 409', true],
    ['4712', false],
    ['4711 nothing', false],
  ])('by %s: %s', (text, want) => {
    expect(mentions(found, text)).toBe(want);
  });

  const everything = { account: '', operation: '', status: '', text: '' };
  test.each([
    [{}, true],
    [{ account: 'abc' }, true],
    [{ account: 'ab' }, false],
    [{ operation: 'none' }, true],
    [{ operation: 'add' }, false],
    [{ status: '4XX' }, true],
    [{ status: '409' }, true],
    [{ status: '0' }, false],
  ])('by the filter %j: %s', (part, want) => {
    expect(passes(found, { ...everything, ...part })).toBe(want);
  });
});
