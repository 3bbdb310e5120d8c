import { contract } from './session.ts';
import { texts } from './texts.ts';

/** Why a token cannot be sent in the contract's header; undefined where it can. */
export function tokenObstacle(token: string): string | undefined {
  const account = contract.value?.account;
  if (account !== undefined && account.in !== 'header') return undefined;
  const [found] = /[^\t\x20-\x7e\x80-\xff]/u.exec(token) ?? [];
  return found === undefined ? undefined : texts.value.common.tokenObstacle(found);
}
