import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  renderHtml,
  renderJson,
  renderJunit,
  writeReports,
} from '../../../contracts/report/index.ts';
import { sampleReport, unreachableReport } from './sample-report.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'reports-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

const report = sampleReport();

describe('the reports are written', () => {
  test('to a new folder, and nothing else', () => {
    const folder = join(dir, 'a', 'b');
    const written = writeReports(report, folder);
    expect(readFileSync(written.json, 'utf8')).toBe(renderJson(report));
    expect(readFileSync(written.junit, 'utf8')).toBe(renderJunit(report));
    expect(readFileSync(written.html, 'utf8')).toBe(renderHtml(report));
    expect(readdirSync(folder).sort()).toEqual(['junit.xml', 'report.html', 'report.json']);
  });

  test('of a run without a seed, a mode and an environment', () => {
    const { seed: _, strict, environment, promises, coverage, ...least } = report;
    const { json, junit, html } = writeReports({ ...least, doubts: [], left: [], notes: [] }, dir);
    const texts = [json, junit, html].map((file) => readFileSync(file, 'utf8'));
    for (const text of texts) {
      expect(text.replace(/<script>.*<\/script>/s, '')).not.toMatch(/undefined|"seed"|<dt>Seed/);
    }
  });

  test('over the reports of an earlier run', () => {
    writeReports(report, dir);
    const written = writeReports(unreachableReport, dir);
    expect(JSON.parse(readFileSync(written.json, 'utf8')).verdict).toBe('unreachable');
  });
});

describe('a folder that cannot hold reports is reported in one sentence', () => {
  test('if it is a file', () => {
    const file = join(dir, 'file');
    writeFileSync(file, '');
    expect(() => writeReports(report, file)).toThrow(
      /^The reports could not be written to .*file \(EEXIST.*\); name another folder/,
    );
  });

  test('if a report cannot be moved into place; no incomplete file stays, and the others are written', () => {
    mkdirSync(join(dir, 'report.json', 'in-the-way'), { recursive: true });
    expect(() => writeReports(report, dir)).toThrow(/^The reports could not be written to /);
    expect(readdirSync(dir).sort()).toEqual(['junit.xml', 'report.html', 'report.json']);
  });
});
