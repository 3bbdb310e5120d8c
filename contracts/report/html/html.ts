import { render } from 'preact-render-to-string';
import type { Report } from '../report.ts';
import { documentView } from './document.ts';

/** The text of report.html: one file that needs nothing else and never asks the network. */
export function renderHtml(report: Report): string {
  return `<!doctype html>\n${render(documentView(report))}\n`;
}
