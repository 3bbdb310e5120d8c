import { Option } from 'commander';
import { nonEmpty } from '../../spec/command/options.ts';
import { isObject, type JsonObject, Misuse, parseJson } from '../../spec/index.ts';
import type { VerifyOptions } from '../run/options.ts';

const text = (flags: string, description: string) =>
  new Option(flags, description).argParser(nonEmpty);

/** The options for a Pact Broker, but for the first named as in Pact's own verifier. */
export function brokerFlags(): Option[] {
  return [
    text('--pact-broker <url>', 'Pact Broker whose pacts to replay, too').env(
      'PACT_BROKER_BASE_URL',
    ),
    text('--provider-name <name>', "the provider's name in the broker"),
    new Option(
      '--consumer-version-selectors <json>',
      'which pacts of the broker, as a JSON object or a list of them; repeatable',
    ).argParser((one: string, before: string[] = []) => [...before, one]),
    text('--webhook-callback-url <url>', 'only this pact of the broker, as a webhook names it').env(
      'PACT_WEBHOOK_CALLBACK_URL',
    ),
    new Option('--enable-pending', 'do not fail for pacts that the broker calls pending'),
    text('--include-wip-pacts-since <date>', 'also replay pacts in progress since 2026-01-31'),
    new Option('--publish', 'publish the results to the broker'),
    text('--provider-version <version>', "the provider's version in the broker"),
    text('--provider-branch <branch>', "the provider's branch in the broker"),
  ];
}

/**
 * Reads the options for a Pact Broker, and its credentials from the environment.
 * @throws Misuse for selectors that are not JSON objects, or options of a broker without one
 */
export function readBroker(
  all: Readonly<Record<string, unknown>>,
  env: NodeJS.ProcessEnv,
): VerifyOptions['broker'] {
  const named = (name: string) => (typeof all[name] === 'string' ? all[name] : undefined);
  const url = named('pactBroker');
  if (url === undefined) {
    if (all.publish === true) {
      throw new Misuse('To publish results, name the Pact Broker by --pact-broker.');
    }
    // Otherwise a run that lacks the broker would replay no pact of it, and succeed.
    const idle = brokerFlags().find((one) => all[one.attributeName()] !== undefined);
    if (idle === undefined) return undefined;
    throw new Misuse(`${idle.long} is for a Pact Broker; name it by --pact-broker, too.`);
  }
  // In CI, a secret that is not set becomes an empty variable.
  const secret = (name: string) => env[name]?.trim() || undefined;
  const selectors = [all.consumerVersionSelectors ?? []].flat().map(String);
  return {
    url,
    token: secret('PACT_BROKER_TOKEN'),
    username: secret('PACT_BROKER_USERNAME'),
    password: secret('PACT_BROKER_PASSWORD'),
    provider: named('providerName'),
    selectors: selectors.flatMap(readSelectors),
    pactUrl: named('webhookCallbackUrl'),
    pending: all.enablePending === true,
    wipSince: named('includeWipPactsSince'),
    publish: all.publish === true,
    providerVersion: named('providerVersion'),
    providerBranch: named('providerBranch'),
  };
}

function readSelectors(written: string): JsonObject[] {
  const all = [parseJson(written)].flat();
  if (all.every(isObject)) return all;
  throw new Misuse(
    `The value "${written}" of --consumer-version-selectors is not JSON; write it as in '{"mainBranch":true}'.`,
  );
}
