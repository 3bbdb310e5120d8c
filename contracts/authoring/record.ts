import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  type AccountKey,
  type ExpectedResponse,
  fillPath,
  Misuse,
  type Operation,
} from '../../spec/index.ts';
import { pactLogLevel, pactPackage } from '../pact/settings.ts';
import type { GivenState } from './given.ts';
import { examplesIn, type LentValue, replaceLent } from './lent-value.ts';
import type { RequestParts } from './request.ts';

/** A pact as Pact has to write it. */
export interface WrittenPact {
  readonly consumer: string;
  readonly provider: string;
  readonly dir: string;
}

/** An interaction as Pact has to write it. */
export interface WrittenInteraction {
  readonly description: string;
  readonly states: readonly GivenState[];
  readonly operation: Operation;
  readonly account: AccountKey;
  /** The request, with values of states in it. */
  readonly request: RequestParts;
  readonly response: ExpectedResponse;
}

const jsonType = '^application/json\\b.*$';

/** The token of the consumer's tests, which a verifier replaces with the account's. */
export const token = 'the-token-of-the-account';

/**
 * Has Pact serve an interaction to a test, and add it to the file of a pact.
 * @throws Misuse if Pact is not installed, Error if the test sends another request
 */
export async function recordInteraction(
  pact: WrittenPact,
  { description, states, operation, account, request, response }: WrittenInteraction,
  test: (url: string) => Promise<unknown>,
): Promise<void> {
  const { MatchersV3, Pact } = loadPact();
  const inject = ({ name, example }: LentValue) => MatchersV3.fromProviderState(name, example);
  const key = MatchersV3.string(account.in === 'cookie' ? `${account.name}=${token}` : token);
  const keyHeader = account.in === 'cookie' ? 'Cookie' : account.name;
  const path = fillPath(operation.path, { ...examplesIn(request.path) });
  const expression = expressionOf(operation, request);
  assertFolder(pact.dir);
  const interaction = new Pact({ ...pact, logLevel: pactLogLevel }).addInteraction();
  for (const { says, names } of states) interaction.given(says, names);
  await interaction
    .uponReceiving(description)
    .withRequest(
      operation.method.toUpperCase(),
      expression === path ? path : MatchersV3.fromProviderState(expression, path),
      (builder) => {
        builder.query(replaceLent({ ...request.query }, inject) as Record<string, string>);
        if (account.in === 'query') builder.query({ [account.name]: key });
        else builder.headers({ [keyHeader]: key });
        if (request.body === undefined) return;
        builder.headers({
          'Content-Type': MatchersV3.regex(jsonType, 'application/json; charset=UTF-8'),
        });
        builder.jsonBody(replaceLent(request.body, inject));
      },
    )
    .willRespondWith(response.status, (builder) => {
      const { headers = {}, body, matchingRules } = response;
      for (const [name, [value = '']] of Object.entries(headers))
        builder.headers({ [name]: value });
      if (body) builder.jsonBody(body.content);
      builder.matchingRules(rulesOf(matchingRules));
    })
    .executeTest(({ url }) => test(url));
}

// Pact says no more than that it could not write.
function assertFolder(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true });
  } catch (error) {
    const why = error instanceof Error ? error.message : error;
    throw new Misuse(`The folder ${dir} cannot hold the pact (${why}); name another by dir.`);
  }
}

// The path with the names of its lent values, as in `/things/${thing}`.
function expressionOf({ path }: Operation, request: RequestParts): string {
  const named = replaceLent({ ...request.path }, ({ name }) => `\${${name}}`);
  return fillPath(path, { ...(named as object) })
    .replaceAll('%24%7B', '${')
    .replaceAll('%7D', '}');
}

// As Pact's programs take them.
function rulesOf(parts: ExpectedResponse['matchingRules']) {
  return Object.fromEntries(
    Object.entries(parts).map(([part, rules]) => [
      part,
      Object.entries(rules).map(([path, { matchers }]) => ({
        path,
        rules: matchers.map(({ match, ...others }) => ({ 'pact:matcher:type': match, ...others })),
      })),
    ]),
  );
}

// Required, not imported: Jest imports nothing without a flag, and Pact may be missing.
function loadPact(): typeof import('@pact-foundation/pact') {
  try {
    return createRequire(import.meta.filename)('@pact-foundation/pact');
  } catch (error) {
    throw new Misuse(
      `To write pacts, install Pact: npm install --save-dev ${pactPackage} (${error instanceof Error ? error.message.split('\n')[0] : error}).`,
    );
  }
}
