import { HTTPResponseStatusClass, MatchersV3, Pact } from '@pact-foundation/pact';
import { pactLogLevel } from '../pact/settings.ts';
import type { Interaction } from './interaction.ts';

const consumer = 'pbx-console';
const provider = 'data-api';

/** The name of the pact's file. */
export const pactFile = `${consumer}-${provider}.json`;

/** The token of the consumer's tests, which a verifier replaces with the account's. */
export const token = 'the-token-of-the-account';

/** Creates an empty pact in a folder. */
export function newPact(folder: string): Pact {
  return new Pact({ consumer, provider, dir: folder, logLevel: pactLogLevel });
}

/** Adds an interaction to a pact; `executeTest` of the result acts as the provider. */
export function addInteraction(pact: Pact, { description, given, request, response }: Interaction) {
  const interaction = pact.addInteraction().uponReceiving(description);
  for (const state of given) interaction.given(state.description, state.names);
  const requested = interaction.withRequest(request.method, request.path, (builder) => {
    builder.headers({
      Authorization: MatchersV3.string(token),
      'Content-Type': 'application/json; charset=UTF-8',
    });
    if (request.body) builder.jsonBody(request.body);
  });
  // The documentation has neither statuses (D7) nor refusals (D8), so only the class must match.
  if ('refused' in response) {
    const refusal = MatchersV3.matchStatus(response.refused, HTTPResponseStatusClass.ClientError);
    return requested.willRespondWith(refusal);
  }
  const success = MatchersV3.matchStatus(200, HTTPResponseStatusClass.Success);
  return requested.willRespondWith(success, (builder) => {
    builder.headers({
      'Content-Type': MatchersV3.regex('^application/json *(;.*)?$', 'application/json'),
    });
    builder.jsonBody(response.accepted);
  });
}
