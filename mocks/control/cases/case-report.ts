import { resolve } from 'node:path';
import type { Report, Result, ShownExchange } from '../../../contracts/report/report.ts';
import {
  type Case,
  type Catalogue,
  type Contract,
  chooseToken,
  createRedaction,
  operationName,
  ownContract,
  type Redaction,
  secretsOf,
  shellQuote,
} from '../../../spec/index.ts';
import { Refusal } from '../../problems/problem.ts';
import type { CaseRun, StepRun } from './case-run.ts';

/** The runs of cases that a report is made of. */
export interface ReportedRuns {
  readonly to: CaseRun['to'];
  /** What was run, as the page shows it: the exchanges of some may have been dropped. */
  readonly results: readonly Pick<CaseRun, 'case' | 'verdict' | 'says' | 'steps' | 'left'>[];
  /** When the first run began, as ISO 8601. */
  readonly started: string;
}

// Loaded with the first report: a mock that only serves a test needs none.
const loadReporters = async () => ({
  ...(await import('../../../contracts/report/exchange-view.ts')),
  ...(await import('../../../contracts/report/quoted-source.ts')),
  ...(await import('../../../contracts/report/tally.ts')),
  ...(await import('../../../contracts/report/version.ts')),
});

// Shown runs have masks in place of tokens; a script needs to know whose token a request carried.
const standIns = { first: 'token-of-the-account', second: 'token-of-the-second-account' };

/**
 * Builds the verifier's report of cases that were run one by one.
 * @param url the server that they were run on
 * @throws Refusal if the catalogue has no case of a result, or a case has several
 */
export async function buildCaseReport(
  { to, results: runs, started }: ReportedRuns,
  contract: Contract,
  catalogue: Catalogue,
  url: string,
): Promise<Report> {
  assertOnce(runs);
  const { createExchangeView, quoteSource, tally, verifierVersion } = await loadReporters();
  const redaction = createRedaction(contract.document, secretsOf(standIns));
  const view = createExchangeView(contract, new URL(url), redaction, standIns);
  const results = runs.map((run): Result => {
    const one = caseOf(catalogue, run.case);
    const outcome = outcomeOf(run);
    const exchanges =
      outcome === 'kept' ? [] : run.steps.flatMap((step) => toExchange(step, contract) ?? []);
    const ms = run.steps.reduce((sum, { answer }) => sum + (answer?.ms ?? 0), 0);
    return {
      ...{ id: one.id, layer: 'checks', says: one.says, outcome, promises: one.promises, ms },
      ...(run.says !== null && { message: redaction.text(run.says) }),
      ...(one.source && { source: quoteSource(contract, one.source) }),
      ...(one.doubt !== undefined && { doubt: one.doubt }),
      ...(to === 'provider' &&
        (outcome === 'broken' || outcome === 'inconclusive') && {
          repeat: redaction.text(repeatCommand(one, contract, url)),
        }),
      exchanges: exchanges.map(view.exchange),
      ...(exchanges.length > 0 && { script: view.script(exchanges, `${one.id}: ${one.says}`) }),
    };
  });
  const { counts, groups } = tally(results);
  const verdict = counts.broken > 0 ? 'broken' : counts.inconclusive > 0 ? 'inconclusive' : 'kept';
  return {
    format: 2,
    verifier: verifierVersion(),
    verdict,
    exitCode: verdict === 'kept' ? 0 : verdict === 'broken' ? 1 : 3,
    summary: summaryOf(verdict, counts, to),
    contract: {
      title: contract.title,
      version: contract.document.info.version,
      file: contract.file,
    },
    provider: redaction.text(url),
    started,
    ms: Math.round(results.reduce((sum, { ms }) => sum + ms, 0)),
    promises: catalogue.promises.map(({ id, says }) => ({ id, says })),
    requests: runs
      .flatMap(({ steps }) => steps)
      .reduce((count, { request }) => count + (request === null ? 0 : 1), 0),
    ...{ counts, results, groups },
    doubts: answerDoubts(contract, results),
    left: runs.flatMap(({ left }) => left.map(redaction.text)),
    notes: notesOf(to, runs, redaction),
  };
}

/** The form of a report's file. */
export type ReportFormat = 'html' | 'junit' | 'json';

/** Renders a report as the verifier does, with the type of the file. */
export async function renderCaseReport(
  report: Report,
  format: ReportFormat,
): Promise<{ readonly type: string; readonly text: string }> {
  const { renderHtml, renderJson, renderJunit } = await import(
    '../../../contracts/report/index.ts'
  );
  if (format === 'html') return { type: 'text/html; charset=utf-8', text: renderHtml(report) };
  if (format === 'junit') return { type: 'application/xml', text: renderJunit(report) };
  return { type: 'application/json', text: renderJson(report) };
}

