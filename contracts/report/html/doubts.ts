import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { answeredOnes, positionText } from '../labels.ts';
import type { DoubtAnswer } from '../report.ts';
import { oneLine } from '../visible-text.ts';
import { exchangeView } from './exchange.ts';
import { prose } from './prose.ts';

/** Renders what the provider does about each doubt, with the evidence. */
export function doubtsView(doubts: readonly DoubtAnswer[]): VNode | undefined {
  if (doubts.length === 0) return undefined;
  const [answered, silent] = answeredOnes(doubts);
  return html`<section>
    <details id="doubts">
      <summary><h2>Where the documentation leaves room (${answered.length})</h2></summary>
      ${answered.map(doubtView)} ${silent.length > 0 && silentView(silent)}
    </details>
  </section>`;
}

function doubtView(answer: DoubtAnswer): VNode {
  const { doubt, question, answers, exchanges } = answer;
  const position = positionText(answer);
  return html`<article id=${oneLine(`doubt-${doubt}`).replaceAll(' ', '-')}>
    <h3><code>${oneLine(doubt)}</code> ${prose(question)}</h3>
    ${position && html`<p><code>${oneLine(position)}</code></p>`}
    ${answers.map((sentence, index) => {
      const evidence = exchanges[index];
      return html`<p class="message">${oneLine(sentence)}</p>
        ${evidence && exchangeView(evidence)}`;
    })}
  </article>`;
}

function silentView(doubts: readonly DoubtAnswer[]): VNode {
  return html`<details>
    <summary>Nothing was observed about ${doubts.length} more</summary>
    <ul>
      ${doubts.map(
        ({ doubt, question }) => html`<li><code>${oneLine(doubt)}</code> ${prose(question)}</li>`,
      )}
    </ul>
  </details>`;
}
