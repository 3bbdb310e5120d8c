import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { type Report, verify } from '../../../contracts/index.ts';
import { createMock } from '../../../mocks/index.ts';
import { formatPointer } from '../../../spec/index.ts';

// Another contract, which needs no TypeScript of its own.

const spec = fileURLToPath(new URL('../../fixtures/booking-desk/openapi.yaml', import.meta.url));

function explore(provider: string, seed: number): Promise<Report> {
  return verify({
    provider,
    spec,
    token: 'office-one',
    secondToken: 'office-two',
    headers: { 'x-channel': 'app' },
    only: 'exploration',
    seed,
    runs: 25,
    // Long enough for a busy machine.
    time: 120_000,
  });
}

test.each([1, 2])(
  'exploration with seed %i does not accuse the mock of another contract',
  async (seed) => {
    const mock = await createMock({ spec });
    try {
      const { exitCode, results } = await explore(await mock.listen(), seed);
      const wrong = results.filter(({ message = '' }) => !message.endsWith('showed no violation.'));
      expect(wrong).toEqual([]);
      expect(exitCode).toBe(0);
      expect(results.map(({ id, outcome }) => `${outcome}: ${id}`)).toEqual([
        'kept: exploration-rooms',
        'kept: exploration-rooms-room-desks',
        'kept: exploration-rooms-room-desks-desk-bookings',
        'kept: exploration-stewards',
      ]);
    } finally {
      await mock.close();
    }
  },
);

interface Schema {
  'x-unique'?: { name: string }[];
  'x-immutable'?: boolean;
  properties?: Record<string, Schema>;
}

/** Serves the document without a part of it. */
async function served<Result>(
  forget: (schemas: Record<string, Schema>) => void,
  use: (provider: string) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'booking-desk-'));
  try {
    cpSync(dirname(spec), folder, { recursive: true });
    const document = parse(readFileSync(spec, 'utf8'));
    forget(document.components.schemas);
    const file = join(folder, 'openapi.yaml');
    writeFileSync(file, stringify(document));
    const mock = await createMock({ spec: file });
    try {
      return await use(await mock.listen());
    } finally {
      await mock.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const withoutRule = (rule: string) => (schemas: Record<string, Schema>) => {
  for (const schema of Object.values(schemas)) {
    const others = schema['x-unique']?.filter(({ name }) => name !== rule) ?? [];
    if (others.length > 0) schema['x-unique'] = others;
    else delete schema['x-unique'];
  }
};

test.each([
  { rule: 'one-room-per-locker', at: '/rooms' },
  { rule: 'zone-name-inside-a-room', at: '/rooms' },
  { rule: 'seat-inside-a-room', at: '/rooms/{room}/desks' },
  { rule: 'serial-of-a-vendor', at: '/rooms/{room}/desks' },
  { rule: 'one-booking-at-a-time', at: '/rooms/{room}/desks/{desk}/bookings' },
  { rule: 'one-booking-per-badge', at: '/rooms/{room}/desks/{desk}/bookings' },
  { rule: 'guest-once-in-a-booking', at: '/rooms/{room}/desks/{desk}/bookings' },
  { rule: 'one-steward-an-hour', at: '/stewards' },
])('exploration finds a provider without the rule $rule', async ({ rule, at }) => {
  await served(withoutRule(rule), async (provider) => {
    const { exitCode, results } = await explore(provider, 1);
    expect(exitCode).toBe(1);
    const broken = results.filter(({ outcome }) => outcome === 'broken');
    expect(broken.map(({ replay }) => replay?.collection)).toEqual([at]);
    expect(broken[0]?.message).not.toBe('');
    expect(broken[0]?.exchanges.length).toBeGreaterThan(0);
    expect(broken[0]?.exchanges.length).toBeLessThanOrEqual(6);
  });
});

const changeable =
  (...[name = '', ...steps]: readonly string[]) =>
  (schemas: Record<string, Schema>) => {
    let schema = schemas[name];
    for (const step of steps) schema = schema?.properties?.[step];
    if (schema?.['x-immutable'] !== true)
      throw new Error(`${formatPointer(steps)} is not immutable.`);
    delete schema['x-immutable'];
  };

test.each([
  { of: 'the building of a room', path: ['Room', 'address', 'building'], at: '/rooms' },
  { of: 'the kind of a desk', path: ['Desk', 'kind'], at: '/rooms/{room}/desks' },
])('exploration finds a provider that changes $of', async ({ path, at }) => {
  await served(changeable(...path), async (provider) => {
    const { exitCode, results } = await explore(provider, 1);
    expect(exitCode).toBe(1);
    const broken = results.filter(({ outcome }) => outcome === 'broken');
    expect(broken.map(({ replay }) => replay?.collection)).toEqual([at]);
    expect(broken[0]?.message).toMatch(
      / was accepted \(200\), although it changes an immutable field\.$/,
    );
    expect(broken[0]?.exchanges.length).toBe(2);
  });
});
