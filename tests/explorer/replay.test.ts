import { describe, expect, test } from 'vitest';
import { toCurlScript } from '../../mocks/explorer/export/curl.ts';
import { exchangeToExport } from '../../mocks/explorer/journal/exchange-to-export.ts';
import { matchesFields, matchesText } from '../../mocks/explorer/journal/journal-filter.ts';
import { replayObstacle, replayOf } from '../../mocks/explorer/journal/replay.ts';
import type { JournalEntry } from '../../mocks/index.ts';

const header = { in: 'header', name: 'Authorization' } as const;
const query = { in: 'query', name: 'key' } as const;

/** An exchange with a given request. */
function exchangeOf(
  request: Partial<JournalEntry['request']>,
  rest: Partial<JournalEntry> = {},
): JournalEntry {
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
  test('a replayed request is the original with another token', () => {
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

  test('a replayed request has no token if the original had none', () => {
    expect(replayOf(exchangeOf({ headers: json }), header, 'mine').headers).toEqual(json);
  });

  test('a replayed request has its token in the query if the contract says so', () => {
    const sent = exchangeOf({ url: '/things?key=***&a=b' });
    expect(replayOf(sent, query, 'm&m').path).toBe('/things?key=m%26m&a=b');
    expect(replayObstacle(sent, query)).toBeUndefined();
  });

  test.each([
    { title: 'an object', body: { a: [1] }, want: '{"a":[1]}' },
    { title: 'nothing', body: undefined, want: undefined },
    { title: 'null', body: null, want: 'null' },
    { title: 'a text that is JSON', body: 'abc', want: '"abc"' },
    { title: 'half an object', body: '{"a":', want: '{"a":' },
  ])('a replayed request has the original body: $title', ({ body, want }) => {
    expect(replayOf(exchangeOf({ headers: json, body }), header, 'mine').body).toBe(want);
  });
});

describe('an obstacle to a replay', () => {
  test.each([
    {
      title: 'a redacted field in its body',
      given: exchangeOf({ body: { a: { secret: '***' } } }),
    },
    {
      title: 'a redacted text as its body',
      given: exchangeOf({ body: '*** (12 characters that may hold a secret)' }),
    },
    {
      title: 'a redacted parameter in its query',
      given: exchangeOf({ url: '/things?a=b&secret=***' }),
    },
    { title: 'a body that was dropped', given: exchangeOf({}, { bodiesDropped: true }) },
  ])('a request cannot be replayed with $title', ({ given }) => {
    expect(replayObstacle(given, header)).toMatch(/cannot be sent again/);
  });

  test('the curl script has a comment in place of a request whose body the journal dropped', () => {
    const given = exchangeOf({}, { bodiesDropped: true });
    const script = toCurlScript([exchangeToExport(given, header, 'http://localhost')]);
    expect(script).toMatch(
      /^# Exchange 7, .*: response 409\. The journal no longer holds its body/m,
    );
    expect(script).toMatch(/^# curl /m);
    expect(script).not.toMatch(/^curl /m);
  });
});

describe('the filter of the journal', () => {
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
  ])('the journal search for %j matches the exchange: %s', (text, want) => {
    expect(matchesText(found, text)).toBe(want);
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
  ])('the journal filter %j matches the exchange: %s', (part, want) => {
    expect(matchesFields(found, { ...everything, ...part })).toBe(want);
  });
});
