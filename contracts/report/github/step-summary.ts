import { exchangeText } from '../exchange-text.ts';
import { type FindingGroup, groupsOf, moreText } from '../finding-groups.ts';
import {
  answeredOnes,
  gapsOf,
  originText,
  outcomeWords,
  positionText,
  verdictWords,
} from '../labels.ts';
import { outcomes, type Report, type Result } from '../report.ts';
import { counted, duration, oneLine, visible } from '../visible-text.ts';
import { codeBlock, folded, plainMarkdown } from './markdown.ts';

/** GitHub's limit for the summaries of a step, in bytes. */
export const mostOfSummary = 1024 * 1024;

const mostOfBody = 2_000;
const icons = {
  kept: '✅',
  broken: '❌',
  inconclusive: '⚠️',
  unreachable: '⚠️',
  interrupted: '⚠️',
  failed: '⚠️',
};

/**
 * Renders the summary of a step as Markdown, in at most `room` bytes, the most important first. Counts
 * what does not fit.
 */
export function stepSummary(report: Report, room: number): string {
  // Reserve room for the last line and for empty lines.
  let left = room - 200;
  let omitted = 0;
  const kept: string[] = [];
  for (const block of blocks(report)) {
    const size = Buffer.byteLength(block) + 2;
    if (omitted > 0 || size > left) omitted++;
    else {
      kept.push(block);
      left -= size;
    }
  }
  if (omitted > 0) {
    kept.push(`*${counted(omitted, 'more entry', 'more entries')} did not fit: see the reports.*`);
  }
  const text = `${kept.join('\n\n')}\n\n`;
  return Buffer.byteLength(text) <= room ? text : '';
}

function* blocks(report: Report): Generator<string> {
  yield `## ${icons[report.verdict]} ${verdictWords[report.verdict]}: ${plainMarkdown(report.summary)}`;
  yield plainMarkdown(
    `${report.provider} against ${report.contract.title} ${report.contract.version}, ` +
      `${counted(report.requests, 'request')} in ${duration(report.ms)}` +
      `${report.seed === undefined ? '' : `, seed ${report.seed}`}${report.strict ? ', strict' : ''}`,
  );
  yield countsTable(report);
  yield* resultBlocks(report, 'broken');
  yield* resultBlocks(report, 'inconclusive');
  yield* doubtBlocks(report);
  yield* listBlocks('Not tried', gapsOf(report));
  yield* listBlocks('Left in the account', report.left);
  yield* listBlocks('Notes', report.notes);
}

function countsTable({ counts }: Report): string {
  const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [
    row(outcomes.map((outcome) => outcomeWords[outcome].count)),
    row(outcomes.map(() => '---:')),
    row(outcomes.map((outcome) => counts[outcome])),
  ].join('\n');
}

function* resultBlocks(report: Report, outcome: Result['outcome']): Generator<string> {
  const groups = groupsOf(report, outcome);
  if (groups.length === 0) return;
  yield `### ${outcomeWords[outcome].heading}`;
  for (const group of groups) yield groupBlock(group);
}

function groupBlock(group: FindingGroup): string {
  const { example: result } = group;
  const origin = originText(result);
  const parts = [
    `**${plainMarkdown(result.id)}** ${plainMarkdown(result.says)}`,
    result.message === undefined ? '' : plainMarkdown(result.message),
    origin === '' ? '' : `<sub>${plainMarkdown(origin)}</sub>`,
    plainMarkdown(moreText(group, 20)),
    result.repeat === undefined ? '' : codeBlock(oneLine(result.repeat), 'sh'),
    ...result.exchanges.map((exchange) =>
      folded(
        `${exchange.note}: ${exchange.request.method} → ${exchange.response?.status ?? 'no response'}`,
        codeBlock(exchangeText(exchange, mostOfBody), 'http'),
      ),
    ),
    result.script === undefined
      ? ''
      : folded('A shell script that repeats it', codeBlock(visible(result.script), 'sh')),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function* doubtBlocks({ doubts }: Report): Generator<string> {
  const [answered] = answeredOnes(doubts);
  if (answered.length === 0) return;
  yield '### Where the documentation leaves room';
  yield answered
    .map(
      (one) =>
        `- **${plainMarkdown(one.doubt)}** ${plainMarkdown([one.question, positionText(one), ...one.answers].filter(Boolean).join(' '))}`,
    )
    .join('\n');
}

function* listBlocks(heading: string, entries: readonly string[]): Generator<string> {
  if (entries.length === 0) return;
  yield `### ${heading}`;
  yield entries.map((entry) => `- ${plainMarkdown(entry)}`).join('\n');
}
