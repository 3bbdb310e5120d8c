import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { oneLine } from '../visible-text.ts';

/** Renders a text of the contract, in which `code` and **bold** are marked up as in Markdown. */
export function prose(text: string): (VNode | string)[] {
  return oneLine(text)
    .split(/(`[^`]+`|\*\*[^*]+\*\*)/)
    .map((part, i) => {
      if (i % 2 === 0) return part;
      return part.startsWith('`')
        ? html`<code>${part.slice(1, -1)}</code>`
        : html`<strong>${part.slice(2, -2)}</strong>`;
    });
}