// So a report is never longer than the catalogue.
function assertOnce(runs: ReportedRuns['results']): void {
  const seen = new Set<string>();
  for (const { case: id } of runs) {
    if (seen.has(id)) {
      throw new Refusal('invalid-control-request', ({ control }) => control.repeatedCase(id));
    }
    seen.add(id);
  }
}

function caseOf({ cases }: Catalogue, id: string): Case {
  const one = cases.find((each) => each.id === id);
  if (one !== undefined) return one;
  throw new Refusal('invalid-control-request', ({ control }) => control.unreportedCase(id));
}

// Every case is a check of the verifier, too.
function repeatCommand(one: Case, { file }: Contract, url: string): string {
  const usesSecond = [...one.given, one.request, ...one.then].some(
    ({ account }) => account === 'second',
  );
  return [
    'npx data-api-verify',
    ...(resolve(file) === ownContract ? [] : [`--spec ${shellQuote(file)}`]),
    `--provider ${shellQuote(url)} --token "$TOKEN"`,
    ...(usesSecond ? ['--second-token "$SECOND_TOKEN"'] : []),
    `--check ${one.id}`,
  ].join(' ');
}

const subject = 'the request under test';

// What was never sent needs test data, a token or an option; all else could not be set up.
function outcomeOf({ verdict, steps }: ReportedRuns['results'][number]): Result['outcome'] {
  if (verdict === 'as-expected') return 'kept';
  if (verdict === 'differs') return 'broken';
  if (verdict === 'observed') return 'observed';
  return steps.some(({ request }) => request !== null) ? 'inconclusive' : 'skipped';
}

function toExchange(step: StepRun, contract: Contract) {
  const { role, operation, account, expected, request, answer } = step;
  if (request === null || answer === null) return undefined;
  const known = contract.operations.find(({ id }) => id === operation);
  const key = contract.account;
  const chosen = chooseToken(standIns, account ?? 'first');
  const token = 'token' in chosen ? chosen.token : undefined;
  const headers = {
    ...request.headers,
    ...(key.in === 'header' && token !== undefined && { [key.name.toLowerCase()]: token }),
  };
  const { body, ...rest } = request;
  const name = known === undefined ? operation : operationName(known);
  return {
    note: `${role === 'request' ? `${subject}, ` : ''}${name}: expected ${expected}`,
    request: { ...rest, headers, body },
    response:
      'failure' in answer ? undefined : { ...answer, json: undefined, utf8: true, bom: false },
    failure: 'failure' in answer ? answer.failure : undefined,
    ms: answer.ms,
  };
}

function summaryOf(verdict: Report['verdict'], counts: Report['counts'], to: CaseRun['to']) {
  const { broken, kept, inconclusive } = counts;
  const on = to === 'mock' ? 'on the mock' : 'on the provider';
  if (verdict === 'broken') return `${broken} of ${casesText(broken + kept)} failed ${on}.`;
  if (verdict === 'inconclusive') return `${casesText(inconclusive)} could not run ${on}.`;
  if (kept === 0) return `No case could pass or fail ${on}; see what was observed.`;
  return `${casesText(kept)} passed ${on}; none failed.`;
}

function casesText(count: number): string {
  return `${count} ${count === 1 ? 'case' : 'cases'}`;
}

// Only the doubts about which something was observed.
function answerDoubts({ doubts }: Contract, results: readonly Result[]): Report['doubts'] {
  return doubts.flatMap(({ id, question }) => {
    const answers = new Map<string, ShownExchange | undefined>();
    for (const { doubt, outcome, message, exchanges } of results) {
      if (doubt !== id || outcome !== 'observed' || message === undefined) continue;
      const shown = exchanges.find(({ note }) => note.startsWith(subject));
      answers.set(message, answers.get(message) ?? shown);
    }
    if (answers.size === 0) return [];
    // Those with an exchange come first, since exchanges belong to answers by their place.
    const sorted = [...answers].toSorted(([, a], [, b]) => Number(!a) - Number(!b));
    return {
      ...{ doubt: id, question, answers: sorted.map(([message]) => message) },
      exchanges: sorted.flatMap(([, exchange]) => exchange ?? []),
    };
  });
}

function notesOf(to: CaseRun['to'], runs: ReportedRuns['results'], redaction: Redaction): string[] {
  const dropped = runs.filter(
    ({ verdict, steps }) => verdict !== 'as-expected' && steps.length === 0,
  );
  return [
    to === 'mock'
      ? 'These cases were run on the mock itself, each in a new account; they say nothing of a provider.'
      : 'These cases were run one by one from the explorer; `data-api-verify` tests more.',
    ...(dropped.length === 0
      ? []
      : [
          `The exchanges of ${dropped.map((one) => one.case).join(', ')} are not part of this report: nothing was sent, or the page no longer has them.`,
        ]),
  ].map(redaction.text);
}
