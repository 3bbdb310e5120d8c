import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createGitHubReporter } from '../../../contracts/report/index.ts';
import type { Report, Result } from '../../../contracts/report/report.ts';
import { CapturedStream } from './captured-stream.ts';
import {
  brokenResult,
  hostile,
  sampleExchange,
  sampleReport,
  sampleResult,
  unreachableReport,
} from './sample-report.ts';

let dir = '';
let file = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'summary-'));
  file = join(dir, 'summary.md');
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

/** Broken promises, each in a group of its own unless they have promises in common. */
function brokenResults(length: number, promises?: string[]): Result[] {
  return Array.from({ length }, (_, i) => ({
    ...brokenResult,
    id: `b${i}`,
    source: {},
    promises: promises ?? [`P${i}`],
  }));
}

function annotations(report: Report): string[] {
  const stream = new CapturedStream();
  createGitHubReporter({ env: { GITHUB_ACTIONS: 'true' }, stream }).end?.(report);
  return stream.lines.filter((line) => line !== '');
}

function summary(report: Report): string {
  const stream = new CapturedStream();
  createGitHubReporter({ env: { GITHUB_STEP_SUMMARY: file }, stream }).end?.(report);
  expect(stream.text).toBe('');
  return readFileSync(file, 'utf8');
}

test('outside of GitHub Actions the reporter writes nothing', () => {
  const stream = new CapturedStream();
  createGitHubReporter({ env: { GITHUB_STEP_SUMMARY: '' }, stream }).end?.(sampleReport());
  expect(stream.text).toBe('');
});

describe('annotations', () => {
  test('are errors for broken promises and warnings for inconclusive checks', () => {
    expect(annotations(sampleReport())).toEqual([
      '::error title=Broken promise U1-add::A taken seat is refused. The second desk with seat 1 was accepted with 201. (Add a desk – page add-desk, row seats) Repeat it: npm run verify -- --provider http://provider.test/api --check U1-add --seed 42',
      expect.stringMatching(/^::error title=Broken promise pact-hostile::/),
      '::warning title=Could not be judged race::Of two simultaneous requests one is refused. It needs 3 seats, but there are 2.',
    ]);
  });

  test('escape the syntax of GitHub commands', () => {
    const result = sampleResult({
      outcome: 'broken',
      id: 'a:b,c%',
      says: 'It breaks.',
      message: `50%\r\n::error::${hostile}`,
    });
    expect(annotations(sampleReport({ results: [result] }))).toEqual([
      `::error title=Broken promise a%3Ab%2Cc%25::It breaks. 50%25 ::error::${hostile.replace('%', '%25')}`,
    ]);
  });

  test('are one for each group, with the ids of the others', () => {
    const lines = annotations(sampleReport({ results: brokenResults(3, ['U1']) }));
    expect(lines).toEqual([
      expect.stringMatching(/ and 2 more of the same kind: b1, b2\. Repeat it: npm run verify /),
    ]);
  });

  test('are at most ten, and the tenth says how many are missing', () => {
    const results = brokenResults(12);
    const lines = annotations(sampleReport({ results }));
    expect(lines).toHaveLength(10);
    expect(lines[9]).toBe('::error title=More results::3 more groups: see the reports.');
    expect(annotations(sampleReport({ results: results.slice(0, 10) }))[9]).toContain('b9');
  });

  test('say that nothing was judged', () => {
    expect(annotations(unreachableReport)).toEqual([
      '::error title=Not judged::The provider could not be reached.',
    ]);
  });

  test('are absent if all promises are kept', () => {
    expect(annotations(sampleReport({ verdict: 'kept', results: [sampleResult()] }))).toEqual([]);
  });
});

describe('the step summary', () => {
  test('starts with the verdict, after the existing contents of the file', () => {
    writeFileSync(file, 'before\n\n');
    expect(summary(sampleReport())).toMatch(/^before\n\n## ❌ Broken: 2 promises are broken\\\.\n/);
  });

  test.each([
    { says: 'the counts', want: '| broken | inconclusive | observed | kept | skipped |' },
    { says: 'what is broken', want: '**U1\\-add** A taken seat is refused\\.' },
    { says: 'the exchange', want: '```http\nPOST http://provider.test/api/desks\n' },
    { says: 'the script', want: '```sh\n#!/bin/sh\ncurl -X POST …' },
    { says: 'what could not be judged', want: 'It needs 3 seats, but there are 2\\.' },
    { says: 'the answer to a doubt', want: 'An empty list is returned as \\[\\]\\.' },
    { says: 'the leftovers', want: '- Desk 83 could not be deleted\\.' },
  ])('shows $says', ({ want }) => {
    expect(summary(sampleReport())).toContain(want);
  });

  test('escapes hostile text, and uses a longer fence around it', () => {
    const text = summary(sampleReport());
    const outside = text.replace(/(`{3,})[a-z]*\n[\s\S]*?\n\1\n/g, '');
    expect(outside).not.toMatch(/<(?!\/?(details|summary|sub)>)/);
    expect(outside).not.toMatch(/(?<!\\)`/);
    expect(text).toContain('````http\n');
  });

  test('keeps the file within 1 MiB, and counts what does not fit', () => {
    writeFileSync(file, 'x'.repeat(400_000));
    const body = 'ж'.repeat(5_000);
    const exchange = sampleExchange({ response: { status: 200, headers: {}, body } });
    const results = brokenResults(500).map((one) => ({ ...one, exchanges: [exchange] }));
    const text = summary(sampleReport({ results }));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1024 * 1024);
    expect(Buffer.byteLength(text)).toBeGreaterThan(1000 * 1024);
    expect(text).toMatch(/\*\d+ more entries did not fit: see the reports\.\*\n\n$/);
  });

  test('adds nothing to a full file', () => {
    writeFileSync(file, 'x'.repeat(1024 * 1024 - 10));
    expect(summary(sampleReport())).toHaveLength(1024 * 1024 - 10);
  });

  test('that cannot be written is a warning', () => {
    const stream = new CapturedStream();
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: dir };
    createGitHubReporter({ env, stream }).end?.(sampleReport({ results: [] }));
    expect(stream.text).toMatch(
      /^::warning title=Verifier::The step summary could not be written: /,
    );
  });
});
