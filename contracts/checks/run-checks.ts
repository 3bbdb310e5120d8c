import { readExchange } from '../http/classify.ts';
import { NoTestData, TooFewIdentifiers } from '../provider/identifier-pool.ts';
import type { Provider } from '../provider/provider.ts';
import type { Check, Finding } from './check.ts';
import type { ResponseWatch } from './response-watch.ts';

/** What became of a check after it was tried as often as fairness asks. */
export interface CheckResult {
  readonly check: Check;
  readonly finding: Finding;
  readonly ms: number;
}

// Checks use identifiers of their own, so that several may run side by side.
const sideBySide = 12;
// A second try is made alone, so that nobody else's doings play a part; once so many are broken, the
// verdict no longer hangs on it.
const alone = 10;
// Identifiers that nothing was done with yet, for second tries: what was broken may have spoilt others.
const keptBack = 30;

/**
 * Runs every check, tries those that found something broken a second time, and tells each result
 * when it is final.
 */
export async function runChecks(
  provider: Provider,
  checks: readonly Check[],
  watch: ResponseWatch,
  final: (tried: CheckResult) => void,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  const again: CheckResult[] = [];
  const settle = (tried: CheckResult) => {
    results.push(tried);
    final(tried);
  };
  const first = async (check: Check) => {
    const tried = await runOnce(provider, check, watch);
    if (tried.finding.outcome === 'broken') again.push(tried);
    else settle(tried);
  };
  for (const pool of provider.pools.values()) pool.keepBack(keptBack);
  await inParallel(
    checks.filter((check) => !check.alone),
    first,
  );
  for (const check of checks.filter((one) => one.alone)) await first(check);
  for (const pool of provider.pools.values()) pool.release();
  let broken = 0;
  const second = async (tried: CheckResult) => {
    const result = await confirmed(provider, tried, watch);
    if (result.finding.outcome === 'broken') broken += 1;
    settle(result);
  };
  const queue = again.filter(({ check }) => !check.alone);
  while (queue.length > 0 && broken < alone) await second(queue.shift() as CheckResult);
  await inParallel(queue, second);
  for (const tried of again.filter(({ check }) => check.alone)) {
    settle(await confirmed(provider, tried, watch));
  }
  return results;
}

/** Runs a check once; what keeps it from being tried is a finding, too. */
export async function runOnce(
  provider: Provider,
  check: Check,
  watch: ResponseWatch,
): Promise<CheckResult> {
  const began = performance.now();
  let finding: Finding;
  try {
    finding = await watch.during(check, () => check.run(provider));
  } catch (error) {
    if (error instanceof TooFewIdentifiers) {
      // What is only tried out need not be.
      const outcome = check.open && check.oneOf === undefined ? 'skipped' : 'inconclusive';
      finding = { outcome, message: error.message, exchanges: [] };
    } else if (error instanceof NoTestData) {
      finding = { outcome: 'skipped', message: error.message, exchanges: [] };
    } else throw error;
  }
  return { check, finding, ms: Math.round(performance.now() - began) };
}

// Chance may have played its part in what is seen once; twice in three times it did not. Of what
// happens at one moment, once is enough if nothing failed: it must never happen.
async function confirmed(
  provider: Provider,
  tried: CheckResult,
  watch: ResponseWatch,
): Promise<CheckResult> {
  const failed = tried.finding.exchanges.some((one) => readExchange(one).kind === 'fault');
  if (tried.check.alone && !failed) return tried;
  let ms = tried.ms;
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const next = await runOnce(provider, tried.check, watch);
    ms += next.ms;
    const { outcome, exchanges } = next.finding;
    if (outcome === 'broken') {
      const shorter = exchanges.length < tried.finding.exchanges.length ? next : tried;
      return { ...shorter, ms };
    }
    if (attempt === 1) return { ...next, ms };
  }
  return tried;
}

async function inParallel<Item>(
  items: readonly Item[],
  run: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await run(item);
  };
  await Promise.all(Array.from({ length: sideBySide }, worker));
}
