import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { layerWords, originText, outcomeWords, resultsOf, signs } from '../labels.ts';
import type { Outcome, Report, Result } from '../report.ts';
import { oneLine } from '../visible-text.ts';
import { copyView } from './copy.ts';
import { exchangeView } from './exchange.ts';

/** Renders the results of one outcome, folded unless broken; nothing if there are none. */
export function outcomeView(report: Report, outcome: Outcome): VNode | undefined {
  const results = resultsOf(report, outcome);
  if (results.length === 0) return undefined;
  return html`<section class=${outcome}>
    <details id=${outcome} open=${outcome === 'broken'}>
      <summary>
        <h2>
          <span aria-hidden="true">${signs[outcome]}</span> ${outcomeWords[outcome].heading}
          ${` (${results.length})`}
        </h2>
      </summary>
      ${results.map(resultView)}
    </details>
  </section>`;
}

function resultView(result: Result): VNode {
  const origin = originText(result);
  const message = result.message && html`<p class="message">${oneLine(result.message)}</p>`;
  return html`<article>
    <h3><code>${oneLine(result.id)}</code> ${oneLine(result.says)}</h3>
    ${message}
    <p class="origin">${layerWords[result.layer]}${origin === '' ? '' : ` · ${origin}`}</p>
    ${result.exchanges.map(exchangeView)} ${result.script && scriptView(result.script)}
  </article>`;
}

function scriptView(script: string): VNode {
  return html`<details>
    <summary>A shell script that repeats it</summary>
    ${copyView('Copy the script', script)}
  </details>`;
}
