import { parseJson, type Redaction } from '../../spec/index.ts';
import { type Finding, finding, kept } from '../checks/check.ts';
import { type Demand, explains } from './demand.ts';
import type { InteractionRun } from './interaction-run.ts';
import type { PactInteraction } from './pact-file.ts';
import type { Mismatch, PactVerdict } from './protocol.ts';

/**
 * Judges one replay of an interaction.
 * @param verdict Pact's verdict; undefined if it has none
 * @param demands what the interaction asks for beyond the contract
 */
export function judgeInteraction(
  interaction: PactInteraction,
  run: InteractionRun,
  verdict: PactVerdict | undefined,
  redaction: Redaction,
  demands: readonly Demand[] = [],
): Finding {
  const judged = judge(interaction, run, verdict, redaction, demands);
  const isWrong = judged.outcome === 'broken' || judged.outcome === 'inconclusive';
  if (!interaction.pending || !isWrong) return judged;
  const { pending, notice } = interaction.document;
  const said = pending && notice !== undefined ? ` The Pact Broker says: ${notice}` : '';
  const message = `This pact is pending. ${judged.message}${said}`;
  return { ...judged, outcome: 'observed', message };
}

function judge(
  interaction: PactInteraction,
  run: InteractionRun,
  verdict: PactVerdict | undefined,
  redaction: Redaction,
  demands: readonly Demand[],
): Finding {
  const { exchanges, noTestData, problem, outcome } = run;
  const inconclusive = (message: string) => finding('inconclusive', message, exchanges);
  if (noTestData !== undefined) return finding('skipped', noTestData);
  if (problem !== undefined) return inconclusive(problem);
  if (verdict === undefined) return inconclusive(`Pact's verifier has no verdict on it.`);
  const { isKept, error } = verdict;
  if (outcome === undefined) {
    const why = error === undefined ? '' : `: ${error}`;
    return inconclusive(`Pact's verifier did not send the request${why}.`);
  }
  if (isKept) {
    const said = saysOf(demands.filter(({ quiet }) => quiet !== true));
    return said === ''
      ? kept
      : finding('kept', `It relies on more than the contract promises: ${said}.`);
  }
  if (error !== undefined) {
    return inconclusive(`Pact's verifier could not compare the response: ${error}`);
  }
  const mismatches = verdict.mismatches.flatMap(forEachKey);
  const violation = violationOf(interaction, run, mismatches, redaction);
  const json = parseJson(exchanges.at(-1)?.response?.body ?? '');
  const isSameKind = outcome === (interaction.accepted ? 'accepted' : 'refused');
  const unfit = mismatches.find(({ message }) => unfitRule.test(message));
  if (isSameKind && unfit !== undefined) {
    const said = lowerFirst(unfit.message.replace(/\.$/, ''));
    return inconclusive(
      `The pact has a matching rule that Pact's verifier cannot apply: at ${unfit.at}, ${said}. Mend the pact.`,
    );
  }
  const why = demands.filter(
    (one) => one.part === 'request' || mismatches.some((each) => explains(one, each, json)),
  );
  const isExplained =
    why.some(({ part }) => part === 'request') ||
    (isSameKind && mismatches.every((each) => why.some((one) => explains(one, each, json))));
  if (!isExplained || why.length === 0) return finding('broken', violation, exchanges);
  return inconclusive(
    `${violation} The contract does not promise it: ${saysOf(why)}. Mend the pact, or ask the provider for the promise.`,
  );
}

// In the words of Pact's verifier; no provider can keep it.
const unfitRule =
  /is not a valid regular expression|^could not apply the '.*' matching rule|No catalogue entry/i;

function saysOf(demands: readonly Demand[]): string {
  return demands.map(({ says }) => says).join('; ');
}

// Pact tells all missing fields of an object at once.
function forEachKey(mismatch: Mismatch): Mismatch[] {
  const [, keys] = /missing the following keys: (.+)$/.exec(mismatch.message) ?? [];
  if (keys === undefined) return [mismatch];
  return keys
    .split(', ')
    .map((key) => ({ message: `${key} is missing`, at: `${mismatch.at}.${key}` }));
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
