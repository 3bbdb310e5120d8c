import type { VerifyOptions } from '../../contracts/index.ts';
import type { LawfulWay } from '../providers/index.ts';

/** Returns the tokens to verify a lawful provider with: its own, or none if it needs none. */
export function tokensFor({
  authorization,
}: LawfulWay): Pick<VerifyOptions, 'token' | 'secondToken'> {
  if (authorization === undefined) return { token: 'token-one', secondToken: 'token-two' };
  if (authorization === null) return { token: undefined, secondToken: undefined };
  return {
    token: authorization,
    secondToken: authorization.replace('token-one', 'token-two'),
  };
}
