import type { Report } from './report.ts';

/** The text of report.json: the report as it is, described by contracts/report/report.schema.json. */
export function renderJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
