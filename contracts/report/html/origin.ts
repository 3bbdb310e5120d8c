import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { layerWords, sourceText } from '../labels.ts';
import type { QuotedSource, Result } from '../report.ts';
import { oneLine } from '../visible-text.ts';
import { explained, type Glossary } from './glossary.ts';
import { prose } from './prose.ts';

/** Renders where a result comes from: its layer, promises and doubt, and the documentation, quoted. */
export function originView(result: Result, glossary: Glossary): VNode {
  const { layer, promises, doubt, source } = result;
  return html`<div class="origin">
      <span>${layerWords[layer]}</span>
      ${promises.map((id) => explained(id, glossary))}
      ${doubt !== undefined && explained(doubt, glossary)}
    </div>
    ${source && sourceView(source)}`;
}

function sourceView(source: QuotedSource): VNode {
  const { quote, url, row } = source;
  const name = row !== undefined && html`<code>${oneLine(row)}</code>${' '}`;
  // A page of another scheme is no page.
  const isLinked = url !== undefined && /^https?:/i.test(url);
  return html`<figure>
    ${quote !== undefined && html`<blockquote>${name}${prose(quote)}</blockquote>`}
    <figcaption>
      ${sourceText(source)}
      ${isLinked && html` · <a href=${url} rel="noreferrer">original page</a>`}
    </figcaption>
  </figure>`;
}
