import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { renderHtml } from './html/document.ts';
import { renderJson } from './json.ts';
import { renderJunit } from './junit.ts';
import type { Report } from './report.ts';

/** The absolute paths of the written reports. */
export interface WrittenReports {
  readonly json: string;
  readonly junit: string;
  readonly html: string;
  /** A file for `--replay` for each sequence that showed a violation. */
  readonly replays: readonly string[];
}

/**
 * Writes report.json, junit.xml, report.html and replay files into a folder, which it creates if
 * necessary. Files are moved into place, so that nobody sees an incomplete one.
 * @throws Error with one sentence if the folder cannot be written to
 * @example
 * const report = await verify({ provider: 'http://127.0.0.1:4010', token: 'any' });
 * writeReports(report, 'reports');
 */
export function writeReports(report: Report, dir: string): WrittenReports {
  const folder = resolve(dir);
  const sequences = report.results.flatMap(({ id, replay }) =>
    replay === undefined ? [] : [{ path: join(folder, `replay-${id}.json`), replay }],
  );
  const written: WrittenReports = {
    json: join(folder, 'report.json'),
    junit: join(folder, 'junit.xml'),
    html: join(folder, 'report.html'),
    replays: sequences.map(({ path }) => path),
  };
  // Render all before writing the first, so that an error leaves the old reports intact.
  const texts: [string, string][] = [
    [written.json, renderJson(report)],
    [written.junit, renderJunit(report)],
    [written.html, renderHtml(report)],
    ...sequences.map(({ path, replay }): [string, string] => [
      path,
      `${JSON.stringify(replay, null, 2)}\n`,
    ]),
  ];
  try {
    mkdirSync(folder, { recursive: true });
    for (const [path, text] of texts) writeWhole(path, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The reports could not be written to ${folder} (${reason}); name another folder.`,
      { cause: error },
    );
  }
  return written;
}

function writeWhole(path: string, text: string): void {
  const beside = `${path}.${process.pid}.part`;
  try {
    writeFileSync(beside, text);
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
