import {
  type Contract,
  createRedaction,
  type Redaction,
  secretsOf,
  type Tokens,
} from '../../spec/index.ts';
import type { SettledOptions } from './options.ts';

/**
 * Prepares the redaction of a run: headers with secret names are secret, and so are the tokens, those
 * derived from them, and the credentials of the Pact Broker.
 */
export function redactionFor(
  { document }: Contract,
  { headers, broker }: SettledOptions,
  tokens: Tokens,
): Redaction {
  const names = createRedaction(document);
  const secrets = Object.entries(headers).filter(([name]) => names.isSecret(name, true));
  return createRedaction(document, [
    ...secretsOf(tokens),
    ...secrets.map(([, value]) => value),
    ...[broker?.token, broker?.password],
  ]);
}
