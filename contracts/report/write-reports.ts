import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { renderHtml } from './html/document.ts';
import { renderJson } from './json.ts';
import { renderJunit } from './junit.ts';
import { profileOf } from './profile.ts';
import type { Report } from './report.ts';

/** The absolute paths of the written reports. */
export interface WrittenReports {
  readonly json: string;
  readonly junit: string;
  readonly html: string;
  /** What the provider was seen to do; only from a run of all checks that came to its end. */
  readonly profile?: string;
  /** A file for `--replay` for each sequence that showed a violation. */
  readonly replays: readonly string[];
}

/**
 * Writes report.json, junit.xml, report.html, profile.yaml and replay files into a folder, which it creates if
 * necessary. Files are moved into place, so that nobody sees an incomplete one.
 * @throws UnwrittenReports if one cannot be written; the others are
 * @example
 * const report = await verify({ provider: 'http://127.0.0.1:4010', token: 'any' });
 * writeReports(report, 'reports');
 */
export function writeReports(report: Report, dir: string): WrittenReports {
  const folder = resolve(dir);
  const sequences = report.results.flatMap(({ id, replay }) =>
    replay === undefined ? [] : [{ path: join(folder, `replay-${id}.json`), replay }],
  );
  const profile = profileOf(report);
  const written: WrittenReports = {
    json: join(folder, 'report.json'),
    junit: join(folder, 'junit.xml'),
    html: join(folder, 'report.html'),
    ...(profile && { profile: join(folder, 'profile.yaml') }),
    replays: sequences.map(({ path }) => path),
  };
  const texts: [string, () => string][] = [
    [written.json, () => renderJson(report)],
    [written.junit, () => renderJunit(report)],
    [written.html, () => renderHtml(report)],
    ...(written.profile ? [[written.profile, () => profile ?? ''] as [string, () => string]] : []),
    ...sequences.map(({ path, replay }): [string, () => string] => [
      path,
      () => `${JSON.stringify(replay, null, 2)}\n`,
    ]),
  ];
  // Each is written whatever becomes of the others.
  const failures: string[] = [];
  const done: string[] = [];
  for (const [path, text] of texts) {
    try {
      mkdirSync(folder, { recursive: true });
      writeWhole(path, text());
      done.push(path);
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  if (failures.length > 0) throw new UnwrittenReports(folder, failures, done);
  return written;
}

/** Some reports could not be written; the message says which and why, in a sentence. */
export class UnwrittenReports extends Error {
  override readonly name = 'UnwrittenReports';
  /** The absolute paths of those that were written. */
  readonly written: readonly string[];

  constructor(folder: string, failures: readonly string[], written: readonly string[]) {
    const reason =
      failures.length > 1 ? `${failures[0]}, and ${failures.length - 1} more` : failures[0];
    super(`The reports could not be written to ${folder} (${reason}); name another folder.`);
    this.written = written;
  }
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
