import type { DoubtAnswer, Layer, Outcome, Report, Result } from './report.ts';
import { oneLine } from './visible-text.ts';

/** The words for an outcome, in a heading and in a count: `2 broken`. */
export const outcomeWords: Readonly<Record<Outcome, { heading: string; count: string }>> = {
  broken: { heading: 'Broken promises', count: 'broken' },
  inconclusive: { heading: 'Could not be judged', count: 'inconclusive' },
  observed: { heading: 'Observed', count: 'observed' },
  kept: { heading: 'Kept promises', count: 'kept' },
  skipped: { heading: 'Skipped', count: 'skipped' },
};

/** The words for the layers, in the order of reports. */
export const layerWords: Readonly<Record<Layer, string>> = {
  pact: 'Pact',
  checks: 'Checks',
  exploration: 'Exploration',
};

/** The words for the verdicts. */
export const verdictWords: Readonly<Record<Report['verdict'], string>> = {
  kept: 'Kept',
  broken: 'Broken',
  inconclusive: 'Inconclusive',
  unreachable: 'Not judged',
  interrupted: 'Interrupted',
  failed: 'Verifier failed',
};

/** Signs for verdicts and outcomes, for output without colours. */
export const signs: Readonly<Record<Report['verdict'] | Outcome, string>> = {
  kept: '✔',
  broken: '✖',
  inconclusive: '?',
  unreachable: '!',
  interrupted: '!',
  failed: '!',
  observed: 'i',
  skipped: '-',
};

/** Whether a run did not get to its end, so that the summary says why. */
export function isUnfinished({ verdict }: Report): boolean {
  return verdict === 'unreachable' || verdict === 'interrupted' || verdict === 'failed';
}

/** The results of one outcome. */
export function resultsOf({ results }: Report, outcome: Outcome): readonly Result[] {
  return results.filter((result) => result.outcome === outcome);
}

/** What was not tried, a line for each reason. */
export function gapsOf({ coverage = [] }: Report): string[] {
  const names = new Map<string, string[]>();
  for (const { name, reason } of coverage) {
    if (reason !== undefined) names.set(reason, [...(names.get(reason) ?? []), name]);
  }
  return [...names].map(([reason, all]) => `${all.join(', ')}: ${reason}`);
}

/** The doubts about which something was observed, and the others. */
export function answeredOnes(doubts: readonly DoubtAnswer[]): [DoubtAnswer[], DoubtAnswer[]] {
  const isAnswered = ({ answers, positions = [] }: DoubtAnswer) =>
    answers.length + positions.length > 0;
  return [doubts.filter(isAnswered), doubts.filter((one) => !isAnswered(one))];
}

/** The positions of a doubt's switches: `empty-array.`, or `add 201, edit documented.`; empty if there are none. */
export function positionText({ doubt, positions = [] }: DoubtAnswer): string {
  const known = positions.flatMap(({ key, is }) =>
    is === undefined ? [] : [`${key.slice(doubt.length + 1)} ${is}`.trim()],
  );
  return known.length === 0 ? '' : `${known.join(', ')}.`;
}

/** The source in the documentation: `Add a thing – page add-thing, row title`; empty if there is none. */
export function sourceText(source: Result['source']): string {
  if (source === undefined) return '';
  const place = [
    source.page && `page ${source.page}`,
    source.row && `row ${source.row}`,
    source.fact && `fact ${source.fact}`,
    source.example && `example ${source.example}`,
    source.silence && `silence: ${source.silence}`,
  ].filter((part) => part !== undefined && part !== '');
  return oneLine([source.title, place.join(', ')].filter((part) => part).join(' – '));
}

/** The promises, doubt and source of a result in one line; may be empty. */
export function originText(result: Result): string {
  const parts = [result.promises.join(', '), result.doubt ?? '', sourceText(result.source)];
  return oneLine(parts.filter((part) => part !== '').join(' · '));
}
