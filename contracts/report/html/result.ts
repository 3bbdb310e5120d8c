import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { type FindingGroup, groupsOf, moreText } from '../finding-groups.ts';
import { layerWords, originText, outcomeWords, signs } from '../labels.ts';
import type { Outcome, Report, Result } from '../report.ts';
import { oneLine } from '../visible-text.ts';
import { copyView } from './copy.ts';
import { exchangeView } from './exchange.ts';

/** Renders the results of one outcome in groups, folded unless broken; nothing if there are none. */
export function outcomeView(report: Report, outcome: Outcome): VNode | undefined {
  const count = report.counts[outcome];
  if (count === 0) return undefined;
  // Those that are kept have no message to group by.
  const isGrouped = outcome === 'broken' || outcome === 'inconclusive';
  const content = isGrouped
    ? groupsOf(report, outcome).map(groupView)
    : report.results.filter((one) => one.outcome === outcome).map(resultView);
  return html`<section class=${outcome}>
    <details id=${outcome} open=${outcome === 'broken'}>
      <summary>
        <h2>
          <span aria-hidden="true">${signs[outcome]}</span> ${outcomeWords[outcome].heading}
          ${` (${count})`}
        </h2>
      </summary>
      ${content}
    </details>
  </section>`;
}

function groupView(group: FindingGroup): VNode {
  const { example, more } = group;
  return html`${resultView(example)}
    ${
      more.length > 0 &&
      html`<details class="more">
        <summary>${moreText(group)}</summary>
        ${more.map(resultView)}
      </details>`
    }`;
}

function resultView(result: Result): VNode {
  const origin = originText(result);
  const message = result.message && html`<p class="message">${oneLine(result.message)}</p>`;
  return html`<article>
    <h3><code>${oneLine(result.id)}</code> ${oneLine(result.says)}</h3>
    ${message}
    <p class="origin">${layerWords[result.layer]}${origin === '' ? '' : ` · ${origin}`}</p>
    ${result.source?.quote && html`<blockquote>${oneLine(result.source.quote)}</blockquote>`}
    ${result.repeat && copyView('Copy the command', oneLine(result.repeat))}
    ${result.exchanges.map(exchangeView)} ${result.script && scriptView(result.script)}
  </article>`;
}

function scriptView(script: string): VNode {
  return html`<details>
    <summary>A shell script that repeats it</summary>
    ${copyView('Copy the script', script)}
  </details>`;
}
