import { type Contract, isObject } from '../../spec/index.ts';
import type { Account } from '../accounts/account.ts';
import { doubtWithEffect, type Settings } from '../accounts/switches.ts';
import { createTokenReader, type TokenBearer, withoutBearer } from '../http/token.ts';

/**
 * Creates a reader of the token that names a request's account. If the contract doubts what goes before a
 * token in `Authorization`, a switch decides what the scheme `Bearer` means there.
 * @param settingsOf returns the settings of the account of a token in a request
 */
export function createTokenScheme(
  contract: Contract,
  settingsOf: (token: string, request: TokenBearer) => Settings,
) {
  const read = createTokenReader(contract.account);
  const isDoubted = isPlainKey(contract) && doubtWithEffect(contract, 'token-scheme') !== undefined;
  const doubtfulToken = (request: TokenBearer) =>
    isDoubted ? withoutBearer(read(request)) : undefined;
  return {
    /** The token after a scheme whose meaning is doubted. */
    doubtfulToken,
    tokenOf(request: TokenBearer): string | undefined {
      const bare = doubtfulToken(request);
      const isWhole = bare === undefined || settingsOf(bare, request)['token-scheme'] === 'token';
      return (isWhole ? read(request) : bare) || undefined;
    },
    /** Whether a scheme goes before the token of a request, or before none, and the account refuses that. */
    refusesScheme(request: TokenBearer, { switches }: Account): boolean {
      const bare = doubtfulToken(request);
      const { 'token-scheme': meaning } = switches.settings();
      // Where the scheme is left out, nothing is left of it alone.
      return (
        bare !== undefined && (meaning === 'refused' || (meaning === 'ignored' && bare === ''))
      );
    },
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
