import type { Contract, Redaction, SourceReference } from '../../spec/index.ts';
import type { Finding } from '../checks/check.ts';
import type { CheckResult } from '../checks/run-checks.ts';
import type { RunGate } from '../provider/run-gate.ts';
import type { createEmitter } from '../report/events.ts';
import type { ExchangeView } from '../report/exchange-view.ts';
import { quoteSource } from '../report/quoted-source.ts';
import {
  type CoverageRow,
  type DoubtAnswer,
  type Layer,
  manners,
  type Outcome,
  type Replay,
  type Report,
  type Result,
} from '../report/report.ts';
import { tally } from '../report/tally.ts';
import { verifierVersion } from '../report/version.ts';
import { counted } from '../report/visible-text.ts';
import type { Manner } from './compare-manners.ts';
import { isLimited, notTried } from './coverage.ts';
import { readEnvironment } from './environment.ts';
import type { SettledOptions } from './options.ts';

/** What a result says besides its finding. */
export interface ResultHeading {
  readonly id: string;
  readonly layer: Layer;
  readonly says: string;
  readonly source?: SourceReference | undefined;
  readonly doubt?: string | undefined;
  readonly promises?: readonly string[];
  readonly replay?: Replay | undefined;
}

interface ReportContext {
  readonly contract: Contract;
  readonly promises: NonNullable<Report['promises']>;
  readonly options: SettledOptions;
  readonly view: ExchangeView;
  readonly redaction: Redaction;
  readonly emit: ReturnType<typeof createEmitter>;
}

/** Collects results and builds the report. */
export class ReportBuilder {
  readonly notes: string[] = [];
  readonly leftovers: string[] = [];
  doubts: DoubtAnswer[] = [];
  /** What was tried how often, and what was not. */
  coverage: readonly CoverageRow[] | undefined;
  /** Why nothing could be judged, in a sentence. */
  unreachable: string | undefined;
  readonly #results: Result[] = [];
  readonly #began = Date.now();
  readonly #context: ReportContext;

  constructor(context: ReportContext) {
    this.#context = context;
  }

  /** The results so far. */
  get results(): readonly Result[] {
    return this.#results;
  }

  /** Adds the result of a check. */
  addCheck({ check, finding, ms }: CheckResult): void {
    this.add({ ...check, layer: 'checks' }, finding, ms);
  }

  /** Replaces the result of a check. */
  replaceCheck(result: CheckResult): void {
    const at = this.#results.findIndex(({ id }) => id === result.check.id);
    if (at >= 0) this.#results.splice(at, 1);
    this.addCheck(result);
  }

  /** Adds what became of the switches of a profile. */
  addManners(compared: readonly Manner[]): void {
    for (const { check, finding } of compared) this.add({ ...check, layer: 'checks' }, finding, 0);
    const unseen = compared.filter(({ finding }) => finding.outcome === 'skipped');
    if (unseen.length === 0) return;
    const keys = unseen.map(({ check }) => check.id.slice(manners.length));
    this.notes.push(`Nothing showed ${keys.join(', ')}, which the profile has.`);
  }

  /** Adds a result and emits it. */
  add(heading: ResultHeading, finding: Finding, ms: number): void {
    const result = this.#result(heading, finding, ms);
    this.#results.push(result);
    this.#context.emit('result', result);
  }

  /**
   * Builds the report.
   * @param ending what ended the run before its time, and failures of the verifier itself
   */
  finish(requests: number, { end, failures }: Pick<RunGate, 'end' | 'failures'>): Report {
    const { contract, promises, options, redaction } = this.#context;
    const { counts, groups } = tally(this.#results);
    const environment = Object.entries(readEnvironment(process.env, process.version));
    if (end !== undefined) this.unreachable ??= end.message;
    const isInterrupted = end?.reason === 'interrupted';
    const verdict = this.#verdict(counts, failures.length > 0, isInterrupted);
    const summary = this.#summary(verdict);
    return {
      format: 2,
      verifier: verifierVersion(),
      verdict,
      exitCode: this.#exitCode(verdict),
      summary: redaction.text([...failures.slice(0, 1), summary].join(' ')),
      contract: {
        title: contract.title,
        version: contract.document.info.version,
        file: contract.file,
      },
      provider: redaction.text(options.provider.href),
      started: new Date(this.#began).toISOString(),
      ms: Date.now() - this.#began,
      seed: options.seed,
      strict: options.strict,
      ...(isLimited(options) && { limited: true }),
      environment: Object.fromEntries(
        environment.map(([name, value]) => [name, redaction.text(value)]),
      ),
      promises: promises.map(({ id, says }) => ({ id, says })),
      requests,
      counts,
      results: this.#results,
      groups,
      doubts: this.doubts.map((one) => ({ ...one, answers: one.answers.map(redaction.text) })),
      ...(this.coverage && {
        coverage: this.coverage.map(({ reason, ...one }) => ({
          ...one,
          ...(reason !== undefined && { reason: redaction.text(reason) }),
        })),
      }),
      left: this.leftovers,
      notes: [...this.notes, ...this.#seenOnce()],
    };
  }

  // What showed once and not again belongs to no doubt.
  #seenOnce(): string[] {
    return this.#results.flatMap(({ id, outcome, doubt, message }) =>
      outcome !== 'observed' || doubt !== undefined || message === undefined
        ? []
        : `${id}: ${message}`,
    );
  }

  #exitCode(verdict: Report['verdict']): Report['exitCode'] {
    if (verdict === 'kept') return 0;
    if (verdict === 'broken') return 1;
    if (verdict === 'failed') return 4;
    if (verdict !== 'interrupted') return 3;
    return this.#context.options.signal?.reason === 'SIGTERM' ? 143 : 130;
  }

