import { HTTPResponseStatusClass, MatchersV3, Pact } from '@pact-foundation/pact';
import { pactLogLevel } from '../pact/settings.ts';
import type { Interaction } from './interaction.ts';

const consumer = 'pbx-console';
const provider = 'data-api';

/** The name of the file that a pact is written to. */
export const pactFile = `${consumer}-${provider}.json`;

/** The token that the consumer's tests send; a verifier puts the account's in its place. */
export const token = 'the-token-of-the-account';

/** An empty pact that is written to a folder, one interaction after the other. */
export function newPact(folder: string): Pact {
  return new Pact({ consumer, provider, dir: folder, logLevel: pactLogLevel });
}

/** Puts an interaction into a pact; `executeTest` of the result plays the provider for it. */
export function agree(pact: Pact, { says, given, asked, answered }: Interaction) {
  const interaction = pact.addInteraction().uponReceiving(says);
  for (const state of given) interaction.given(state.says, state.names);
  const request = interaction.withRequest(asked.method, asked.path, (builder) => {
    builder.headers({
      Authorization: MatchersV3.string(token),
      'Content-Type': 'application/json; charset=UTF-8',
    });
    if (asked.body) builder.jsonBody(asked.body);
  });
  // No page says which status it is (D7), nor how a refusal looks (D8): the class has to do.
  if ('refused' in answered) {
    const refusal = MatchersV3.matchStatus(answered.refused, HTTPResponseStatusClass.ClientError);
    return request.willRespondWith(refusal);
  }
  const success = MatchersV3.matchStatus(200, HTTPResponseStatusClass.Success);
  return request.willRespondWith(success, (builder) => {
    builder.headers({
      'Content-Type': MatchersV3.regex('^application/json *(;.*)?$', 'application/json'),
    });
    builder.jsonBody(answered.accepted);
  });
}
