import { html } from 'htm/preact';
import type { VNode } from 'preact';
import type { CoverageRow } from '../report.ts';
import { oneLine } from '../visible-text.ts';
import { explained, type Glossary } from './glossary.ts';

/** Renders how often each operation, rule, promise and doubt was tried, or why it was not; folded. */
export function coverageView(rows: readonly CoverageRow[], glossary: Glossary): VNode | null {
  if (rows.length === 0) return null;
  const missing = rows.filter(({ tried }) => tried === 0).length;
  return html`<section>
    <details id="coverage">
      <summary><h2>What was tried (${rows.length - missing} of ${rows.length})</h2></summary>
      <table>
        <thead>
          <tr><th>Kind</th><th>Name</th><th>Tried</th></tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ kind, name, tried, reason }) => html`<tr>
              <td>${kind}</td>
              <td>${glossary.has(name) ? explained(name, glossary) : oneLine(name)}</td>
              <td>${reason === undefined ? `${tried}×` : `not tried: ${oneLine(reason)}`}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </details>
  </section>`;
}
