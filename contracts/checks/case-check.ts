import {
  actionOf,
  type Case,
  type Contract,
  fillExpectation,
  namesLargeIdentity,
  operationName,
  type Step,
  shownViolation,
  violationOf,
} from '../../spec/index.ts';
import { statusOf } from '../http/exchange.ts';
import type { CheckContext } from '../provider/check-context.ts';
import { claimsOf, type Item } from '../provider/item.ts';
import { reservedClaims } from '../provider/key-claims.ts';
import { likelyCause } from '../provider/likely-cause.ts';
import { declaresToken } from '../provider/mock-declaration.ts';
import type { CallResult, Provider } from '../provider/provider.ts';
import { compareStoredState, probeState } from '../provider/stored-state.ts';
import { withContext } from '../provider/with-context.ts';
import { type Check, type Finding, finding, kept, skipIfMissing, subjectNote } from './check.ts';

/** Makes a check of a case of the catalogue. */
export function checkOfCase(contract: Contract, one: Case): Check {
  const { id, says, source, doubt, promises, oneOf, given, request, then } = one;
  const steps = [...given, request, ...then];
  const operations = steps.map(({ operation }) => operation);
  const isLarge = steps.some((step) => namesLargeIdentity(contract, step));
  return {
    id,
    says,
    source,
    doubt,
    promises,
    oneOf,
    operations,
    open: request.expect.verifier === 'open',
    // Such a request may move the provider's counter, so it is the last of all and can be told by it.
    alone: isLarge,
    run: async (provider) =>
      skipIfMissing(provider, operations) ??
      (isLarge ? skipLarge(provider) : undefined) ??
      (await run(provider, one)),
  };
}

function skipLarge({ ledger }: Provider): Finding | undefined {
  if (ledger.jumped !== undefined) return finding('skipped', ledger.jumped);
  if (ledger.largeIds) return undefined;
  return finding('skipped', 'It asks for an id as large as 2^53-1; --probe-large-ids tries that.');
}

function run(provider: Provider, one: Case): Promise<Finding> {
  return withContext(provider, one.needs, async (context) => {
    const { exchanges } = context;
    for (const [i, step] of one.given.entries()) {
      const { outcome, exchange } = await context.runStep(step, `given ${i + 1}`);
      if (outcome === 'accepted') continue;
      const message = `The check could not be set up: ${operationName(step.operation)} was not accepted (${statusOf(exchange)}).`;
      return finding('inconclusive', message, exchanges);
    }
    if (context.identityReused) return identityReused;
    const result = await context.runStep(one.request, subjectNote);
    const declared = await isDeclared(provider, result, one.request);
    const wrong = declared ? undefined : judge(context, one.request, result);
    if (wrong !== undefined) return finding('broken', wrong, exchanges);
    for (const step of one.then) {
      if (step.when !== undefined && step.when !== result.outcome) continue;
      if (context.identityReused) return identityReused;
      const later = await context.runStep(step, 'afterwards');
      const fault = judge(context, step, later);
      if (fault !== undefined) {
        const { resource } = actionOf(provider.contract, step.operation) ?? {};
        const refused = later.outcome === 'refused' ? later.exchange : undefined;
        return finding('broken', fault + likelyCause(context, resource, refused), exchanges);
      }
    }
    const before = exchanges.length;
    const beyond = one.request.expect.verifier === 'open' && result.outcome === 'accepted';
    const difference =
      (await compareStoredState(context)) ?? (beyond ? await claimsDifference(context) : undefined);
    if (difference !== undefined) return finding('broken', difference, exchanges);
    exchanges.splice(before);
    if (declared) {
      const message = 'This mock accepts tokens that nobody issued, and declares it.';
      return finding('observed', message, exchanges);
    }
    if (one.request.expect.verifier !== 'open') return kept;
    const accepted = result.outcome === 'accepted';
    return {
      outcome: 'observed',
      message: one.observed?.[accepted ? 'accepted' : 'refused'],
      exchanges: [...exchanges],
      accepted,
      strictMessage:
        accepted && one.request.expect.mock >= 400
          ? 'The provider accepts it, but the documentation does not promise that.'
          : undefined,
    };
  });
}

// What the documentation does not foresee may be listed and yet not be claimed. Items that claim what
// is not reserved stay out of it: nobody knows who holds that.
async function claimsDifference(context: CheckContext): Promise<string | undefined> {
  const { provider, liveItems } = context;
  const isReserved = (item: Item) =>
    reservedClaims(context, item.resource).every(({ steps, values }) =>
      claimsOf(item.holds, steps).every((value) => values.some((one) => one === value)),
    );
  const listed = liveItems.some(
    ({ resource }) => provider.operation(resource, 'list') !== undefined,
  );
  return listed && liveItems.every(isReserved) ? probeState(context) : undefined;
}

// A provider may reuse the identity of a deleted item.
const identityReused = finding(
  'skipped',
  'The provider gave the identity of a deleted item to a new one, so the two cannot be told apart.',
);

function judge(
  { names }: CheckContext,
  step: Step,
  { outcome, fault, exchange, item }: CallResult,
): string | undefined {
  if (outcome === 'fault') return fault;
  const name = operationName(step.operation);
  const wrong = violationOf(name, step.expect, outcome, exchange.response?.status);
  if (wrong !== undefined || outcome === 'refused') return wrong;
  return shownViolation(name, fillExpectation(step, names), item);
}

// A mock may give any token its own account if it declares that; the account under test must stay out
// of reach all the same.
async function isDeclared(
  provider: Provider,
  { outcome }: CallResult,
  { account, expect }: Step,
): Promise<boolean> {
  if (account === undefined || account === 'second') return false;
  if (expect.verifier !== 'refused' || outcome !== 'accepted') return false;
  return declaresToken(provider, account === 'none' ? 'missing' : 'unknown');
}
