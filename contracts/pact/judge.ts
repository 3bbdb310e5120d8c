import type { Redaction } from '../../spec/index.ts';
import { type Finding, finding, kept } from '../checks/check.ts';
import type { InteractionRun } from './interaction-run.ts';
import type { PactInteraction } from './pact-file.ts';
import type { Mismatch, PactVerdict } from './protocol.ts';

/**
 * Judges one replay of an interaction.
 * @param verdict Pact's verdict; undefined if it has none
 */
export function judgeInteraction(
  interaction: PactInteraction,
  run: InteractionRun,
  verdict: PactVerdict | undefined,
  redaction: Redaction,
): Finding {
  const { exchanges, noTestData, problem, outcome } = run;
  const inconclusive = (message: string) => finding('inconclusive', message, exchanges);
  if (noTestData !== undefined) return finding('skipped', noTestData);
  if (problem !== undefined) return inconclusive(problem);
  if (verdict === undefined) return inconclusive(`Pact's verifier has no verdict on it.`);
  const { isKept, mismatches, error } = verdict;
  if (outcome === undefined) {
    const why = error === undefined ? '' : `: ${error}`;
    return inconclusive(`Pact's verifier did not send the request${why}.`);
  }
  if (isKept) return kept;
  if (error !== undefined) {
    return inconclusive(`Pact's verifier could not compare the response: ${error}`);
  }
  return finding('broken', violationOf(interaction, run, mismatches, redaction), exchanges);
}

function violationOf(
  interaction: PactInteraction,
  { outcome, fault, exchanges }: InteractionRun,
  mismatches: readonly Mismatch[],
  redaction: Redaction,
): string {
  if (fault !== undefined) return fault;
  const { request, response } = exchanges.at(-1) ?? {};
  const accepted = outcome === 'accepted';
  if (accepted !== interaction.accepted) {
    const what = `${request?.method} ${request?.path} was ${outcome} (${response?.status})`;
    return `${what}, but the consumer relies on its ${accepted ? 'refusal' : 'acceptance'}.`;
  }
  const listed = mismatches.slice(0, 3).map(({ message, at }) => {
    // Pact quotes both values, so the names in the path decide whether they are secret.
    const names = at?.split(/[^\p{L}\p{N}_-]+/u) ?? [];
    const isSecret = names.some((name) => redaction.isSecret(name, true));
    const what = isSecret ? 'A secret differs' : message.replace(/\.$/, '');
    return at === undefined || at === 'status' ? what : `at ${at}, ${lowerFirst(what)}`;
  });
  const more = mismatches.length - listed.length;
  const rest = more > 0 ? `; and ${more} more` : '';
  return `The response is not what the consumer relies on: ${listed.join('; ')}${rest}.`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
