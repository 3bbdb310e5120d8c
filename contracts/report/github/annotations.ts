import { groupsOf, moreText } from '../finding-groups.ts';
import { isUnfinished, sourceText, verdictWords } from '../labels.ts';
import type { Report, Result } from '../report.ts';
import { counted, cut, oneLine } from '../visible-text.ts';

// GitHub shows at most ten of each kind in a step.
const mostAnnotations = 10;
const mostOfMessage = 1_000;

/** A workflow command of GitHub Actions, such as `::error title=…::…`. */
export function commandLine(kind: 'error' | 'warning', title: string, text: string): string {
  return `::${kind} title=${escapeProperty(title)}::${escapeData(text)}`;
}

/**
 * Returns the annotations of a report: errors for broken promises, then warnings for inconclusive
 * checks, one for each group. If there are more than ten, the tenth says how many are missing.
 */
export function annotationLines(report: Report): string[] {
  const lines = [
    ...(isUnfinished(report)
      ? [commandLine('error', verdictWords[report.verdict], oneLine(report.summary))]
      : []),
    ...annotate(report, 'broken', 'error', 'Broken promise'),
    ...annotate(report, 'inconclusive', 'warning', 'Could not be judged'),
  ];
  if (lines.length <= mostAnnotations) return lines;
  const shown = lines.slice(0, mostAnnotations - 1);
  const more = counted(lines.length - shown.length, 'more group');
  const kind = lines[shown.length]?.startsWith('::error') ? 'error' : 'warning';
  return [...shown, commandLine(kind, 'More results', `${more}: see the reports.`)];
}

function annotate(
  report: Report,
  outcome: Result['outcome'],
  kind: 'error' | 'warning',
  title: string,
): string[] {
  return groupsOf(report, outcome).map((group) => {
    const { id, says, message = '', source, repeat } = group.example;
    const from = sourceText(source);
    const others = moreText(group) && `${moreText(group)}.`;
    const parts = [says, message, from && `(${from})`, others, repeat && `Repeat it: ${repeat}`];
    const text = parts.filter(Boolean).join(' ');
    return commandLine(kind, oneLine(`${title} ${id}`), cut(oneLine(text), mostOfMessage));
  });
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
