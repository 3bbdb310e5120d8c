import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { render } from 'preact-render-to-string';
import { verdictWords } from '../labels.ts';
import { outcomes, type Report } from '../report.ts';
import { oneLine } from '../visible-text.ts';
import { script, style } from './assets.ts';
import { coverageView } from './coverage.ts';
import { doubtsView } from './doubts.ts';
import { glossaryOf } from './glossary.ts';
import { outcomeView } from './outcome.ts';
import { overviewView } from './overview.ts';

/** Renders report.html: a single file that makes no requests. */
export function renderHtml(report: Report): string {
  return `<!doctype html>\n${render(documentView(report))}\n`;
}

function documentView(report: Report): VNode {
  const policy = [
    "default-src 'none'",
    `style-src ${style.policy}`,
    `script-src ${script.policy}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const glossary = glossaryOf(report);
  const title = oneLine(`${verdictWords[report.verdict]}: ${report.contract.title}`);
  return html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta http-equiv="Content-Security-Policy" content=${policy} />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>${title}</title>
      <style dangerouslySetInnerHTML=${{ __html: style.text }}></style>
    </head>
    <body>
      ${overviewView(report, glossary)}
      <div class="search" role="search" hidden>
        <label>Search <input type="search" aria-keyshortcuts="/" /></label> <kbd>/</kbd>
        <span class="found" role="status"></span>
      </div>
      <main>
        ${outcomes.map((outcome) => outcomeView(report, outcome, glossary))}
        ${doubtsView(report.doubts)} ${coverageView(report.coverage ?? [], glossary)}
        ${listView('left', 'Left in the account', report.left)}
        ${listView('notes', 'Notes', report.notes)}
      </main>
      <p id="status" class="unseen" role="status"></p>
      <script dangerouslySetInnerHTML=${{ __html: script.text }}></script>
    </body>
  </html>`;
}

function listView(id: string, heading: string, entries: readonly string[]): VNode | undefined {
  if (entries.length === 0) return undefined;
  return html`<section id=${id}>
    <h2>${heading}</h2>
    <ul>
      ${entries.map((entry) => html`<li>${oneLine(entry)}</li>`)}
    </ul>
  </section>`;
}
