import type { createColors } from 'picocolors';
import { type FindingGroup, groupsOf, moreText } from '../finding-groups.ts';
import { gapsOf, outcomeWords, signs, verdictWords } from '../labels.ts';
import { outcomes, type Report } from '../report.ts';
import { counted, duration, oneLine } from '../visible-text.ts';
import { resultLines } from './result-lines.ts';
import { doubtLines, section } from './section.ts';

/** Options of the summary. */
export interface SummaryOptions {
  readonly colours: ReturnType<typeof createColors>;
  /** Whether to show only the verdict, the counts, what is broken or could not be judged, and the reports. */
  readonly quiet: boolean;
  /** The paths of the written reports. */
  readonly written: readonly string[];
}

/** Renders the summary of a report for a terminal; its first line is the verdict. */
export function summaryText(report: Report, options: SummaryOptions): string {
  const { colours, quiet, written } = options;
  const paint = painter(colours)[report.verdict];
  const verdict = `${signs[report.verdict]} ${verdictWords[report.verdict]}:`;
  const lines = [
    `${paint(colours.bold(verdict))} ${oneLine(report.summary)}`,
    colours.dim(runText(report)),
    countsText(report, colours),
    ...brokenLines(report, options),
  ];
  const reasons = groupsOf(report, 'inconclusive').flatMap((group) => {
    const { id, message, says, repeat } = group.example;
    const more = moreText(group);
    return [
      oneLine(`${id}: ${message ?? says}`),
      ...(repeat === undefined ? [] : [`  $ ${oneLine(repeat)}`]),
      ...(more === '' ? [] : [`  ${more}`]),
    ];
  });
  lines.push(...section(colours, 'Could not be judged', reasons));
  if (!quiet) {
    lines.push(
      ...section(colours, 'Where the documentation leaves room', doubtLines(report.doubts)),
      ...section(colours, 'Not tried', gapsOf(report).map(oneLine)),
      ...section(colours, 'Left in the account', report.left.map(oneLine)),
      ...section(colours, 'Notes', report.notes.map(oneLine)),
    );
  }
  lines.push(...section(colours, 'Reports', written.map(oneLine)));
  return `${lines.join('\n')}\n`;
}

function brokenLines(report: Report, { colours, written }: SummaryOptions): string[] {
  const groups = groupsOf(report, 'broken');
  if (groups.length === 0) return [];
  const place = written.find((path) => path.endsWith('.html')) ?? written[0];
  const hint =
    place === undefined
      ? 'With --report DIR you get a shell script of curl commands for each.'
      : `Shell scripts of curl commands that repeat them: ${oneLine(place)}`;
  return [
    '',
    colours.bold(outcomeWords.broken.heading),
    ...groups.flatMap((group) => [...groupLines(group, colours), '']),
    `  ${colours.dim(hint)}`,
  ];
}

function groupLines(group: FindingGroup, colours: SummaryOptions['colours']): string[] {
  const { example: result } = group;
  const more = moreText(group);
  return [
    `  ${colours.red(signs.broken)} ${colours.bold(oneLine(result.id))} ${oneLine(result.says)}`,
    ...resultLines(result, colours).map((line) => `    ${line}`),
    ...(more === '' ? [] : [`    ${colours.dim(more)}`]),
  ];
}

function runText({ provider, contract, requests, ms, seed, strict }: Report): string {
  return oneLine(
    `${provider} against ${contract.title} ${contract.version} · ${counted(requests, 'request')} in ` +
      `${duration(ms)}${seed === undefined ? '' : ` · seed ${seed}`}${strict ? ' · strict' : ''}`,
  );
}

function countsText({ counts }: Report, colours: SummaryOptions['colours']): string {
  const paint = painter(colours);
  return outcomes
    .map((outcome) => {
      const text = `${counts[outcome]} ${outcomeWords[outcome].count}`;
      return counts[outcome] === 0 ? colours.dim(text) : paint[outcome](text);
    })
    .join(' · ');
}

function painter({ red, yellow, green, cyan, dim }: SummaryOptions['colours']) {
  return {
    broken: red,
    inconclusive: yellow,
    unreachable: yellow,
    interrupted: yellow,
    failed: red,
    observed: cyan,
    kept: green,
    skipped: dim,
  };
}
