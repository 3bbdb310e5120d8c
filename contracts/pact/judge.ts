import type { Redaction } from '../../spec/index.ts';
import type { Finding } from '../checks/check.ts';
import type { Play } from './interaction-run.ts';
import type { PactInteraction } from './pact-file.ts';
import type { Mismatch, PactVerdict } from './protocol.ts';

/**
 * What one replay of an interaction found.
 * @param verdict what Pact made of it, or why Pact made nothing of it
 */
export function judge(
  interaction: PactInteraction,
  play: Play,
  verdict: PactVerdict | string | undefined,
  redaction: Redaction,
): Finding {
  const { exchanges } = play;
  const inconclusive = (message: string): Finding => ({
    outcome: 'inconclusive',
    message,
    exchanges,
  });
  if (play.notLent !== undefined) {
    return { outcome: 'skipped', message: play.notLent, exchanges: [] };
  }
  if (play.problem !== undefined) return inconclusive(play.problem);
  if (typeof verdict === 'string') return inconclusive(verdict);
  if (verdict === undefined) return inconclusive(`Pact's verifier says nothing about it.`);
  if (play.reading === undefined) {
    const why = verdict.error === undefined ? '' : `: ${verdict.error}`;
    return inconclusive(`Pact's verifier did not send its request${why}.`);
  }
  if (verdict.kept) return { outcome: 'kept', exchanges: [] };
  if (verdict.error !== undefined) {
    return inconclusive(`Pact's verifier could not compare the answer: ${verdict.error}`);
  }
  return {
    outcome: 'broken',
    message: wrong(interaction, play, verdict.mismatches, redaction),
    exchanges,
  };
}

function wrong(
  interaction: PactInteraction,
  { reading, exchanges }: Play,
  mismatches: readonly Mismatch[],
  redaction: Redaction,
): string {
  const { request, answer } = exchanges.at(-1) ?? {};
  const name = `${request?.method} ${request?.path}`;
  if (reading?.kind === 'fault') return `${name}: ${reading.why}`;
  if (reading?.kind === 'refused' && interaction.accepted) {
    return `${name} was refused (${answer?.status}), and the consumer relies on its acceptance.`;
  }
  if (reading?.kind === 'accepted' && !interaction.accepted) {
    return `${name} was accepted (${answer?.status}), and the consumer relies on its refusal.`;
  }
  const told = mismatches.slice(0, 3).map(({ at, says }) => {
    // Pact quotes both values; the names of their places are words between signs.
    const names = at?.split(/[^\p{L}\p{N}_-]+/u) ?? [];
    const isSecret = names.some((name) => redaction.isSecret(name, true));
    const what = isSecret ? 'A secret differs' : says.replace(/\.$/, '');
    return at === undefined || at === 'status' ? what : `at ${at}, ${lowerFirst(what)}`;
  });
  const more = mismatches.length - told.length;
  const rest = more > 0 ? `; and ${more} more` : '';
  return `The answer is not what the consumer relies on: ${told.join('; ')}${rest}.`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
