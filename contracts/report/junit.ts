import { createRequire } from 'node:module';
import type { Builder, TestCase } from 'junit-report-builder';
import { exchangeText } from './exchange-text.ts';
import { groupFindings, moreText } from './finding-groups.ts';
import { isUnfinished, layerWords, originText } from './labels.ts';
import type { Layer, Report, Result } from './report.ts';
import { oneLine, visible } from './visible-text.ts';

// The types declare a default export, but the CommonJS module is the builder itself.
const library = createRequire(import.meta.url)('junit-report-builder') as Builder;

const mostOfBody = 10_000;

// The library escapes only the first `]]>` of a CDATA section, so a mark replaces each until the file
// is built. No text contains the mark, because `visible` escapes it.
const mark = '\u2066';

/**
 * Renders junit.xml, with a suite for each layer and a test case for each result.
 *
 * A broken promise is a failure, an inconclusive result is an error, and an observed doubt passes, with
 * the observation in its output. If the run did not get to its end there is one error more, so
 * that the CI job fails.
 */
export function renderJunit(report: Report): string {
  const builder = library
    .newBuilder()
    .name(oneLine(`${report.contract.title} at ${report.provider}`));
  for (const layer of Object.keys(layerWords) as Layer[]) {
    const results = report.results.filter((result) => result.layer === layer);
    if (results.length > 0) addSuite(builder, report, layer, results);
  }
  if (isUnfinished(report)) addUnfinished(builder, report);
  return `${builder.build().replaceAll(mark, ']]]]><![CDATA[>')}\n`;
}

function addSuite(
  builder: Builder,
  report: Report,
  layer: Layer,
  results: readonly Result[],
): void {
  const suite = builder
    .testSuite()
    .name(layerWords[layer])
    .timestamp(report.started)
    .time(seconds(results.reduce((sum, { ms }) => sum + ms, 0)))
    .property('provider', oneLine(report.provider))
    .property('contract', oneLine(`${report.contract.title} ${report.contract.version}`));
  if (report.seed !== undefined) suite.property('seed', String(report.seed));
  // Each group, with the layer of its plainest result.
  for (const [i, group] of groupFindings(report.results).entries()) {
    const { layer: shown, id, message, says } = group.example;
    if (shown !== layer) continue;
    const text = [`${id}: ${message ?? says}`, moreText(group)].filter(Boolean).join(' ');
    suite.property(`finding ${i + 1}`, oneLine(text));
  }
  for (const result of results) {
    const testCase = suite
      .testCase()
      .className(layer)
      .name(oneLine(`${result.id}: ${result.says}`))
      .time(seconds(result.ms));
    addOutcome(testCase, result);
  }
}

function addOutcome(testCase: TestCase, result: Result): void {
  const message = oneLine(result.message ?? result.says);
  const details = section(detailsOf(result));
  if (result.outcome === 'broken') testCase.failure(message, 'broken').stacktrace(details);
  if (result.outcome === 'inconclusive') testCase.error(message, 'inconclusive', details);
  if (result.outcome === 'observed') testCase.standardOutput(details);
  if (result.outcome === 'skipped') {
    testCase.skipped();
    if (result.message !== undefined) testCase.standardOutput(section(message));
  }
}

function addUnfinished(builder: Builder, report: Report): void {
  const message = oneLine(report.summary);
  const suite = builder.testSuite().name('Provider').timestamp(report.started);
  suite
    .testCase()
    .className('provider')
    .name('The provider can be verified to the end')
    .error(message, report.verdict, section([message, ...report.notes.map(oneLine)].join('\n')));
}

function detailsOf(result: Result): string {
  const exchanges = result.exchanges.map(
    (exchange, index) =>
      `${index + 1}. ${oneLine(exchange.note)}\n\n${exchangeText(exchange, mostOfBody)}`,
  );
  const repeat = result.repeat === undefined ? '' : `$ ${oneLine(result.repeat)}`;
  const script = result.script === undefined ? [] : [`To repeat it:\n\n${visible(result.script)}`];
  return [oneLine(result.message ?? ''), originText(result), repeat, ...exchanges, ...script]
    .filter((part) => part !== '')
    .join('\n\n');
}

function section(text: string): string {
  return text.replaceAll(']]>', mark);
}

function seconds(ms: number): number {
  return Math.round(ms) / 1000;
}
