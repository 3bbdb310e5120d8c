import type { Layer, Outcome, Report, Result } from './report.ts';
import { oneLine } from './visible-text.ts';

/** What an outcome is called, as a heading and in a count: `2 broken`. */
export const outcomeWords: Readonly<Record<Outcome, { heading: string; count: string }>> = {
  broken: { heading: 'Broken promises', count: 'broken' },
  inconclusive: { heading: 'Could not be judged', count: 'inconclusive' },
  observed: { heading: 'Observed', count: 'observed' },
  kept: { heading: 'Kept promises', count: 'kept' },
  skipped: { heading: 'Skipped', count: 'skipped' },
};

/** The layers, in the order in which they are shown, and what each is called. */
export const layerWords: Readonly<Record<Layer, string>> = {
  pact: 'Pact',
  checks: 'Checks',
  exploration: 'Exploration',
};

/** The verdict in a word or two. */
export const verdictWords: Readonly<Record<Report['verdict'], string>> = {
  kept: 'Kept',
  broken: 'Broken',
  inconclusive: 'Inconclusive',
  unreachable: 'Not judged',
};

/** A sign for a verdict or an outcome, that tells them apart without colours. */
export const signs: Readonly<Record<Report['verdict'] | Outcome, string>> = {
  kept: '✔',
  broken: '✖',
  inconclusive: '?',
  unreachable: '!',
  observed: 'i',
  skipped: '-',
};

/** Where the documentation says it: `Add a thing – page add-thing, row title`; empty without any. */
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

/** What a result is of: its promises, its doubt and its source, in one line; may be empty. */
export function originText(result: Result): string {
  const parts = [result.promises.join(', '), result.doubt ?? '', sourceText(result.source)];
  return oneLine(parts.filter((part) => part !== '').join(' · '));
}
