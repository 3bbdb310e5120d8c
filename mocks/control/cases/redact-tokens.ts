import { chooseToken, type TokenChoice, type Tokens } from '../../../spec/index.ts';
import type { ForwardedRequest, ForwardedResponse } from '../../http/forward.ts';
import { type Masker, masked } from '../../journal/redaction.ts';

const choices: readonly TokenChoice[] = ['first', 'second', 'shorter', 'other-case', 'unknown'];

/**
 * Prepares the hiding of tokens in requests and answers that are otherwise shown to the letter: a
 * body that is no JSON is often the very point of a case.
 */
export function createCover(masker: Masker, tokens: Tokens) {
  const secrets = choices
    .flatMap((choice) => {
      const chosen = chooseToken(tokens, choice);
      return 'token' in chosen && chosen.token !== undefined ? [chosen.token] : [];
    })
    // What is shorter would be found in everything.
    .filter((token) => token.length > 3)
    .toSorted((a, b) => b.length - a.length);
  const cover = (text: string) =>
    secrets.reduce((covered, secret) => covered.replaceAll(secret, masked), text);
  const headers = (all: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(
      Object.entries(masker.headers(all)).map(([name, value]) => [name, cover(value)]),
    );
  return {
    request: (one: ForwardedRequest): ForwardedRequest => ({
      ...one,
      path: cover(masker.url(one.path)),
      headers: headers(one.headers),
      ...(one.body === undefined ? {} : { body: cover(one.body) }),
    }),
    answer: (one: ForwardedResponse): ForwardedResponse =>
      'failure' in one
        ? { ...one, failure: cover(one.failure) }
        : { ...one, headers: headers(one.headers), body: cover(one.body) },
  };
}
