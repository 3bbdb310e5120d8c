import { type Contract, positionsSeen } from '../../spec/index.ts';
import { subjectNote } from '../checks/check.ts';
import type { Seen } from '../checks/observations.ts';
import type { Exchange } from '../http/exchange.ts';
import type { ExchangeView } from '../report/exchange-view.ts';
import type { DoubtAnswer } from '../report/report.ts';
import type { Manner } from './compare-manners.ts';

/** Answers every doubt by what the provider was seen to do: sentences, each with an exchange, and positions. */
export function answerDoubts(
  contract: Pick<Contract, 'doubts'>,
  { results, observations, observed }: Seen,
  compared: readonly Manner[],
  view: Pick<ExchangeView, 'exchange'>,
): DoubtAnswer[] {
  return contract.doubts.map((one) => {
    const { id, question } = one;
    const answers = new Map<string, Exchange | undefined>();
    for (const { doubt, message, exchange } of observations) {
      if (doubt === id && message !== undefined) answers.set(message, exchange);
    }
    for (const { check, finding } of [...compared, ...results]) {
      if (check.doubt !== id || finding.message === undefined) continue;
      if (finding.outcome === 'observed') answers.set(finding.message, subject(finding.exchanges));
    }
    // Each exchange belongs to the answer at its place: those without one come last.
    const shown = [...answers].filter(([, exchange]) => exchange !== undefined);
    const rest = [...answers].filter(([, exchange]) => exchange === undefined);
    const positions = positionsSeen(one, observed);
    return {
      doubt: id,
      question,
      answers: [...shown, ...rest].map(([message]) => message),
      exchanges: shown.flatMap(([, exchange]) => (exchange ? [view.exchange(exchange)] : [])),
      ...(positions.length > 0 && { positions }),
    };
  });
}

function subject(exchanges: readonly Exchange[]): Exchange | undefined {
  return exchanges.find(({ note }) => note === subjectNote) ?? exchanges.at(-1);
}
