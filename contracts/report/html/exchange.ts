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
  const path = request.url.replace(/^https?:\/\/[^/]*/i, '');
  const line = oneLine(`${request.method} ${path} → ${response?.status ?? 'no response'}`);
  return html`<details class="exchange">
    <summary>${oneLine(note)} <code>${line}</code></summary>
    <div class="sides">
      <div>
        <p class="label">Request</p>
        <pre><code>${requestText(exchange, mostOfBody)}</code></pre>
      </div>
      <div>
        <p class="label">Response</p>
        <pre><code>${responseText(exchange, mostOfBody)}</code></pre>
      </div>
    </div>
    ${copyView('Copy as curl', exchange.curl)}
  </details>`;
}
