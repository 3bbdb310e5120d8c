import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeReports } from '../../../contracts/report/index.ts';
import type { Report } from '../../../contracts/report/report.ts';
import type { SeenPosition } from '../../../spec/index.ts';
import { answeredDoubt, sampleReport, unreachableReport } from './sample-report.ts';

const positions: SeenPosition[] = [
  { key: 'D9', is: 'empty-array', seen: { 'empty-list': ['[]'] } },
  { key: 'D7.add', seen: { 'status-of-add': ['200', '201'] } },
];
const doubts: Report['doubts'] = [{ ...answeredDoubt, positions }];

function profile(report: Report): string | undefined {
  const dir = mkdtempSync(join(tmpdir(), 'profile-'));
  try {
    const { profile: path } = writeReports(report, dir);
    return path && readFileSync(path, 'utf8');
  } finally {
    rmSync(dir, { recursive: true });
  }
}

test('a profile has a line for each position, and a comment for what was seen both ways', () => {
  const { contract, provider, started, seed } = sampleReport();
  expect(profile(sampleReport({ doubts }))).toBe(
    [
      'profile: 1',
      `provider: ${provider}`,
      `contract: ${contract.title} ${contract.version}`,
      `date: ${started.slice(0, 10)}`,
      `seed: ${seed}`,
      'positions:',
      '  D9: { is: empty-array, seen: [ empty-list ] }',
      '# D7.add is left out: status-of-add: 200 and 201',
      '',
    ].join('\n'),
  );
});

test('a run of some checks, one that did not end, and one that saw nothing write no profile', () => {
  expect(profile(sampleReport({ doubts, limited: true }))).toBeUndefined();
  expect(profile({ ...unreachableReport, doubts })).toBeUndefined();
  expect(profile(sampleReport())).toBeUndefined();
});
