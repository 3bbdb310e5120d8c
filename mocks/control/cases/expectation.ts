import type { Expectation } from '../../../spec/index.ts';

/**
 * What is expected of a step, in a few words: of the mock a status, of a provider less. The page says
 * it too, so this needs nothing of Node.js.
 */
export function expectedOf({ mock, verifier }: Expectation, to: 'mock' | 'provider'): string {
  if (to === 'mock') return String(mock);
  return {
    accepted: 'accepted (2xx)',
    refused: 'refused (4xx)',
    open: 'open: accepted or refused',
  }[verifier];
}
