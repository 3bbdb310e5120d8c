import type { Contract, Redaction, SourceReference } from '../../spec/index.ts';
import type { Finding } from '../checks/check.ts';
import type { Tried } from '../checks/run-checks.ts';
import type { createAnnouncer } from '../report/events.ts';
import type { Shower } from '../report/exchange-view.ts';
import {
  type DoubtAnswer,
  type Layer,
  type Outcome,
  outcomes,
  type Replay,
  type Report,
  type Result,
} from '../report/report.ts';
import type { SettledOptions } from './options.ts';

/** What a result says besides its finding. */
export interface Heading {
  readonly id: string;
  readonly layer: Layer;
  readonly says: string;
  readonly source?: SourceReference | undefined;
  readonly doubt?: string | undefined;
  readonly promises?: readonly string[];
  readonly replay?: Replay | undefined;
}

/** Gathers results and turns them into the report. */
export class Reporter {
  readonly notes: string[] = [];
  readonly left: string[] = [];
  doubts: DoubtAnswer[] = [];
  /** Why nothing could be judged. */
  unreachable: string | undefined;
  readonly #results: Result[] = [];
  readonly #began = Date.now();
  readonly #given: {
    readonly contract: Contract;
    readonly options: SettledOptions;
    readonly shower: Shower;
    readonly redaction: Redaction;
    readonly announce: ReturnType<typeof createAnnouncer>;
  };

  constructor(given: {
    contract: Contract;
    options: SettledOptions;
    shower: Shower;
    redaction: Redaction;
    announce: ReturnType<typeof createAnnouncer>;
  }) {
    this.#given = given;
  }

  /** Takes up the result of a check. */
  checked({ check, finding, ms }: Tried): void {
    this.add({ ...check, layer: 'checks' }, finding, ms);
  }

  /** Replaces the result of a check that turned out otherwise. */
  correct({ check, finding, ms }: Tried): void {
    const at = this.#results.findIndex(({ id }) => id === check.id);
    if (at >= 0) this.#results.splice(at, 1);
    this.add({ ...check, layer: 'checks' }, finding, ms);
  }

  /** Takes up a result and tells it. */
  add(heading: Heading, finding: Finding, ms: number): void {
    const result = this.#result(heading, finding, ms);
    this.#results.push(result);
    this.#given.announce('result', result);
  }

  /** The report on all that was taken up. */
  finish(requests: number): Report {
    const { contract, options, redaction } = this.#given;
    const counts = Object.fromEntries(
      outcomes.map((one) => [one, this.#results.filter(({ outcome }) => outcome === one).length]),
    ) as Record<Outcome, number>;
    const verdict = this.#verdict(counts);
    return {
      format: 1,
      verdict,
      exitCode: verdict === 'kept' ? 0 : verdict === 'broken' ? 1 : 3,
      summary: redaction.text(this.#summary(verdict, counts)),
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
      requests,
      counts,
      results: this.#results,
      doubts: this.doubts.map((one) => ({ ...one, answers: one.answers.map(redaction.text) })),
      left: this.left,
      notes: this.notes,
    };
  }

  #verdict(counts: Readonly<Record<Outcome, number>>): Report['verdict'] {
    if (this.unreachable !== undefined) return 'unreachable';
    if (counts.broken > 0) return 'broken';
    return counts.inconclusive > 0 ? 'inconclusive' : 'kept';
  }

  #summary(verdict: Report['verdict'], counts: Readonly<Record<Outcome, number>>): string {
    const tried = counts.kept + counts.broken;
    if (verdict === 'unreachable') return this.unreachable ?? '';
    if (verdict === 'broken') {
      return `${counts.broken} of ${tried} ${plural(tried, 'promise')} ${counts.broken === 1 ? 'is' : 'are'} broken.`;
    }
    if (verdict === 'kept' && tried === 0) return 'No promise was tried; see what was observed.';
    if (verdict === 'kept' && tried === 1) return 'The one promise that was tried is kept.';
    if (verdict === 'kept') return `All ${tried} promises that were tried are kept.`;
    const open = plural(counts.inconclusive, 'check');
    return `${counts.inconclusive} ${open} could not be set up; what else was tried is kept.`;
  }

  #result(heading: Heading, finding: Finding, ms: number): Result {
    const { contract, shower, redaction, options } = this.#given;
    // What only the strict mock refuses breaks the contract where that was asked for.
    const strict = options.strict && finding.lax !== undefined;
    const outcome = strict ? 'broken' : finding.outcome;
    const message = strict ? finding.lax : finding.message;
    const { id, layer, says, source, doubt, promises = [], replay } = heading;
    const page = contract.pages.find((one) => one.id === source?.page);
    const evident = finding.exchanges.length > 0 && outcome !== 'kept';
    return {
      id,
      layer,
      says,
      outcome,
      ...(message !== undefined && { message: redaction.text(message) }),
      ...(source && { source: { ...source, ...(page && { title: page.title }) } }),
      ...(doubt !== undefined && { doubt }),
      promises,
      exchanges: evident ? finding.exchanges.map(shower.exchange) : [],
      ...(evident && { script: shower.script(finding.exchanges, `${id}: ${says}`) }),
      ...(replay && { replay }),
      ms,
    };
  }
}

function plural(count: number, word: string): string {
  return count === 1 ? word : `${word}s`;
}
