import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { outcomeWords, signs, verdictWords } from '../labels.ts';
import { outcomes, type Report } from '../report.ts';
import { oneLine } from '../visible-text.ts';
import { factsView } from './facts.ts';
import { type Glossary, namedIn } from './glossary.ts';

/** Renders the head of the page: verdict, counts as links to their sections, and facts of the run. */
export function overviewView(report: Report, glossary: Glossary): VNode {
  return html`<header>
    <h1 class=${report.verdict}>
      <span aria-hidden="true">${signs[report.verdict]}</span> ${verdictWords[report.verdict]}
    </h1>
    <p class="verdict">${oneLine(report.summary)}</p>
    ${namedIn(report.summary, glossary)}
    <nav aria-label="Results by outcome">
      <ul class="counts">
        ${outcomes.map((outcome) => countView(outcome, report.counts[outcome]))}
      </ul>
    </nav>
    ${factsView(report)}
  </header>`;
}

function countView(outcome: (typeof outcomes)[number], count: number): VNode {
  const text = html`<b>${count}</b> ${outcomeWords[outcome].count}`;
  // Without results there is no section to link to.
  return html`<li class=${outcome}>
    ${count === 0 ? html`<span>${text}</span>` : html`<a href=${`#${outcome}`}>${text}</a>`}
  </li>`;
}
