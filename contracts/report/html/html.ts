import { render } from 'preact-render-to-string';
import type { Report } from '../report.ts';
import { documentView } from './document.ts';

/** Renders report.html: a single file that makes no requests. */
export function renderHtml(report: Report): string {
  return `<!doctype html>\n${render(documentView(report))}\n`;
}
