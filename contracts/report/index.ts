/** The reporters: listeners that show a run, and functions that write its report. */
export { type ConsoleOptions, createConsoleReporter } from './console/console.ts';
export { resultLines } from './console/result-lines.ts';
export type { ConsoleStream } from './console/stream.ts';
export { createGitHubReporter, type GitHubOptions } from './github/github.ts';
export { renderHtml } from './html/document.ts';
export { renderJson } from './json.ts';
export { renderJunit } from './junit.ts';
export { UnwrittenReports, type WrittenReports, writeReports } from './write-reports.ts';
