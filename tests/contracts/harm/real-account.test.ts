import { expect, test } from 'vitest';
import { loadCatalogue, loadContract, ownContract } from '../../../spec/index.ts';
import { everythingLent, type PagesRun, verifyPages } from './pages-run.ts';

const { identifiers } = loadCatalogue(await loadContract(ownContract));
const ofMocks = identifiers.filter((kind) => kind['mock-only']);

const faulty = ({ report }: PagesRun) =>
  report.results.filter(({ outcome }) => outcome === 'broken' || outcome === 'inconclusive');

test('an account that may be real is not changed but where somebody lends something for it', async () => {
  const run = await verifyPages();
  expect(faulty(run)).toEqual([]);
  expect(run.report).toMatchObject({ verdict: 'kept', exitCode: 0 });
  expect(run.after).toEqual(run.before);
  const additions = run.writes.filter((one) => one.startsWith('POST '));
  expect(additions.length).toBeGreaterThan(100);
  expect(additions.filter((one) => !one.startsWith('POST /melodies/personal '))).toEqual([]);
  expect(run.writes.filter((one) => one.includes('/melodies/main'))).toEqual([]);
  for (const { default: ids } of ofMocks.filter((one) => one.name !== 'main')) {
    const named = new RegExp(`\\b(${ids.split(/[-,] ?/).join('|')})\\b`);
    const others = run.writes.filter((one) => !one.includes(' /melodies/personal'));
    expect(others.filter((one) => named.test(one))).toEqual([]);
  }
  const skipped = run.report.results.filter(({ outcome }) => outcome === 'skipped');
  for (const { flag, says } of ofMocks) {
    const message = `A real account would change; to try it, lend --${flag}: ${says}.`;
    expect(skipped.map((one) => one.message)).toContain(message);
  }
});

test('what somebody lends is tried, and holds at the end what it held before', async () => {
  const run = await verifyPages(undefined, { testData: everythingLent });
  expect(faulty(run)).toEqual([]);
  expect(run.report.exitCode).toBe(0);
  expect(run.after).toEqual(run.before);
  // The list does not show all that the edit of a SIP number sends.
  expect(run.report.left).toEqual([
    '/numbers/virtual-number/608 keeps the settings of the last edit.',
  ]);
  const operations = (run.report.coverage ?? []).filter(({ kind }) => kind === 'operation');
  expect(operations.filter(({ tried }) => tried === 0)).toEqual([]);
  expect(operations.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'PUT /numbers/virtual-number/{id} (editSipNumber)',
      'PUT /numbers/virtual-number/{id} (editMobileNumber)',
      'PUT /numbers/virtual-number/{id} (editCityNumber)',
    ]),
  );
});

test('what is lent alone is tried alone', async () => {
  const { uploads } = everythingLent;
  const run = await verifyPages(undefined, { only: 'checks', testData: { uploads } });
  expect(faulty(run)).toEqual([]);
  expect(run.writes.filter((one) => one.startsWith('POST /melodies/client '))).not.toEqual([]);
  expect(run.writes.filter((one) => /^POST \/numbers|\/main/.test(one))).toEqual([]);
  expect(run.after).toEqual(run.before);
});

test('lent items are put back after an interruption, too', async () => {
  const controller = new AbortController();
  const run = await verifyPages(
    ({ method, path }, next) => {
      const isEdit = method === 'PUT' && /\/(main\/1|virtual-number\/542)$/.test(path);
      if (isEdit) controller.abort('SIGTERM');
      return next();
    },
    { only: 'checks', signal: controller.signal, testData: everythingLent },
  );
  expect(run.report).toMatchObject({ verdict: 'interrupted', exitCode: 143 });
  expect(run.writes.join('\n')).toMatch(/PUT \/melodies\/main\/1|PUT \S+\/542/);
  expect(run.after).toEqual(run.before);
});

test.each([500, 422])('an edit that takes effect despite a %d is put back', async (status) => {
  let edits = 0;
  const run = await verifyPages(
    async ({ method, path }, next) => {
      const reply = await next();
      const isFirst = method === 'PUT' && path.endsWith('/main/1') && edits++ === 0;
      return isFirst ? { status, headers: {}, body: '{}' } : reply;
    },
    { only: 'checks', checks: ['main-edit'], testData: everythingLent },
  );
  expect(edits).toBeGreaterThan(1);
  expect(run.after).toEqual(run.before);
  expect(run.report.left).toEqual([]);
});

test('a lent item that the provider deletes is named as gone', async () => {
  const run = await verifyPages(
    undefined,
    { only: 'checks', testData: everythingLent },
    { checkDeletable: () => {} },
  );
  expect(run.report.verdict).toBe('broken');
  expect(run.report.left).toContain(
    '/numbers/virtual-number/569 is gone, though it was there before.',
  );
});

test('a lent item that the response to an addition names is not deleted for it', async () => {
  const run = await verifyPages(
    async (request, next) => {
      const reply = await next();
      if (request.method !== 'POST' || request.path !== '/numbers/virtual-number') return reply;
      if (typeof reply === 'string' || reply.status !== 200) return reply;
      return { ...reply, body: String(reply.body).replace(/"id":\d+/, '"id":542') };
    },
    { only: 'checks', testData: everythingLent },
  );
  expect(run.report.verdict).not.toBe('kept');
  expect(run.writes.filter((one) => one.startsWith('DELETE /numbers/virtual-number/542'))).toEqual(
    [],
  );
});
