import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Report, verify } from '../../contracts/index.ts';
import { createMock } from '../../mocks/index.ts';
import { withDocument } from '../fixtures/plain-document.ts';

const folder = new URL('../fixtures/booking-desk/', import.meta.url);
const spec = fileURLToPath(new URL('openapi.yaml', folder));

const onDelete = /on-delete: (refuse|cascade)/g;
const checks = [
  'named-stays-rooms-room-moves-to',
  'named-takes-along-rooms-room-moves-from',
  'named-takes-along-rounds-after',
  'named-takes-along-rounds-stops-at-passes',
  'named-takes-along-rounds-stops-at-rooms',
  'named-stays-passes-room',
];

/** Verifies a mock of the booking desk whose references do something else on delete. */
async function verifyDesk(told: (word: string) => string): Promise<Report> {
  const names = ['openapi.yaml', 'initial.yaml', 'identifiers.yaml'];
  const [document = '', initial = '', identifiers = ''] = await Promise.all(
    names.map((name) => readFile(new URL(name, folder), 'utf8')),
  );
  const beside = { 'initial.yaml': parse(initial), 'identifiers.yaml': parse(identifiers) };
  const changed = document.replaceAll(onDelete, (_, word) => `on-delete: ${told(word)}`);
  return withDocument(
    parse(changed),
    async (other) => {
      const mock = await createMock({ spec: other });
      try {
        const provider = await mock.listen();
        return await verify({ provider, spec, token: 'any', only: 'checks', checks, seed: 1 });
      } finally {
        await mock.close();
      }
    },
    beside,
  );
}

function told({ results }: Report): Record<string, string> {
  return Object.fromEntries(results.map((one) => [one.id, one.message ?? one.outcome]));
}

test('a named item is kept, or takes along what names it, as the document says', async () => {
  const report = await verifyDesk((word) => word);
  expect(told(report)).toEqual(Object.fromEntries(checks.map((id) => [id, 'kept'])));
  expect(report).toMatchObject({ verdict: 'kept', exitCode: 0 });
});

test('a provider that ignores what names an item is found', async () => {
  const report = await verifyDesk(() => 'keep');
  expect(report.results.map(({ outcome }) => outcome)).toEqual(checks.map(() => 'broken'));
  expect(told(report)).toMatchObject({
    'named-stays-passes-room': expect.stringMatching(
      /^The deletion of .+ was accepted, though room /,
    ),
    'named-takes-along-rounds-after': expect.stringMatching(
      /was deleted, and .+ still is there\.$/,
    ),
    'named-takes-along-rounds-stops-at-rooms': expect.stringMatching(/and .+ still names it\.$/),
  });
});

test('a provider that refuses where it should remove, and the other way round, is found', async () => {
  const report = await verifyDesk((word) => (word === 'refuse' ? 'cascade' : 'refuse'));
  expect(report.results.map(({ outcome }) => outcome)).toEqual(checks.map(() => 'broken'));
});
