import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { requestText, responseText } from '../exchange-text.ts';
import type { ShownExchange } from '../report.ts';
import { oneLine } from '../visible-text.ts';
import { copyView } from './copy.ts';

// The page stays quick on a phone; report.json has each body whole.
const mostOfBody = 20_000;

/** An exchange, folded: request, answer, and the request as a curl command. */
export function exchangeView(exchange: ShownExchange): VNode {
  const { note, request, answer } = exchange;
  return html`<details class="exchange">
    <summary>
      ${oneLine(note)} <code>${oneLine(request.method)} → ${answer?.status ?? 'no answer'}</code>
    </summary>
    <h4>Request</h4>
    <pre><code>${requestText(exchange, mostOfBody)}</code></pre>
    <h4>Answer</h4>
    <pre><code>${responseText(exchange, mostOfBody)}</code></pre>
    <h4>As a curl command</h4>
    ${copyView('Copy as curl', exchange.curl)}
  </details>`;
}
