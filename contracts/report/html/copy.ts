import { html } from 'htm/preact';
import type { VNode } from 'preact';

/** Text to be copied, and the button for it; without a script the text alone is there. */
export function copyView(label: string, text: string): VNode {
  return html`<div class="copy">
    <button type="button" hidden>${label}</button>
    <pre><code>${text}</code></pre>
  </div>`;
}
