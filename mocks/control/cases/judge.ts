import {
  type Classification,
  classify,
  describeFault,
  type Expectation,
  shownViolation,
  violationOf,
} from '../../../spec/index.ts';
import type { ForwardedResponse } from '../../http/forward.ts';

/** The verdict on a step, by what is expected of it. */
export type StepVerdict = 'as-expected' | 'differs' | 'observed' | 'could-not-run' | 'not-sent';

/** A verdict, with a reason if expectation and response do not show it. */
export interface Judgement {
  readonly verdict: StepVerdict;
  readonly why?: string;
}

/** Classifies a response; no response is a fault. */
export function outcomeOf(response: ForwardedResponse): Classification {
  return classify('failure' in response ? undefined : response);
}

/**
 * Judges a response: the mock must return the expected status, a provider keep the promise.
 * @param item the item, or the list of items, in the response
 */
export function judgeStep(
  response: ForwardedResponse,
  expectation: Expectation,
  to: 'mock' | 'provider',
  item?: unknown,
): Judgement {
  if ('failure' in response) return { verdict: 'could-not-run', why: response.failure };
  const { status } = response;
  const { mock, verifier } = expectation;
  if (to === 'mock') {
    if (status === mock) return shownJudgement({ verdict: 'as-expected' });
    return { verdict: 'differs', why: `The mock must return ${mock}, but returned ${status}.` };
  }
  const outcome = classify(response);
  const why =
    outcome === 'fault'
      ? describeFault('It', status)
      : violationOf('It', expectation, outcome, status);
  if (why === undefined) {
    return shownJudgement({ verdict: verifier === 'open' ? 'observed' : 'as-expected' });
  }
  const hint = outcome === 'refused' && status === 401 ? ' Is the token right?' : '';
  return { verdict: 'differs', why: `${why}${hint}` };

  function shownJudgement(otherwise: Judgement): Judgement {
    if (outcomeOf(response) !== 'accepted') return otherwise;
    const wrong = shownViolation('It', expectation, item);
    return wrong === undefined ? otherwise : { verdict: 'differs', why: wrong };
  }
}
