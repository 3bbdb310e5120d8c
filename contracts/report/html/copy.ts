import { html } from 'htm/preact';
import type { VNode } from 'preact';

/** A text with a button to copy it; without scripts only the text shows. */
export function copyView(label: string, text: string): VNode {
  return html`<div class="copy">
    <button type="button" hidden>${label}</button>
    <pre><code>${text}</code></pre>
  </div>`;
}
