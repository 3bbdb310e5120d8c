import type { VerifyOptions } from '../../contracts/index.ts';
import type { LawfulWay } from '../providers/index.ts';

/** Returns what to verify a lawful provider with: its own tokens, or none if it needs none, and its test data. */
export function optionsFor({
  authorization,
  testData,
}: LawfulWay): Pick<VerifyOptions, 'token' | 'secondToken' | 'testData'> {
  if (authorization === undefined)
    return { token: 'token-one', secondToken: 'token-two', testData };
  if (authorization === null) return { token: undefined, secondToken: undefined, testData };
  const secondToken = authorization.replace('token-one', 'token-two');
  return { token: authorization, secondToken, testData };
}
