import { expect, test } from 'vitest';
import { answer, verifySpoiled } from '../spoiled-mock.ts';

// The whole API, as a real account has it: nothing declares that it is a mock.
const harmful = [
  /^POST \/numbers\/(virtual-number|unconfirmed)/,
  /^POST \/melodies\/client/,
  /^(PUT|PATCH|DELETE) \/melodies\/main/,
  /^(PUT|PATCH|DELETE) \/numbers\/virtual-number\/(?!608$|0$|-1$|0\.5$|abc$)/,
];
const lineOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;

test('by default nothing harmful is sent to an account that is no mock, and its lists are read', async () => {
  const { report, requests } = await verifySpoiled({ declared: false });
  const lines = requests.map(lineOf);
  expect(lines.filter((line) => harmful.some((one) => one.test(line)))).toEqual([]);
  expect(
    requests.map(({ body }) => body).filter((one) => /748720|790010000|"id":542/.test(one)),
  ).toEqual([]);
  expect(lines).toEqual(expect.arrayContaining(['GET /melodies/main', 'GET /employee']));
  expect(report).toMatchObject({ exitCode: 0, counts: { broken: 0, inconclusive: 0 } });
  const [main] = report.results.filter(({ id }) => id === 'main-edit');
  expect(main).toMatchObject({
    outcome: 'skipped',
    message: expect.stringContaining('lend --main-melodies: '),
  });
});

test('of the mock every operation is tried, each variant by itself', async () => {
  const { report } = await verifySpoiled({});
  const rows = (report.coverage ?? []).filter(({ kind }) => kind === 'operation');
  expect(rows.filter(({ tried }) => tried === 0)).toEqual([]);
  expect(rows.map(({ name }) => name)).toContain(
    'PUT /numbers/virtual-number/{id} (editMobileNumber)',
  );
  expect(report.results.filter(({ outcome }) => outcome === 'broken')).toEqual([]);
  expect(report).toMatchObject({ exitCode: 0, counts: { inconclusive: 0 } });
});

const lend = { testData: { 'main-melodies': '1', media: '50,51' } };

test('a lent item is put back as it was', async () => {
  const { report, requests, held } = await verifySpoiled({ declared: false }, lend);
  expect(requests.map(lineOf)).toContain('PUT /melodies/main/1');
  expect(held['/melodies/main']?.items).toEqual([
    {
      ...{ dialing_source_type: 'client', dialing_media_id: 818 },
      ...{ hold_source_type: 'client', hold_media_id: 804, id: 1 },
    },
  ]);
  expect(report.left.filter((one) => one.includes('/melodies/main'))).toEqual([]);
});

test('what cannot be put back is told', async () => {
  const { report } = await verifySpoiled(
    {
      declared: false,
      spoil: ({ method, path, body }) =>
        method === 'PUT' && path === '/melodies/main/1' && body.includes('818')
          ? answer(403)
          : undefined,
    },
    lend,
  );
  expect(report.left).toContainEqual(expect.stringMatching(/^\/melodies\/main\/1 keeps /));
});

test('a lent item is never deleted, unless it is lent for that', async () => {
  const { requests } = await verifySpoiled({
    spoil: ({ method }) => (method === 'DELETE' ? answer(200) : undefined),
  });
  const deleted = requests.filter(({ method }) => method === 'DELETE').map(({ path }) => path);
  expect(deleted).toContain('/numbers/virtual-number/569');
  const others = ['608', '542'].map((id) => `/numbers/virtual-number/${id}`);
  expect(deleted.filter((path) => others.includes(path))).toEqual([]);
});
