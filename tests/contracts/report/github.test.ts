import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createGitHubReporter } from '../../../contracts/report/index.ts';
import type { Report } from '../../../contracts/report/report.ts';
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

test('outside of GitHub Actions nothing is written', () => {
  const stream = new CapturedStream();
  createGitHubReporter({ env: { GITHUB_STEP_SUMMARY: '' }, stream }).end?.(sampleReport());
  expect(stream.text).toBe('');
});

describe('annotations', () => {
  test('are errors for what is broken and warnings for what could not be judged', () => {
    expect(annotations(sampleReport())).toEqual([
      '::error title=Broken promise U1-add::A taken seat is refused. The second desk with seat 1 was accepted with 201. (Add a desk – page add-desk, row seats)',
      expect.stringMatching(/^::error title=Broken promise pact-hostile::/),
      '::warning title=Could not be judged race::Of two at once one is refused. It needs 3 seats, and 2 were lent.',
    ]);
  });

  test('escape what GitHub would read as its own', () => {
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

  test('are ten at most, and the tenth says how many are left out', () => {
    const results = Array.from({ length: 12 }, (_, index) => ({
      ...brokenResult,
      id: `b${index}`,
    }));
    const lines = annotations(sampleReport({ results }));
    expect(lines).toHaveLength(10);
    expect(lines[9]).toBe('::error title=Not all is shown here::3 more results: see the reports.');
    expect(annotations(sampleReport({ results: results.slice(0, 10) }))[9]).toContain('b9');
  });

  test('tell that nothing was judged', () => {
    expect(annotations(unreachableReport)).toEqual([
      '::error title=Nothing was judged::Nothing listens at http://provider.test/api.',
    ]);
  });

  test('are none when all is kept', () => {
    expect(annotations(sampleReport({ verdict: 'kept', results: [sampleResult()] }))).toEqual([]);
  });
});

describe('the step summary', () => {
  test('starts with the verdict, and goes after what is there', () => {
    writeFileSync(file, 'before\n\n');
    expect(summary(sampleReport())).toMatch(/^before\n\n## ❌ Broken: 2 promises are broken\\\.\n/);
  });

  test.each([
    { says: 'the counts', want: '| broken | inconclusive | observed | kept | skipped |' },
    { says: 'what is broken', want: '**U1\\-add** A taken seat is refused\\.' },
    { says: 'the exchange', want: '```http\nPOST http://provider.test/api/desks\n' },
    { says: 'the script', want: '```sh\n#!/bin/sh\ncurl -X POST …' },
    { says: 'what could not be judged', want: 'It needs 3 seats, and 2 were lent\\.' },
    { says: 'the answer to a doubt', want: 'An empty list is answered as \\[\\]\\.' },
    { says: 'what is left', want: '- Desk 83 could not be deleted\\.' },
  ])('tells $says', ({ want }) => {
    expect(summary(sampleReport())).toContain(want);
  });

  test('shows hostile text as text, and fences it with a longer fence', () => {
    const text = summary(sampleReport());
    const outside = text.replace(/(`{3,})[a-z]*\n[\s\S]*?\n\1\n/g, '');
    expect(outside).not.toMatch(/<(?!\/?(details|summary|sub)>)/);
    expect(outside).not.toMatch(/(?<!\\)`/);
    expect(text).toContain('````http\n');
  });

  test('stays within 1 MiB for everything that the step wrote, and says what is left out', () => {
    writeFileSync(file, 'x'.repeat(400_000));
    const body = 'ж'.repeat(5_000);
    const exchange = sampleExchange({ answer: { status: 200, headers: {}, body } });
    const results = Array.from({ length: 500 }, (_, index) => ({
      ...brokenResult,
      id: `b${index}`,
      exchanges: [exchange],
    }));
    const text = summary(sampleReport({ results }));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1024 * 1024);
    expect(Buffer.byteLength(text)).toBeGreaterThan(1000 * 1024);
    expect(text).toMatch(/\*\d+ more entries did not fit here: see the reports\.\*\n\n$/);
  });

  test('adds nothing to a file that is full', () => {
    writeFileSync(file, 'x'.repeat(1024 * 1024 - 10));
    expect(summary(sampleReport())).toHaveLength(1024 * 1024 - 10);
  });

  test("that can't be written is told, and fails nothing", () => {
    const stream = new CapturedStream();
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: dir };
    createGitHubReporter({ env, stream }).end?.(sampleReport({ results: [] }));
    expect(stream.text).toMatch(
      /^::warning title=Verifier::The step summary could not be written: /,
    );
  });
});
