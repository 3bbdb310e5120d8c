import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { outcomeWords, signs, verdictWords } from '../labels.ts';
import { outcomes, type Report } from '../report.ts';
import { counted, duration, oneLine } from '../visible-text.ts';

/** Renders the head of the page: verdict, counts as links to their sections, and facts of the run. */
export function overviewView(report: Report): VNode {
  const facts: [string, string][] = [
    ['Provider', report.provider],
    ['Contract', `${report.contract.title} ${report.contract.version} (${report.contract.file})`],
    ['Verifier', report.verifier],
    ['Duration', `${duration(report.ms)}, ${counted(report.requests, 'request')}`],
    ['Seed', String(report.seed)],
    ['Strict', report.strict ? 'yes' : 'no'],
  ];
  return html`<header>
    <h1 class=${report.verdict}>
      <span aria-hidden="true">${signs[report.verdict]}</span> ${verdictWords[report.verdict]}
    </h1>
    <p class="verdict">${oneLine(report.summary)}</p>
    <nav aria-label="Results by outcome">
      <ul class="counts">
        ${outcomes.map((outcome) => countView(outcome, report.counts[outcome]))}
      </ul>
    </nav>
    <dl>
      ${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${oneLine(value)}</dd></div>`)}
      <div>
        <dt>Started</dt>
        <dd><time datetime=${report.started}>${report.started}</time></dd>
      </div>
    </dl>
    <p class="search" hidden>
      <label>Search <input type="search" /></label>
    </p>
  </header>`;
}

function countView(outcome: (typeof outcomes)[number], count: number): VNode {
  const text = html`<b>${count}</b> ${outcomeWords[outcome].count}`;
  // Without results there is no section to link to.
  return html`<li class=${outcome}>
    ${count === 0 ? html`<span>${text}</span>` : html`<a href=${`#${outcome}`}>${text}</a>`}
  </li>`;
}
