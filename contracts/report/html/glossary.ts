import { html } from 'htm/preact';
import type { VNode } from 'preact';
import type { Report } from '../report.ts';
import { oneLine } from '../visible-text.ts';
import { prose } from './prose.ts';

/** What the ids of promises and doubts stand for, each in a sentence. */
export type Glossary = ReadonlyMap<string, string>;

/** Collects the promises and doubts of a report. */
export function glossaryOf({ promises = [], doubts }: Report): Glossary {
  return new Map([
    ...promises.map(({ id, says }) => [id, says] as const),
    ...doubts.map(({ doubt, question }) => [doubt, question] as const),
  ]);
}

/** Renders an id with its sentence, and how often it occurs if it is counted. */
export function explained(id: string, glossary: Glossary, count?: number): VNode {
  return html`<span class="explained">
    <b>${count === undefined ? '' : `${count} × `}${oneLine(id)}</b> ${prose(glossary.get(id) ?? '')}
  </span>`;
}

/** Renders the sentences of the promises and doubts that a text names, folded; nothing without any. */
export function namedIn(text: string, glossary: Glossary): VNode | null {
  const ids = [...new Set(text.match(/\b\w+\b/g))].filter((id) => glossary.has(id));
  if (ids.length === 0) return null;
  return html`<details>
    <summary>What ${ids.join(', ')} mean${ids.length === 1 && 's'}</summary>
    ${ids.map((id) => explained(id, glossary))}
  </details>`;
}
