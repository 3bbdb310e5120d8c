import { type Expectation, isObject } from '../../../spec/index.ts';
import type { ForwardedResponse } from '../../http/forward.ts';

/** What an answer amounts to; `fault` is one that neither accepts nor refuses, `none` is no answer. */
export type Reading = 'accepted' | 'refused' | 'fault' | 'none';

/** How a step went by what was expected of it. */
export type StepVerdict = 'as-expected' | 'differs' | 'observed' | 'could-not-run' | 'not-sent';

/** A verdict, and why where it is not plain from expected and actual. */
export interface Judgement {
  readonly verdict: StepVerdict;
  readonly why?: string;
}

/**
 * Reads an answer as acceptance or refusal. No page shows either, so any 2xx accepts, and any 4xx or
 * a JSON-RPC error object below 500 refuses; a 5xx is never a refusal.
 */
export function readAnswer(answer: ForwardedResponse): Reading {
  if ('failure' in answer) return 'none';
  const { status, body } = answer;
  if (status >= 500) return 'fault';
  if (status >= 400 || holdsError(body)) return 'refused';
  return status >= 200 && status < 300 ? 'accepted' : 'fault';
}

/** Judges an answer of the mock, of which the catalogue knows the status. */
export function judgeMock(answer: ForwardedResponse, { mock }: Expectation): Judgement {
  if ('failure' in answer) return { verdict: 'could-not-run', why: answer.failure };
  if (answer.status === mock) return { verdict: 'as-expected' };
  return {
    verdict: 'differs',
    why: `The mock has to answer ${mock}, and answered ${answer.status}.`,
  };
}

/** Judges an answer of a provider, which owes no more than the documentation promises. */
export function judgeProvider(answer: ForwardedResponse, { verifier }: Expectation): Judgement {
  if ('failure' in answer) return { verdict: 'could-not-run', why: answer.failure };
  const reading = readAnswer(answer);
  const { status } = answer;
  if (reading === 'fault') {
    const what = status >= 500 ? 'is a fault of its own' : 'neither accepts nor refuses';
    return { verdict: 'differs', why: `It was answered ${status}, which ${what}.` };
  }
  if (verifier === 'open') return { verdict: 'observed' };
  if (verifier === reading) return { verdict: 'as-expected' };
  return {
    verdict: 'differs',
    why: `It was ${reading} (${status}), and has to be ${verifier}.${status === 401 ? ' Is the token right?' : ''}`,
  };
}

function holdsError(body: string): boolean {
  // Most answers are spared the parsing.
  if (!body.includes('"error"')) return false;
  try {
    const json: unknown = JSON.parse(body);
    return isObject(json) && isObject(json.error);
  } catch {
    return false;
  }
}
