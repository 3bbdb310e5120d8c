import { type Contract, isObject } from '../../spec/index.ts';
import type { Account } from '../accounts/account.ts';
import { doubtWithEffect, type Settings } from '../accounts/switches.ts';
import { createTokenReader, type TokenBearer, withoutBearer } from '../http/token.ts';

/**
 * Creates a reader of the token that names a request's account. If the contract doubts what goes before a
 * token in `Authorization`, a switch decides what the scheme `Bearer` means there.
 * @param settingsOf returns the settings of the account of a token
 */
export function createTokenScheme(contract: Contract, settingsOf: (token: string) => Settings) {
  const read = createTokenReader(contract.account);
  const isDoubted = isPlainKey(contract) && doubtWithEffect(contract, 'token-scheme') !== undefined;
  const bareToken = (request: TokenBearer) =>
    isDoubted ? withoutBearer(read(request)) : undefined;
  return {
    tokenOf(request: TokenBearer): string | undefined {
      const bare = bareToken(request);
      const isWhole = bare === undefined || settingsOf(bare)['token-scheme'] === 'token';
      return isWhole ? read(request) : bare;
    },
    /** Whether a scheme goes before the token of a request, and the account refuses that. */
    refusesScheme: (request: TokenBearer, { switches }: Account): boolean =>
      bareToken(request) !== undefined && switches.settings()['token-scheme'] === 'refused',
  };
}

// A document with `type: http` says itself that the scheme belongs there.
function isPlainKey({ account, document }: Contract): boolean {
  const schemes = Object.values(document.components?.securitySchemes ?? {});
  return (
    account.in === 'header' &&
    account.name.toLowerCase() === 'authorization' &&
    schemes.every((one) => !isObject(one) || !('type' in one) || one.type === 'apiKey')
  );
}
