import type { createColors } from 'picocolors';
import { answeredOnes, positionText } from '../labels.ts';
import type { DoubtAnswer } from '../report.ts';
import { oneLine } from '../visible-text.ts';

/** A heading and its entries, one a line; empty if there are none. */
export function section(
  colours: ReturnType<typeof createColors>,
  heading: string,
  entries: readonly string[],
): string[] {
  if (entries.length === 0) return [];
  return ['', colours.bold(heading), ...entries.map((entry) => `  ${entry}`)];
}

/** A line for each answered doubt, and one that names the others. */
export function doubtLines(doubts: readonly DoubtAnswer[]): string[] {
  const [answered, silent] = answeredOnes(doubts);
  return [
    ...answered.map((one) =>
      oneLine([`${one.doubt}:`, positionText(one), ...one.answers].filter(Boolean).join(' ')),
    ),
    ...(silent.length === 0
      ? []
      : [oneLine(`Nothing was observed about ${silent.map(({ doubt }) => doubt).join(', ')}.`)]),
  ];
}
