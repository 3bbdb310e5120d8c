import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { requestText, responseText } from '../exchange-text.ts';
import type { ShownExchange } from '../report.ts';
import { oneLine } from '../visible-text.ts';
import { copyView } from './copy.ts';

// So that the page stays fast on phones.
const mostOfBody = 20_000;

/** Renders an exchange, folded: request, response, and a curl command. */
export function exchangeView(exchange: ShownExchange): VNode {
  const { note, request, response } = exchange;
  return html`<details class="exchange">
    <summary>
      ${oneLine(note)} <code>${oneLine(request.method)} → ${response?.status ?? 'no response'}</code>
    </summary>
    <h4>Request</h4>
    <pre><code>${requestText(exchange, mostOfBody)}</code></pre>
    <h4>Response</h4>
    <pre><code>${responseText(exchange, mostOfBody)}</code></pre>
    <h4>As a curl command</h4>
    ${copyView('Copy as curl', exchange.curl)}
  </details>`;
}
