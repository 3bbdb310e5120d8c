import type { SentOptions } from './options.ts';

/** Writes options as those of the command, so that it can repeat what a test shows. */
export function optionsAsFlags(options: SentOptions): string[] {
  const {
    headers = {},
    testData = {},
    pacts = [],
    broker,
    checks: _,
    replay: __,
    ...plain
  } = options;
  const { url, provider, selectors = [], pactUrl, pending, wipSince } = broker ?? {};
  return [
    ...Object.entries({ ...plain, testTimeout: undefined }).flatMap(([name, value]) =>
      flagOf(
        name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
        value,
      ),
    ),
    ...Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]),
    ...Object.entries(testData).flatMap(([name, value]) => flagOf(name, value)),
    ...pacts.flatMap((pact) => flagOf('pact', pact)),
    ...flagOf('pact-broker', url && `${url}`),
    ...flagOf('provider-name', provider),
    ...selectors.flatMap((one) => flagOf('consumer-version-selectors', JSON.stringify(one))),
    ...flagOf('webhook-callback-url', pactUrl),
    ...flagOf('enable-pending', pending),
    ...flagOf('include-wip-pacts-since', wipSince),
  ];
}

function flagOf(name: string, value: unknown): string[] {
  if (value === true) return [`--${name}`];
  if (value === false) return name === 'own-pacts' ? ['--no-own-pacts'] : [];
  return typeof value === 'string' || typeof value === 'number' ? [`--${name}`, `${value}`] : [];
}
