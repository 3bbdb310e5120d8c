import type { Aspect } from './stack-trial.ts';

/**
 * What the verifier does wrong today, by the id of the variant. The test of a mark fails as soon as the
 * verifier is right: then delete the mark.
 */
export const today: Readonly<Record<string, Partial<Record<Aspect, string>>>> = {
  'bad-gateway-once': { verdict: 'A check whose set-up meets the 502 is given up, exit 3.' },
  'large-answers': {
    verdict: 'It runs out of memory, without a report.',
    harm: 'It runs out of memory, and leaves rules.',
  },
  'huge-answer': { verdict: 'It does not say that it cut the response off.' },
  'account-is-full': {
    verdict: 'It sends 1,362 requests, and does not say what holds the numbers.',
  },
  'envelope-on-add': { verdict: 'It calls 258 checks inconclusive, and none broken, exit 3.' },
  'lone-surrogate': { verdict: 'It calls 258 checks inconclusive, and none broken, exit 3.' },
};
