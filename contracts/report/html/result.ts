import { html } from 'htm/preact';
import type { VNode } from 'preact';
import type { Result } from '../report.ts';
import { oneLine } from '../visible-text.ts';
import { copyView } from './copy.ts';
import { exchangeView } from './exchange.ts';
import type { Glossary } from './glossary.ts';
import { originView } from './origin.ts';

/** Renders a result: what it says, what came of it, and, folded unless `open`, its evidence. */
export function resultView(
  result: Result,
  glossary: Glossary,
  { level, open }: { readonly level: number; readonly open: boolean },
): VNode {
  const { id, says, message, repeat, script } = result;
  const anchor = oneLine(`result-${id}`).replaceAll(' ', '-');
  return html`<article id=${anchor}>
    <details open=${open}>
      <summary>
        <${`h${level}`}><code>${oneLine(id)}</code> ${oneLine(says)}<//>
        ${message && html`<span class="message">${oneLine(message)}</span>`}
      </summary>
      ${originView(result, glossary)}
      ${repeat && copyView('Copy the command', oneLine(repeat))}
      ${result.exchanges.map(exchangeView)} ${script && scriptView(script)}
      <p><a href=${`#${encodeURIComponent(anchor)}`}>Link to this result</a></p>
    </details>
  </article>`;
}

function scriptView(script: string): VNode {
  return html`<details>
    <summary>A shell script that repeats it</summary>
    ${copyView('Copy the script', script)}
  </details>`;
}
