import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
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

test('the script of a report runs nothing that a path, a note or a title says', async () => {
  const contract = await loadContract(ownContract);
  const tokens = { first: undefined, second: undefined };
  const redaction = createRedaction(contract.document);
  const view = createExchangeView(contract, new URL('http://x/$(echo ran)'), redaction, tokens);
  const hostile = '\n$(echo ran)`echo ran`\u001b[2J';
  const { request, ...rest } = exchangeOf({});
  const one = {
    ...rest,
    note: hostile,
    request: { ...request, path: '/"; $(echo ran)`echo ran`"' },
  };
  const script = view.script([one], hostile);
  expect(script).not.toContain('\u001b');
  // What curl gets is printed in place of being sent.
  const { stdout } = await promisify(execFile)('bash', [
    '-c',
    `curl() { printf '%s\\n' "$@"; }\n${script}`,
  ]);
  expect(stdout).toContain('http://x/$(echo%20ran)/"; $(echo ran)`echo ran`"');
  expect(stdout.split('\n')).not.toContain('ran');
});
