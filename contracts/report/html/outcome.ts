import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { type BrokenGroup, type FindingGroup, groupsOf } from '../finding-groups.ts';
import { outcomeWords, signs } from '../labels.ts';
import type { FindingKind, Outcome, Report } from '../report.ts';
import { counted, oneLine } from '../visible-text.ts';
import { explained, type Glossary } from './glossary.ts';

import { resultView } from './result.ts';

const kindWords: Readonly<Record<FindingKind, string>> = {
  accepted: 'Wrongly accepted',
  refused: 'Wrongly refused',
  stored: 'Stored otherwise',
  response: 'Invalid response',
  fault: 'No response, or a server error',
  manners: 'Changed manners',
};

// More of them would hide the other groups.
const mostListed = 10;

/** Renders the results of one outcome in groups, folded unless broken; nothing if there are none. */
export function outcomeView(report: Report, outcome: Outcome, glossary: Glossary): VNode | null {
  const count = report.counts[outcome];
  if (count === 0) return null;
  // Those that are kept have no message to group by.
  const isGrouped = outcome === 'broken' || outcome === 'inconclusive';
  const groups = isGrouped ? groupsOf(report, outcome) : [];
  const results = report.results.filter((one) => one.outcome === outcome);
  const content = isGrouped
    ? groups.map((group) => groupView(group, glossary, groups.length === 1))
    : results.map((one) => resultView(one, glossary, { level: 3, open: false }));
  const inGroups = isGrouped && count > 1 ? ` in ${counted(groups.length, 'group')}` : '';
  return html`<section class=${outcome}>
    <details id=${outcome} open=${outcome === 'broken'}>
      <summary>
        <h2>
          <span aria-hidden="true">${signs[outcome]}</span> ${outcomeWords[outcome].heading}
          ${` (${count}${inGroups})`}
        </h2>
      </summary>
      ${content}
    </details>
  </section>`;
}

function groupView(group: FindingGroup | BrokenGroup, glossary: Glossary, open: boolean): VNode {
  const { example, more } = group;
  const all = [example, ...more];
  const kind = 'kind' in group ? `${kindWords[group.kind]}: ` : '';
  return html`<details class="group" open=${open}>
    <summary>
      <h3>${kind}${counted(all.length, kind === '' ? 'result' : 'finding')}</h3>
      <span class="plainest"><code>${oneLine(example.id)}</code> ${oneLine(example.says)}</span>
      <span class="message">${oneLine(example.message ?? '')}</span>
      ${countPromises(all).map(([id, count]) => explained(id, glossary, count))}
    </summary>
    ${resultView(example, glossary, { level: 4, open: true })}
    ${
      more.length > 0 &&
      html`<details open=${more.length <= mostListed}>
        <summary>${more.length} more of the same kind</summary>
        ${more.map((one) => resultView(one, glossary, { level: 4, open: false }))}
      </details>`
    }
  </details>`;
}

function countPromises(results: FindingGroup['more']): [string, number][] {
  const counts = new Map<string, number>();
  for (const id of results.flatMap(({ promises }) => promises)) {
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a);
}
