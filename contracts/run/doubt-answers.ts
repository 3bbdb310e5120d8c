import type { Contract } from '../../spec/index.ts';
import { subjectNote } from '../checks/check.ts';
import type { Observation } from '../checks/observations.ts';
import type { CheckResult } from '../checks/run-checks.ts';
import type { Exchange } from '../http/exchange.ts';
import type { ExchangeView } from '../report/exchange-view.ts';
import type { DoubtAnswer } from '../report/report.ts';

/** Answers every doubt by what the provider was seen to do: sentences, each with an exchange. */
export function answerDoubts(
  contract: Contract,
  results: readonly CheckResult[],
  observations: readonly Observation[],
  view: ExchangeView,
): DoubtAnswer[] {
  return contract.doubts.map(({ id, question }) => {
    const answers = new Map<string, Exchange | undefined>();
    for (const { doubt, message, exchange } of observations) {
      if (doubt === id) answers.set(message, exchange);
    }
    for (const { check, finding } of results) {
      if (check.doubt !== id || finding.message === undefined) continue;
      if (finding.outcome === 'observed') answers.set(finding.message, subject(finding.exchanges));
    }
    // Each exchange belongs to the answer at its place: those without one come last.
    const shown = [...answers].filter(([, exchange]) => exchange !== undefined);
    const rest = [...answers].filter(([, exchange]) => exchange === undefined);
    return {
      doubt: id,
      question,
      answers: [...shown, ...rest].map(([message]) => message),
      exchanges: shown.flatMap(([, exchange]) => (exchange ? [view.exchange(exchange)] : [])),
    };
  });
}

function subject(exchanges: readonly Exchange[]): Exchange | undefined {
  return exchanges.find(({ note }) => note === subjectNote) ?? exchanges.at(-1);
}
