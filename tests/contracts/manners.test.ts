import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Report, type VerifyOptions, verify } from '../../contracts/index.ts';
import { annotationLines } from '../../contracts/report/github/annotations.ts';
import { renderHtml, renderJunit } from '../../contracts/report/index.ts';
import { lawful, type Provider, startProvider } from '../providers/index.ts';
import { runVerify } from './verify-command.ts';

let provider: Provider;
let dir = '';
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'manners-'));
  provider = await startProvider();
});
afterAll(async () => {
  await provider.close();
  rmSync(dir, { recursive: true });
});

let report: Report;

/** Compares an example provider, which refuses what is doubtful, with a profile. */
async function against(
  positions: Readonly<Record<string, string>>,
  more: Partial<VerifyOptions> = {},
): Promise<Report> {
  report = await verify({
    provider: provider.url,
    token: provider.tokens.first,
    checks: ['d12-number-twice', 'empty-lists', 'add-documented'],
    seed: 1,
    against: write(positions),
    ...more,
  });
  return report;
}

function write(positions: Readonly<Record<string, string>>): string {
  const path = join(dir, 'profile.yaml');
  writeFileSync(path, `positions:\n  ${lines(positions).join('\n  ')}\n`);
  return path;
}

function lines(positions: Readonly<Record<string, string>>): string[] {
  return Object.entries(positions).map(([key, is]) => `${key}: ${is}`);
}

function compared() {
  const own = report.results.filter(({ id }) => id.startsWith('manners-'));
  return Object.fromEntries(own.map(({ id, outcome, message }) => [id, message ?? outcome]));
}

describe('a provider compared with a profile', () => {
  afterEach(() => {
    expect(report.results.find(({ id }) => id === 'add-documented')?.outcome).toBe('kept');
  });

  test('keeps its manners', async () => {
    await against({ D12: 'refused', D11: 'refused', 'D7.add': 'documented' });
    expect(report.exitCode).toBe(0);
    expect(compared()).toEqual({
      'manners-D12': 'kept',
      'manners-D11': 'kept',
      'manners-D7.add': 'kept',
    });
    expect(report.summary).toBe('The only tested promise is kept.');
  });

  test('has changed them, which every report says of each switch', async () => {
    await against({ D12: 'once', D11: 'accepted', 'D7.add': '"201"' });
    expect(report.exitCode).toBe(1);
    expect(compared()).toEqual({
      'manners-D12': 'D12 was once, is refused (seen: d12-number-twice).',
      'manners-D11': 'D11 was accepted, is refused or never (seen: empty-lists).',
      'manners-D7.add': 'D7.add was 201, is documented (seen: status-of-add).',
    });
    expect(report.summary).toBe(
      'The only tested promise is kept. The provider changed its manners at D7.add, D11, D12.',
    );
    const shown = report.results.filter(({ id }) => id.startsWith('manners-'));
    expect(shown.map(({ exchanges }) => exchanges.length > 0)).toEqual([true, true, true]);
    const texts = [renderJunit(report), renderHtml(report), annotationLines(report).join('\n')];
    for (const text of texts) {
      for (const message of Object.values(compared())) expect(text).toContain(message);
    }
  });

  test('may change them if the run only observes', async () => {
    await against({ D12: 'once' }, { observe: true });
    expect(report.exitCode).toBe(0);
    expect(report.results.find(({ id }) => id === 'manners-D12')?.outcome).toBe('observed');
    const answers = report.doubts.find(({ doubt }) => doubt === 'D12')?.answers;
    expect(answers).toContain('D12 was once, is refused (seen: d12-number-twice).');
  });

  test('is not blamed for what was not seen this time, which is told', async () => {
    await against({ D12: 'refused', D23: 'ascending' });
    expect(report.exitCode).toBe(0);
    expect(report.results.find(({ id }) => id === 'manners-D23')?.outcome).toBe('skipped');
    expect(report.notes).toContain('Nothing showed D23, which the profile has.');
  });
});

test('a refusal shows no status if the provider accepts such requests, and has another reason than the mock', async () => {
  const ways = lawful.find(({ id }) => id === 'upserting')?.ways;
  const upserting = await startProvider(ways);
  const { doubts } = await verify({
    provider: upserting.url,
    token: upserting.tokens.first,
    checks: ['d17-edit-deleted', 'd17-edit-deleted-taken', 'd17-delete-twice'],
    seed: 1,
  }).finally(() => upserting.close());
  const seen = doubts.flatMap(({ positions = [] }) => positions);
  expect(seen.filter(({ key }) => key === 'D17.edit' || key === 'D8.missing')).toEqual([
    { key: 'D8.missing', is: '404', seen: { 'status-of-404': ['404'] } },
    { key: 'D17.edit', is: 'added', seen: { 'd17-edit-deleted': ['accepted'] } },
  ]);
});

describe('a profile that cannot be compared is refused before anything is sent', () => {
  // Nothing listens there.
  const nowhere = ['--provider', 'http://127.0.0.1:9', '--token', 'any'];

  test.each([
    {
      says: 'if it has a position that the contract lacks',
      args: () => ['--against', write({ D12: 'thrice' })],
      want: /^\S*profile\.yaml:2: D12 has no position "thrice"; use refused, once, twice\.?\n$/,
    },
    {
      says: 'if it does not exist',
      args: () => ['--against', join(dir, 'none.yaml')],
      want: /none\.yaml/,
    },
    {
      says: 'if the run would overwrite it',
      args: () => ['--against', write({ D12: 'once' }), '--report', dir],
      want: /^--report \S+ would overwrite \S+profile\.yaml; copy the profile elsewhere\.\n$/,
    },
    {
      says: 'if the run has no checks that could show it',
      args: () => ['--against', write({ D12: 'once' }), '--only', 'pact'],
      want: /^--against compares what the checks see; leave out --only pact\.\n$/,
    },
    {
      says: 'if there is none, and yet the run should only observe',
      args: () => ['--observe'],
      want: /^--observe is about a profile; name one by --against\.\n$/,
    },
  ])('$says', async ({ args, want }) => {
    const { code, stdout, stderr } = await runVerify([...nowhere, ...args()]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(want);
  });
});
