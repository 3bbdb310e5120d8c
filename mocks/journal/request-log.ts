import colors from 'picocolors';
import type { Redaction } from '../../spec/index.ts';
import type { JournalEntry, RawJournalEntry } from './entry.ts';

/** What the log says about one request. */
export interface LogEntry
  extends Pick<JournalEntry, 'account' | 'ms' | 'problem' | 'rule' | 'doubt' | 'upstream'> {
  readonly time: Date;
  readonly method: string;
  /** Path and query, secrets masked. */
  readonly path: string;
  /** 0 if the connection was dropped. */
  readonly status: number;
}

/** Describes an exchange for the log, with secrets masked. */
export function logEntryOf(entry: RawJournalEntry, redaction: Redaction): LogEntry {
  const { time, method, url, status, ms, account, problem, rule, doubt, upstream } = entry;
  const path = redaction.text(url);
  const about = { account, problem, rule, doubt, upstream };
  return { time: new Date(time), method, path, status, ms, ...about };
}

/** The forms of the log. */
export const logForms = ['pretty', 'json', 'silent'] as const;

/** A form of the log. */
export type LogForm = (typeof logForms)[number];

/**
 * Creates a log that writes one line for each request; undefined for the silent form.
 * @example
 * createMock({ log: createLog('json', (line) => process.stdout.write(line)) });
 */
export function createLog(
  form: LogForm,
  write: (line: string) => void,
): ((entry: LogEntry) => void) | undefined {
  if (form === 'silent') return undefined;
  const format = form === 'json' ? jsonLine : prettyLine;
  return (entry) => write(`${format(entry)}\n`);
}

function jsonLine({ ms, ...rest }: LogEntry): string {
  return JSON.stringify({ ...rest, ms: Number(ms.toFixed(3)) });
}

function prettyLine({
  method,
  path,
  status,
  ms,
  problem,
  rule,
  doubt,
  upstream,
}: LogEntry): string {
  const code = status === 0 ? colors.red('dropped') : tint(status)(String(status));
  const why = [rule, doubt].filter((one) => one !== undefined).join(' ') || problem;
  const line = `${colors.bold(method)} ${path} ${code} ${colors.dim(`${ms.toFixed(1)} ms`)}`;
  if (upstream) return `${line} ${colors.dim('upstream')}`;
  return why === undefined ? line : `${line} ${colors.yellow(why)}`;
}

function tint(status: number): (text: string) => string {
  if (status < 300) return colors.green;
  return status < 400 ? colors.cyan : colors.red;
}
