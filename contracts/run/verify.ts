import {
  type Catalogue,
  type Contract,
  createRedaction,
  Misuse,
  ownContract,
  secretsOf,
} from '../../spec/index.ts';
import { oneOfResults } from '../checks/alternatives.ts';
import { checkOfCase } from '../checks/case-check.ts';
import type { Check } from '../checks/check.ts';
import { checksInCode } from '../checks/index.ts';
import { createObservations } from '../checks/observations.ts';
import { answerResults } from '../checks/response-results.ts';
import { answerPromises, createWatch } from '../checks/response-watch.ts';
import { once, runChecks } from '../checks/run-checks.ts';
import { type Explored, explore, replaySequence } from '../exploration/explore.ts';
import { putFreshBy } from '../exploration/target.ts';
import { createTransport } from '../http/transport.ts';
import { ownPacts, verifyPacts } from '../pact/index.ts';
import { Provider } from '../provider/provider.ts';
import { createAnnouncer, type Listener } from '../report/events.ts';
import { createShower } from '../report/exchange-view.ts';
import type { Layer, Replay, Report } from '../report/report.ts';
import { answerDoubts } from './doubt-answers.ts';
import { loadAll } from './load-contract.ts';
import { lendingsOf, type SettledOptions, settled, type VerifyOptions } from './options.ts';
import { preflight, Unreachable } from './preflight.ts';
import { Reporter } from './report-builder.ts';

/**
 * Verifies a provider and gives the verdict; listeners hear of everything as it happens.
 * @throws ContractDefect for a defective contract, Misuse for options that make no sense
 */
export async function verify(
  given: VerifyOptions,
  listeners: readonly Listener[] = [],
): Promise<Report> {
  const options = settled(given);
  const { contract, catalogue } = await loadAll(options.spec);
  const tokens = { first: options.token, second: options.secondToken };
  const transport = createTransport({
    provider: options.provider,
    headers: options.headers,
    rate: options.rate,
    timeout: options.timeout,
    connections: 24,
  });
  const lendings = lendingsOf(catalogue.identifiers, given.lend);
  const named = createRedaction(contract.document);
  const secrets = Object.entries(options.headers).filter(([name]) => named.isSecret(name, true));
  const values = [...secretsOf(tokens), ...secrets.map(([, value]) => value)];
  const redaction = createRedaction(contract.document, values);
  const provider = new Provider({ contract, catalogue, transport, tokens, redaction, lendings });
  const watch = createWatch();
  const observed = createObservations(contract);
  provider.observers.push(watch.observer, observed.observer);
  const shower = createShower(contract, options.provider, redaction, tokens);
  const announce = createAnnouncer(listeners);
  const reporter = new Reporter({ contract, options, shower, redaction, announce });
  const checks = selected(allChecks(contract, catalogue), options.checks);
  announce('start', { provider: redaction.text(options.provider.href), contract: contract.title });
  try {
    reporter.notes.push(...(await preflight(provider, wantsItems(options))));
    if (explores(options)) putFreshBy(provider);
    if (wants(options, 'pact') && options.checks.length === 0) {
      announce('layer', { layer: 'pact', total: undefined });
      // The pacts are those of consumers of this project's own contract.
      const usual = options.spec === ownContract ? ownPacts() : [];
      const { statesUrl, pacts = usual } = options;
      for (const one of await verifyPacts(provider, { pacts, statesUrl })) {
        reporter.add({ id: one.id, says: one.says, layer: 'pact' }, one.finding, one.ms);
      }
    }
    if (wants(options, 'checks')) {
      announce('layer', { layer: 'checks', total: checks.length });
      const tried = await runChecks(provider, checks, watch, (one) => reporter.checked(one));
      for (const one of await oneOfResults(provider, tried, watch)) reporter.correct(one);
      for (const result of await answerResults(watch, (check) => once(provider, check, watch))) {
        if (options.checks.length === 0 || options.checks.includes(result.check.id)) {
          reporter.checked(result);
        }
      }
      reporter.doubts = answerDoubts(contract, tried, observed.observations, shower);
    }
    if (explores(options)) {
      announce('layer', { layer: 'exploration', total: undefined });
      const progress = (message: string) => announce('progress', { layer: 'exploration', message });
      for (const one of await explored(provider, options, progress)) {
        const { id, says, finding, ms } = one;
        reporter.add({ id, says, layer: 'exploration', replay: replayOf(one) }, finding, ms);
      }
    }
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    reporter.unreachable = error.message;
  } finally {
    await transport.close();
  }
  reporter.left.push(...leftovers(provider));
  const report = reporter.finish(transport.sent);
  announce('end', report);
  return report;
}

// On its own the exploration has time.
function explored(
  provider: Provider,
  { only, seed, runs, time, requests, replay: again }: SettledOptions,
  progress: (message: string) => void,
): Promise<Explored[]> {
  if (again !== undefined) return replaySequence(provider, again);
  const alone = only === 'exploration';
  return explore(provider, {
    seed,
    runs: runs ?? (alone ? 1_000 : 100),
    time: time ?? (alone ? 15_000 : 1_500),
    requests: requests ?? Number.POSITIVE_INFINITY,
    progress,
  });
}

function replayOf({ collection, steps }: Explored): Replay | undefined {
  return steps.length === 0 ? undefined : { collection, steps: steps.map((one) => ({ ...one })) };
}

/** Every check that a contract gives: the cases of its catalogue, and those that are code. */
export function allChecks(contract: Contract, { cases, promises }: Catalogue): Check[] {
  const named = (id: string) =>
    promises.filter(({ checks }) => checks.some((one) => id.startsWith(one))).map((one) => one.id);
  const inCode = checksInCode(contract).map((check) => ({
    ...check,
    promises: [...check.promises, ...named(check.id)],
  }));
  return [...cases.map(checkOfCase), ...inCode];
}

function selected(checks: readonly Check[], ids: readonly string[]): readonly Check[] {
  const passive = Object.keys(answerPromises).map((promise) => `answers-${promise}`);
  const known = new Set([...checks.map(({ id }) => id), ...passive]);
  const unknown = ids.find((id) => !known.has(id));
  if (unknown !== undefined) {
    throw new Misuse(`There is no check "${unknown}"; \`npm run checks\` lists them all.`);
  }
  return ids.length === 0 ? checks : checks.filter(({ id }) => ids.includes(id));
}

// Looking whether an item is there overwrites it, which needs a reason.
function wantsItems(options: SettledOptions): boolean {
  return options.checks.length === 0 && (wants(options, 'pact') || wants(options, 'checks'));
}

function explores(options: SettledOptions): boolean {
  return wants(options, 'exploration') && options.checks.length === 0;
}

function wants({ only, replay }: SettledOptions, layer: Layer): boolean {
  if (replay !== undefined) return layer === 'exploration';
  return only === undefined || only === layer;
}

function leftovers(provider: Provider): string[] {
  const parked = provider.parked.map(
    ({ resource, identity }) =>
      `${resource.collection}/${identity} stays, because the provider has no way to delete it.`,
  );
  const items = provider.catalogue.identifiers.flatMap(({ item, name }) => {
    const pool = provider.pools.get(name);
    return item === undefined || pool === undefined || !provider.edited.has(item)
      ? []
      : [`The settings of ${item}/${pool.lent.join(', ')} are those of the last edit.`];
  });
  return [...new Set([...provider.left, ...parked, ...items])];
}
