import { describe, expect, test } from 'vitest';
import type { Report } from '../../../contracts/index.ts';
import { observeRun, type Reply, replyOf } from './observed-run.ts';

const html: Reply = {
  status: 200,
  headers: { 'Content-Type': 'text/html' },
  body: '<html><form action="/login"></form></html>',
};
const json = (body: string): Reply => ({
  status: 200,
  headers: { 'Content-Type': 'application/json' },
  body,
});
// Each of the two accounts has a rule of somebody else.
const rulesBefore = 2;
const layersOf = ({ results }: Report) => new Set(results.map(({ layer }) => layer));
const brokenOf = ({ results }: Report) =>
  results.filter(({ outcome }) => outcome === 'broken').map(({ id }) => id);

describe('a provider that answers 200 to everything is broken, and every layer is reported', () => {
  test.each([
    { with: 'a login page', reply: html },
    { with: 'broken JSON', reply: json('{"id": 1') },
    { with: 'an id that no URL can have', reply: json('{"id": "\\ud800"}') },
    { with: 'a number', reply: json('7') },
    { with: 'the same rule', reply: json('{"id": 84, "source_type": "system", "media_id": 50}') },
  ])('with $with', async ({ reply }) => {
    const { report } = await observeRun(async () => reply);
    expect(report).toMatchObject({ verdict: 'broken', exitCode: 1 });
    expect(layersOf(report)).toEqual(new Set(['pact', 'checks', 'exploration']));
    expect(brokenOf(report).length).toBeGreaterThan(0);
  });
});

test('additions stop after a dozen responses in an envelope, and what stays is declared', async () => {
  const { report, requests, rules } = await observeRun(async (moment) => {
    const reply = await replyOf(moment);
    return reply.status < 300 ? { ...reply, body: `{"data":${reply.body}}` } : reply;
  });
  expect(report).toMatchObject({ verdict: 'broken', exitCode: 1 });
  const added = requests.filter(({ method }) => method === 'POST').length;
  // Those under way at the twelfth response are not called back.
  expect(added).toBeLessThan(50);
  const made = rules.length - rulesBefore;
  expect(made).toBeLessThanOrEqual(24);
  expect(report.left.join(' ')).toContain(
    `What ${made} accepted additions to /melodies/personal made stays`,
  );
  const inconclusive = report.results.filter(({ outcome }) => outcome === 'inconclusive');
  expect(inconclusive.map(({ message }) => message).join(' ')).toContain(
    'so nothing more is added.',
  );
});

test('a provider that dies is told as such, and nothing is claimed from its silence', async () => {
  const { report, requests } = await observeRun(
    async ({ count, next, die }) => {
      if (count === 600) die();
      return count >= 600 ? 'drop' : next();
    },
    { only: 'checks' },
  );
  expect(report).toMatchObject({ verdict: 'unreachable', exitCode: 3 });
  expect(report.summary).toMatch(/^The provider stopped answering after \d+ responses/);
  expect(brokenOf(report)).toEqual([]);
  expect(report.counts.kept).toBeGreaterThan(10);
  expect(report.counts.skipped).toBeGreaterThan(100);
  expect(requests.length).toBeLessThan(650);
});

test('a provider that stops answering is asked whether it lives, and the run ends', async () => {
  const { report } = await observeRun(async ({ count, next }) => (count < 300 ? next() : 'hang'), {
    only: 'checks',
    timeout: 400,
  });
  expect(report).toMatchObject({ verdict: 'unreachable', exitCode: 3 });
  expect(report.summary).toContain('stopped answering after');
  expect(report.ms).toBeLessThan(15_000);
  expect(brokenOf(report)).toEqual([]);
});

test('a provider that hangs at one kind of request lives, and is broken', async () => {
  const hangs = ({ method, body }: { method: string; body: string }) =>
    method === 'POST' && body.includes('"client"');
  const { report } = await observeRun(
    async ({ request, next }) => (hangs(request) ? 'hang' : next()),
    { only: 'checks', timeout: 500 },
  );
  expect(report).toMatchObject({ verdict: 'broken', exitCode: 1 });
});

test('a provider that locks the account is not asked any further', async () => {
  let wrong = 0;
  const { report, requests } = await observeRun(
    async ({ request, next }) => {
      if (request.token !== 'token-one' && request.token !== 'token-two') wrong += 1;
      return wrong < 3 ? next() : { status: 423, headers: {}, body: '' };
    },
    { only: 'checks' },
  );
  expect(report).toMatchObject({ verdict: 'unreachable', exitCode: 3 });
  expect(report.summary).toContain('The provider locked the account (423) at ');
  expect(brokenOf(report)).toEqual([]);
  expect(requests.length).toBeLessThan(3_000);
});

test('a failure inside one layer leaves the findings of the others, and has an exit code of its own', async () => {
  const provider = await import('../../providers/index.ts');
  const { verify } = await import('../../../contracts/index.ts');
  const one = await provider.startProvider();
  const results: string[] = [];
  const report = await verify(
    { provider: one.url, token: 'token-one', secondToken: 'token-two', time: 300 },
    [
      {
        layer({ layer }) {
          if (layer === 'checks') throw new Error('The screen is gone.');
        },
        result: ({ id }) => results.push(id),
      },
    ],
  );
  await one.close();
  expect(report).toMatchObject({ verdict: 'failed', exitCode: 4 });
  expect(report.summary).toContain('The verifier itself failed (Error: The screen is gone.');
  // The check of claims that last spans the run.
  const inChecks = report.results.filter(({ layer }) => layer === 'checks');
  expect(inChecks.map(({ id }) => id)).toEqual(['claims-last']);
  expect(layersOf(report)).toEqual(new Set(['pact', 'checks', 'exploration']));
  expect(results.length).toBeGreaterThan(10);
});

test('an account that holds all lent numbers and groups is told in one sentence, with what holds them', async () => {
  const testData = { numbers: '5000-5039', groups: '6000-6039' };
  const ids = (first: number) => Array.from({ length: 40 }, (_, i) => first + i);
  const rule = { account: 'one', id: 81, sourceType: 'system', mediaId: 50 };
  const { report, rules } = await observeRun(
    ({ next }) => next(),
    { testData },
    {
      prepare: (db) => db.rules.push({ ...rule, numbers: ids(5000), groups: ids(6000) }),
    },
  );
  expect(report).toMatchObject({ verdict: 'unreachable', exitCode: 3 });
  expect(report.summary).toContain(
    '40 of --numbers are in use already and stay untouched; held by /melodies/personal/81.',
  );
  expect(rules.map(({ id }) => id)).toContain(81);
});

test('a verdict is kept although the exploration had no time for a sequence', async () => {
  const { report } = await observeRun(({ next }) => next(), { only: 'exploration', time: 1 });
  expect(report.counts).toMatchObject({ broken: 0, inconclusive: 0 });
  expect(report.exitCode).toBe(0);
});
