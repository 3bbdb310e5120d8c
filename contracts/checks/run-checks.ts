import { actionOf, classify } from '../../spec/index.ts';
import { NoTestData, TooFewIdentifiers } from '../provider/identifier-pool.ts';
import type { Provider } from '../provider/provider.ts';
import { NoBody } from '../provider/request-body.ts';
import { RunEnd } from '../provider/run-gate.ts';
import { SetUpFailure } from '../provider/set-up-failure.ts';
import { type Check, type Finding, finding, skipIfMissing } from './check.ts';
import type { ResponseWatch } from './response-watch.ts';

/** A check, and its finding after all tries. */
export interface CheckResult {
  readonly check: Check;
  readonly finding: Finding;
  readonly ms: number;
}

// Checks use their own identifiers, so several may run at the same time.
const parallel = 12;
// Second tries run one at a time, so that other checks play no part. After so many broken checks the
// verdict is clear.
const mostAlone = 10;
// Fresh identifiers for second tries: a broken check may have spoilt others.
const retries = 30;

/**
 * Runs every check, and a second time those that are broken.
 * @param final hears of each result when it is final
 */
export async function runChecks(
  provider: Provider,
  checks: readonly Check[],
  watch: ResponseWatch,
  final: (result: CheckResult) => void,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  const again: CheckResult[] = [];
  const settle = (result: CheckResult) => {
    results.push(result);
    final(result);
  };
  const first = async (check: Check) => {
    let result = await runOnce(provider, check, watch);
    // A single server error may have kept it from being set up.
    if (result.finding.outcome === 'inconclusive' && meetsFault(result)) {
      result = await runOnce(provider, check, watch);
    }
    if (result.finding.outcome === 'broken') again.push(result);
    else settle(result);
  };
  for (const pool of provider.pools.values()) pool.setAside(retries, 'retries');
  await inParallel(
    checks.filter(({ alone, begin }) => !alone && begin === undefined),
    first,
  );
  for (const check of checks.filter(({ alone }) => alone)) await first(check);
  for (const pool of provider.pools.values()) pool.returnRetries();
  let broken = 0;
  const second = async (result: CheckResult) => {
    const confirmed = await confirm(provider, result, watch);
    if (confirmed.finding.outcome === 'broken') broken += 1;
    settle(confirmed);
  };
  const queue = again.filter(({ check }) => !check.alone);
  while (queue.length > 0 && broken < mostAlone) await second(queue.shift() as CheckResult);
  await inParallel(queue, second);
  for (const result of again.filter(({ check }) => check.alone)) {
    settle(await confirm(provider, result, watch));
  }
  return results;
}

/**
 * Begins the checks that span a run. Returns what ends them, with their results; a second call has
 * none.
 */
export async function beginChecks(
  provider: Provider,
  checks: readonly Check[],
): Promise<() => Promise<CheckResult[]>> {
  const ends: [Check, () => Promise<Finding>][] = [];
  for (const check of checks) {
    const { begin } = check;
    if (begin === undefined) continue;
    const end = await begin(provider).catch((error: unknown) => async () => {
      return findingOf(provider, check, error);
    });
    ends.push([check, end]);
  }
  return async () => {
    const results: CheckResult[] = [];
    for (const [check, end] of ends.splice(0)) {
      const began = performance.now();
      const failed = (error: unknown) => findingOf(provider, check, error);
      let finding = await end().catch(failed);
      // What could not be set up at the beginning, maybe by chance, is tried at the end.
      if (finding.outcome === 'inconclusive') finding = await check.run(provider).catch(failed);
      results.push({ check, finding, ms: Math.round(performance.now() - began) });
    }
    return results;
  };
}

/** Runs a check once; a lack of test data, the end of the run or a failure of the verifier are findings too. */
export async function runOnce(
  provider: Provider,
  check: Check,
  watch: ResponseWatch,
): Promise<CheckResult> {
  const began = performance.now();
  const found = await watch
    .during(check, async () => unusable(provider, check) ?? (await check.run(provider)))
    .catch((error: unknown) => findingOf(provider, check, error));
  const told = absentIn(provider, check, found) ?? found;
  return { check, finding: told, ms: Math.round(performance.now() - began) };
}

// A provider may lack what only neighbouring pages mention.
function absentIn(
  provider: Provider,
  { operations = [] }: Check,
  { outcome }: Finding,
): Finding | undefined {
  if (outcome !== 'broken' && outcome !== 'inconclusive') return undefined;
  for (const operation of operations) {
    if (provider.seemsAbsent(operation)) provider.missingOperations.add(operation);
  }
  return skipIfMissing(provider, operations);
}

// What an error says about a check that it ended.
function findingOf(provider: Provider, check: Check, error: unknown): Finding {
  if (error instanceof RunEnd) return finding('skipped', `It was not tried. ${error.message}`);
  if (error instanceof SetUpFailure) return finding('inconclusive', error.message);
  if (error instanceof NoBody) return finding('skipped', error.message);
  const tooFew = error instanceof TooFewIdentifiers;
  if (!tooFew && !(error instanceof NoTestData)) {
    return finding('inconclusive', provider.gate.fail(error));
  }
  // An observation is optional.
  const isOptional = !tooFew || (check.open && check.oneOf === undefined);
  return finding(isOptional ? 'skipped' : 'inconclusive', error.message);
}

// Each resource is judged by itself: one that cannot be set up decides nothing about the others.
function unusable(provider: Provider, { operations = [] }: Check): Finding | undefined {
  for (const operation of operations) {
    const { resource, action } = actionOf(provider.contract, operation) ?? {};
    const isUsual = action === 'add' && resource?.actions.add === operation;
    const problem = isUsual ? provider.unusable.get(resource) : undefined;
    if (problem !== undefined) return finding(problem.outcome, problem.message);
  }
  return undefined;
}

// One broken try may be chance, two of three are not. A race that must never be lost counts at once,
// unless the provider had a fault.
async function confirm(
  provider: Provider,
  result: CheckResult,
  watch: ResponseWatch,
): Promise<CheckResult> {
  const { check, finding: first } = result;
  if (check.alone && !meetsFault(result)) return result;
  if (provider.gate.end !== undefined) return unconfirmed(result);
  let ms = result.ms;
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const next = await runOnce(provider, check, watch);
    ms += next.ms;
    if (provider.gate.end !== undefined) return unconfirmed(result);
    const { outcome, exchanges } = next.finding;
    if (outcome === 'broken') {
      const shorter = exchanges.length < first.exchanges.length ? next : result;
      return { ...shorter, ms };
    }
    if (attempt === 1) return { ...next, ms, finding: brokenOnce(first, next.finding) };
  }
  return result;
}

function meetsFault({ finding }: CheckResult): boolean {
  return finding.exchanges.some(({ response }) => classify(response) === 'fault');
}

function unconfirmed({ check, finding: { message, exchanges }, ms }: CheckResult): CheckResult {
  const once = `It was broken once, and the run ended before a second try: ${message}`;
  return { check, finding: finding('inconclusive', once, exchanges), ms };
}

// Two of three tries are no proof, but the third is told.
function brokenOnce({ message, exchanges }: Finding, later: Finding): Finding {
  if (later.outcome !== 'kept') return later;
  return finding('observed', `${message} Two more tries did not show it.`, exchanges);
}

async function inParallel<Item>(
  items: readonly Item[],
  run: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await run(item);
  };
  await Promise.all(Array.from({ length: parallel }, worker));
}
