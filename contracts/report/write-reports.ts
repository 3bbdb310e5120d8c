import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { renderHtml } from './html/html.ts';
import { renderJson } from './json.ts';
import { renderJunit } from './junit.ts';
import type { Report } from './report.ts';

/** The absolute paths of the reports that were written. */
export interface WrittenReports {
  readonly json: string;
  readonly junit: string;
  readonly html: string;
  /** A file for `--replay` of each sequence that showed a fault. */
  readonly replays: readonly string[];
}

/**
 * Writes report.json, junit.xml, report.html and what can be replayed into a folder, which is made where it is missing.
 *
 * Each file is written beside its place and then moved there, so that no half file is ever seen.
 * @throws Error with one sentence when the folder can't be written into.
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
  // All are rendered before the first is written: a report that can't be leaves the old ones whole.
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
      `The reports could not be written into ${folder} (${reason}): name a folder that can be written into.`,
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