  #verdict(
    counts: Readonly<Record<Outcome, number>>,
    isFailed: boolean,
    isInterrupted: boolean,
  ): Report['verdict'] {
    if (isFailed) return 'failed';
    if (isInterrupted) return 'interrupted';
    if (this.unreachable !== undefined) return 'unreachable';
    if (counts.broken > 0) return 'broken';
    return counts.inconclusive > 0 ? 'inconclusive' : 'kept';
  }

  #summary(verdict: Report['verdict']): string {
    const [compared = [], promised = []] = [true, false].map((is) =>
      this.#results.filter(({ id }) => id.startsWith(manners) === is),
    );
    const { counts } = tally(promised);
    const { broken, kept } = counts;
    const changed = compared
      .filter(({ outcome }) => outcome === 'broken')
      .map(({ id }) => id.slice(manners.length));
    const also =
      changed.length > 0 ? ` The provider changed its manners at ${changed.join(', ')}.` : '';
    if (this.unreachable !== undefined || verdict === 'failed') {
      const until = broken + kept > 0 ? `Found: ${broken} broken, ${kept} kept.` : undefined;
      return [this.unreachable, until].filter((one) => one !== undefined).join(' ');
    }
    const limited = isLimited(this.#context.options);
    const missing = limited ? undefined : notTried(this.coverage ?? []);
    const said = this.#judgement(counts, limited || missing === undefined);
    return `${said}${missing === undefined ? '' : `, with ${missing}`}.${also}`;
  }

  // "All" is said only if nothing that was asked for was left out.
  #judgement(
    { broken, kept, inconclusive }: Readonly<Record<Outcome, number>>,
    all: boolean,
  ): string {
    if (broken > 0) {
      return `${broken} of ${counted(kept + broken, 'promise')} ${broken === 1 ? 'is' : 'are'} broken`;
    }
    if (inconclusive > 0) {
      return `${counted(inconclusive, 'check')} could not be set up; all others are kept`;
    }
    if (kept === 0) return 'No promise was tested; see what was observed';
    if (!all) return `${counted(kept, 'promise')} ${kept === 1 ? 'is' : 'are'} kept`;
    return kept === 1 ? 'The only tested promise is kept' : `All ${kept} tested promises are kept`;
  }

  #result(heading: ResultHeading, finding: Finding, ms: number): Result {
    const { contract, view, redaction, options } = this.#context;
    const strict = options.strict && finding.strictMessage !== undefined;
    const outcome = strict ? 'broken' : finding.outcome;
    const message = strict ? finding.strictMessage : finding.message;
    const { id, layer, says, source, doubt, promises = [], replay } = heading;
    const isWrong = outcome === 'broken' || outcome === 'inconclusive';
    const repeat = isWrong
      ? options.repeat?.({ id, layer, ...(replay && { replay }) }, options.seed)
      : undefined;
    const evident = finding.exchanges.length > 0 && outcome !== 'kept';
    return {
      id,
      layer,
      says,
      outcome,
      ...(message !== undefined && { message: redaction.text(message) }),
      ...(source && { source: quoteSource(contract, source) }),
      ...(doubt !== undefined && { doubt }),
      promises,
      exchanges: evident ? finding.exchanges.map(view.exchange) : [],
      ...(evident && { script: view.script(finding.exchanges, `${id}: ${says}`) }),
      ...(replay && { replay }),
      ...(repeat !== undefined && { repeat: redaction.text(repeat) }),
      ms,
    };
  }
}
