import { expect, test } from 'vitest';
import { asEvidence, type Exchange } from '../../../contracts/http/exchange.ts';
import { createExchangeView } from '../../../contracts/report/exchange-view.ts';
import { createRedaction, loadContract, ownContract } from '../../../spec/index.ts';

function exchangeOf(json: unknown): Exchange {
  const body = JSON.stringify(json);
  return {
    request: { method: 'POST', path: '/things', headers: {}, body: undefined },
    response: { status: 200, headers: {}, body, json, utf8: true, bom: false },
    failure: undefined,
    ms: 1,
    note: '',
  };
}

test('evidence keeps a short response as it is', () => {
  const exchange = exchangeOf({ id: 84 });
  expect(asEvidence(exchange)).toBe(exchange);
});

test('evidence of a long response keeps what reports show of it, and its whole length', async () => {
  const exchange = exchangeOf({ id: 84, pad: 'Ж'.repeat(1_000_000), 'api-key': 'x' });
  const kept = asEvidence(exchange);
  expect(kept.response?.body.length).toBe(25_000);
  expect(kept.response?.json).toBeUndefined();

  const contract = await loadContract(ownContract);
  const redaction = createRedaction(contract.document);
  const tokens = { first: undefined, second: undefined };
  const view = createExchangeView(contract, new URL('http://x'), redaction, tokens);
  const { body, bodyLength } = view.exchange(kept).response ?? {};
  const shown = String(body);
  expect(shown.slice(0, 20)).toBe('{"id":84,"pad":"ЖЖЖЖ');
  expect(shown.length).toBe(20_000);
  expect(bodyLength).toBe(exchange.response?.body.length);
});

test('the script of a report takes the identity from evidence without the parsed body', async () => {
  const { request, ...kept } = asEvidence(exchangeOf({ id: 84, pad: 'x'.repeat(3_000) }));
  expect(kept.response?.json).toBeUndefined();
  const path = '/melodies/personal';
  const contract = await loadContract(ownContract);
  const redaction = createRedaction(contract.document);
  const tokens = { first: undefined, second: undefined };
  const view = createExchangeView(contract, new URL('http://x'), redaction, tokens);
  const add = { ...kept, request: { ...request, path } };
  const edit = { ...kept, request: { ...request, method: 'PUT', path: `${path}/84` } };
  expect(view.script([add, edit], 'x')).toContain('/melodies/personal/$ID_1"');
});
