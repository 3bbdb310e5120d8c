import type { Case, Expectation, Step } from '../../spec/index.ts';
import { declaresToken } from '../provider/mock-declaration.ts';
import type { CallResult, Provider } from '../provider/provider.ts';
import { compareStoredState } from '../provider/stored-state.ts';
import { withContext } from '../provider/with-context.ts';
import type { Check, Finding } from './check.ts';
import { subjectNote } from './check.ts';

/** Makes a check of a case of the catalogue. */
export function checkOfCase(one: Case): Check {
  return {
    id: one.id,
    says: one.says,
    source: one.source,
    doubt: one.doubt,
    promises: one.promises,
    oneOf: one.oneOf,
    open: one.request.expect.verifier === 'open',
    run: async (provider) => lacking(provider, one) ?? (await play(provider, one)),
  };
}

function lacking(provider: Provider, { given, request, then }: Case): Finding | undefined {
  const missing = [...given, request, ...then].find(({ operation }) =>
    provider.missingOperations.has(operation),
  );
  if (missing === undefined) return undefined;
  const { method, path } = missing.operation;
  const message = `The provider has no ${method.toUpperCase()} ${path}, and need not have it.`;
  return { outcome: 'skipped', message, exchanges: [] };
}

function play(provider: Provider, one: Case): Promise<Finding> {
  return withContext(provider, one.needs, async (context) => {
    const { exchanges } = context;
    for (const [i, step] of one.given.entries()) {
      const { reading, exchange } = await context.runStep(step, `given ${i + 1}`);
      if (reading.kind === 'accepted') continue;
      const status = exchange.response?.status ?? exchange.failure;
      const message = `It could not be set up: ${name(step)} was not accepted (${status}).`;
      return { outcome: 'inconclusive', message, exchanges };
    }
    if (context.identityReused) return givenAgain;
    const told = await context.runStep(one.request, subjectNote);
    const excused = await isExcused(provider, told, one.request);
    const wrong = excused ? undefined : judge(told, one.request.expect, one.request);
    if (wrong !== undefined) return { outcome: 'broken', message: wrong, exchanges };
    for (const step of one.then) {
      if (step.when !== undefined && step.when !== told.reading.kind) continue;
      if (context.identityReused) return givenAgain;
      const after = await context.runStep(step, 'afterwards');
      const fault = judge(after, step.expect, step);
      if (fault !== undefined) return { outcome: 'broken', message: fault, exchanges };
    }
    const before = exchanges.length;
    const differs = await compareStoredState(context);
    if (differs !== undefined) return { outcome: 'broken', message: differs, exchanges };
    exchanges.splice(before);
    if (excused) {
      const message = 'A token that nobody issued is taken, as this mock says of itself.';
      return { outcome: 'observed', message, exchanges: [...exchanges] };
    }
    if (one.request.expect.verifier !== 'open') return { outcome: 'kept', exchanges: [] };
    const kind = told.reading.kind === 'accepted' ? 'accepted' : 'refused';
    const lax =
      kind === 'accepted' && one.request.expect.mock >= 400
        ? 'It is accepted, and the documentation does not promise that it is.'
        : undefined;
    return {
      outcome: 'observed',
      message: one.observed?.[kind],
      exchanges: [...exchanges],
      accepted: kind === 'accepted',
      lax,
    };
  });
}

// A provider may give the identity of what was deleted to what is added next.
const givenAgain: Finding = {
  outcome: 'skipped',
  message: 'What was deleted here gave its identity to what was added, so that it cannot be told.',
  exchanges: [],
};

/** What is wrong with an answer by what is expected of it, in a sentence; undefined when nothing is. */
function judge(
  { reading, exchange }: CallResult,
  { verifier }: Expectation,
  step: Step,
): string | undefined {
  if (reading.kind === 'fault') return `${name(step)}: ${reading.why}`;
  if (verifier === 'open' || verifier === reading.kind) return undefined;
  const status = exchange.response?.status;
  return verifier === 'accepted'
    ? `${name(step)} was refused (${status}), and has to be accepted.`
    : `${name(step)} was accepted (${status}), and has to be refused.`;
}

// A mock may take any token as an account of its own, if it says so; the account that was lent has to
// be out of its reach all the same.
async function isExcused(provider: Provider, told: CallResult, step: Step): Promise<boolean> {
  const { account } = step;
  if (account === undefined || account === 'second') return false;
  if (step.expect.verifier !== 'refused' || told.reading.kind !== 'accepted') return false;
  return declaresToken(provider, account === 'none' ? 'missing' : 'unknown');
}

function name({ operation }: Step): string {
  return `${operation.method.toUpperCase()} ${operation.path}`;
}
