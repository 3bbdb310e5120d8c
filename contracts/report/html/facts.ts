import { html } from 'htm/preact';
import type { VNode } from 'preact';
import type { Report } from '../report.ts';
import { counted, duration, oneLine } from '../visible-text.ts';

/** Renders the provider, and the facts of the run: when, by which versions, in which CI job; folded on phones. */
export function factsView(report: Report): VNode {
  const { contract, environment = {}, strict, seed } = report;
  const { node, commit, ref, job, url } = environment;
  const started = html`<time datetime=${report.started}>${report.started}</time>`;
  const name = oneLine(job ?? url ?? '');
  const link = url !== undefined && /^https?:/i.test(url) && html`<a href=${url}>${name}</a>`;
  const facts: [string, VNode | string | undefined][] = [
    ['Contract', oneLine(`${contract.title} ${contract.version} (${contract.file})`)],
    ['Started', started],
    ['Took', `${duration(report.ms)}, ${counted(report.requests, 'request')}`],
    ['Seed', seed?.toString()],
    ['Mode', strict === undefined ? undefined : strict ? 'strict' : 'consumer'],
    ['Verifier', oneLine(`${report.verifier}${node === undefined ? '' : `, Node.js ${node}`}`)],
    ['Commit', oneLine([commit, ref && `(${ref})`].filter(Boolean).join(' '))],
    ['CI job', link || name],
  ];
  return html`<p class="provider">Provider ${oneLine(report.provider)}</p>
    <details class="facts">
      <summary>About this run</summary>
      <dl>
        ${facts
          .filter(([, value]) => value)
          .map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}
      </dl>
    </details>`;
}
