import { randomUUID } from 'node:crypto';
import { isObject, type JsonObject } from '../../spec/index.ts';
import { type Broker, linkOf } from './broker.ts';
import { serveRelay } from './broker-relay.ts';
import type { Told } from './interaction-run.ts';
import { mark, readPacts } from './pact-file.ts';
import type { PactDocument } from './pact-sources.ts';
import type { PublishOptions } from './protocol.ts';
import { replayPacts, VerifierFailure } from './verifier-process.ts';
import { type InteractionFinding, respondFor } from './verify-pacts.ts';

/** What became of the results, a sentence each. */
export interface Published {
  /** What was published, and what not because it was not judged. */
  readonly notes: readonly string[];
  /** What the broker, or Pact's verifier, failed to take. */
  readonly failures: readonly string[];
}

/**
 * Publishes the results on pacts of a Pact Broker: Pact's verifier judges each pact as the broker gave it,
 * by the responses of the attempt that counts, and publishes. Nothing reaches the provider. A pact with an
 * interaction that was not judged is left out.
 */
export async function publishResults(
  broker: Broker,
  documents: readonly PactDocument[],
  findings: readonly InteractionFinding[],
  options: Omit<PublishOptions, 'token'>,
): Promise<Published> {
  const notes: string[] = [];
  const ready = documents.filter((document) => {
    const why = whyUnjudged(document, findings);
    if (why !== undefined)
      notes.push(`The results on ${document.origin} are not published: ${why}.`);
    return why === undefined;
  });
  // Without a link Pact's verifier would send them to whatever is at the root.
  const failures = ready
    .filter(({ pact }) => publishLink(pact) === undefined)
    .map(({ origin }) => notPublished(origin, 'the broker gives it no link for them'));
  const linked = ready.filter(({ pact }) => publishLink(pact) !== undefined);
  if (linked.length === 0) return { notes, failures };
  const told: Told[] = [];
  const pacts = linked.map((document) => {
    const own = findings.filter(({ interaction }) => interaction?.document === document);
    const interactions = own.flatMap(({ interaction, told: one }) => {
      if (interaction === undefined || one === undefined) return [];
      return mark(interaction, `${told.push(one) - 1}`, interaction.written.description);
    });
    return { ...document.pact, interactions };
  });
  const token = randomUUID();
  await using relay = await serveRelay(broker, pacts, token);
  try {
    await replayPacts(relay.pacts, {
      respond: respondFor(told.map(tellAgain)),
      // Pact's verifier waits for the broker, which may be asked several times.
      silence: 60_000 + 12 * broker.timeout,
      publish: { token, ...options },
    });
  } catch (error) {
    if (!(error instanceof VerifierFailure)) throw error;
    failures.push(error.message);
  }
  const lost = linked.filter(({ pact }) => !relay.wasPublished(publishLink(pact)));
  for (const { origin } of lost) {
    failures.push(notPublished(origin, relay.failure ?? "Pact's verifier did not send them"));
  }
  const count = linked.length - lost.length;
  if (count > 0) {
    const version = [options.providerVersion, options.providerBranch].filter(Boolean).join(' of ');
    notes.push(
      `The results on ${count === 1 ? '1 pact' : `${count} pacts`} were published to ${broker.url.href} for the provider's version ${version}.`,
    );
  }
  return { notes, failures };
}

function notPublished(origin: string, why: string): string {
  return `The results on ${origin} were not published: ${why}.`;
}

function publishLink(pact: JsonObject): string | undefined {
  return linkOf(pact, 'pb:publish-verification-results');
}

function whyUnjudged(
  document: PactDocument,
  findings: readonly InteractionFinding[],
): string | undefined {
  const own = findings.filter(({ interaction }) => interaction?.document === document);
  const open = own.filter(({ told }) => told?.response === undefined).map(({ id }) => id);
  if (open.length > 0) return `${open.join(', ')} could not be judged`;
  if (own.length < readPacts([document]).length) return 'the run ended before';
  const { interactions, messages } = document.pact;
  const all = [interactions, messages].flat().filter(isObject).length;
  return own.length < all || all === 0 ? 'the verifier judges requests over HTTP only' : undefined;
}

function tellAgain({ values, response }: Told) {
  const left = [...values];
  return {
    setUp: async () => left.shift(),
    send: async () => response,
    end: async () => {},
  };
}
