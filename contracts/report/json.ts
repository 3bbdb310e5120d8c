import type { Report } from './report.ts';

/** Renders report.json, which contracts/report/report.schema.json describes. */
export function renderJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
