import {
  addStates,
  buildRequest,
  type Catalogue,
  type Contract,
  loadProfile,
  Misuse,
  type Tokens,
} from '../../spec/index.ts';
import { failedAlternatives } from '../checks/alternatives.ts';
import { type Check, finding } from '../checks/check.ts';
import { createJsonFormObserver } from '../checks/json-form.ts';
import { createObservations, type Seen } from '../checks/observations.ts';
import { responseResults } from '../checks/response-results.ts';
import { createResponseWatch } from '../checks/response-watch.ts';
import { beginChecks, runChecks, runOnce } from '../checks/run-checks.ts';
import { type ExplorationResult, explore, replaySequence } from '../exploration/explore.ts';
import { writeStep } from '../exploration/step.ts';
import { setFreshAside } from '../exploration/target.ts';
import type { Request } from '../http/exchange.ts';
import { createTransport } from '../http/transport.ts';
import { type InteractionFinding, verifyPacts } from '../pact/index.ts';
import { Provider } from '../provider/provider.ts';
import { RunEnd, RunGate, stopAt } from '../provider/run-gate.ts';
import { createEmitter, type Listener } from '../report/events.ts';
import { createExchangeView } from '../report/exchange-view.ts';
import type { Replay, Report } from '../report/report.ts';
import { pactsOfRun } from './broker.ts';
import { compareManners } from './compare-manners.ts';
import { countCalls, coverageOf } from './coverage.ts';
import { answerDoubts } from './doubt-answers.ts';
import { leftByRefusal, sweep } from './leftovers.ts';
import { type Loaded, loadAll } from './load-contract.ts';
import { readTestData, type SettledOptions, settleOptions, type VerifyOptions } from './options.ts';
import { planRun, planText } from './plan.ts';
import { preflight } from './preflight.ts';
import { Unreachable } from './reachable.ts';
import { redactionFor } from './redaction.ts';
import { ReportBuilder } from './report-builder.ts';
import { allChecks, explorationLimits, includes, selectChecks } from './selection.ts';

/**
 * Verifies a provider and returns the report.
 * @param listeners hear of every event as it happens, such as the reporters
 * @throws ContractDefect for a defective contract, Misuse for options that make no sense; never for
 * what the provider does
 * @example
 * const report = await verify(
 *   { provider: 'http://127.0.0.1:4010', token: 'any', testData: { numbers: '1000-1099' } },
 *   [{ result: ({ id, outcome }) => console.log(id, outcome) }],
 * );
 * process.exitCode = report.exitCode;
 */
export async function verify(
  given: VerifyOptions,
  listeners: readonly Listener[] = [],
): Promise<Report> {
  const options = settleOptions(given);
  const loaded = await loadAll(options.spec);
  const { contract } = loaded;
  const catalogue = catalogueOf(loaded, options);
  const against = options.against && loadProfile(options.against, contract);
  const tokens = { first: options.token, second: options.secondToken };
  const testData = readTestData(catalogue.identifiers, options.testData);
  const every = allChecks(contract, catalogue);
  const checks = selectChecks(every, options.checks);
  const redaction = redactionFor(contract, options, tokens);
  const gate = new RunGate(options.signal);
  const harmless = harmlessRequest(contract, tokens);
  const transport = stopAt(gate, createTransport({ ...options, connections: 24 }), harmless);
  const { seed } = options;
  const parts = { contract, catalogue, transport, tokens, redaction, testData, seed, gate };
  const provider = new Provider(parts);
  provider.ledger.largeIds = options.probeLargeIds ?? false;
  const view = createExchangeView(contract, options.provider, redaction, tokens);
  const emit = createEmitter(listeners);
  const builder = new ReportBuilder({
    ...{ contract, options, view, redaction, emit },
    promises: catalogue.promises,
  });
  const counter = countCalls();
  const runChecksLayer = prepareChecks(provider, options, builder);
  let endChecks: Awaited<ReturnType<typeof beginChecks>> = async () => [];
  // Whatever fails in a layer ends that layer alone.
  const run = async (act: () => Promise<void>) => {
    if (gate.end !== undefined || builder.unreachable !== undefined) return;
    try {
      await act();
    } catch (error) {
      if (error instanceof Misuse) throw error;
      if (error instanceof Unreachable) builder.unreachable = error.message;
      else if (!(error instanceof RunEnd)) gate.fail(error);
    }
  };
  const { pacts, reportBroker } = await pactsOfRun(options);
  const planned = planRun(loaded, options, checks, pacts);
  const plan = planText(planned, catalogue.identifiers, options.testData);
  const where = redaction.text(options.provider.href);
  emit('start', { provider: where, contract: contract.title, plan });
  try {
    await run(async () => {
      builder.notes.push(...(await preflight(provider, testsItems(options))));
      // What set up the provider was no trial.
      provider.observers.push(counter.observer);
      if (includes(options, 'checks')) endChecks = await beginChecks(provider, checks);
      if (includes(options, 'exploration')) setFreshAside(provider);
    });
    const replayed: InteractionFinding[] = [];
    await run(async () => {
      if (!includes(options, 'pact')) return;
      emit('layer', { layer: 'pact', total: undefined });
      const { statesUrl } = options;
      replayed.push(...(await verifyPacts(provider, { pacts, statesUrl })));
      for (const { id, says, finding, ms } of replayed) {
        builder.add({ id, says, layer: 'pact' }, finding, ms);
        // The console shows nothing of what is kept.
        if (finding.outcome === 'kept' && finding.message) {
          // Apart: "no-token: It" is not the value of a token.
          builder.notes.push(`${redaction.text(id)}: ${redaction.text(finding.message)}`);
        }
      }
    });
    await reportBroker(replayed, builder, gate);
    await run(async () => {
      if (!includes(options, 'checks')) return;
      emit('layer', { layer: 'checks', total: checks.length });
      const seen = await runChecksLayer(checks);
      const changed = options.observe ? 'observed' : 'broken';
      const compared = against ? compareManners(contract, against, seen, changed) : [];
      builder.addManners(compared);
      builder.doubts = answerDoubts(contract, seen, compared, view);
    });
    await run(async () => {
      if (!includes(options, 'exploration')) return;
      emit('layer', { layer: 'exploration', total: undefined });
      const progress = (message: string) => emit('progress', { layer: 'exploration', message });
      for (const one of await exploreOrReplay(provider, options, progress)) {
        const { id, says, finding, ms } = one;
        builder.add({ id, says, layer: 'exploration', replay: replayOf(one) }, finding, ms);
      }
    });
    for (const one of await endChecks()) builder.addCheck(one);
    const { left, notes } = await sweep(provider);
    builder.leftovers.push(...left);
    builder.notes.push(...notes, ...(provider.ledger.jumped ? [provider.ledger.jumped] : []));
    addLeftByRefusal(provider, builder);
  } catch (error) {
    if (error instanceof Misuse) throw error;
    gate.fail(error);
  } finally {
    await transport.close();
  }
  if (builder.unreachable === undefined) {
    const { results, doubts } = builder;
    const { calls } = counter;
    builder.coverage = coverageOf({ provider, options, checks: every, results, doubts, calls });
  }
  const report = builder.finish(transport.sent, gate);
  emit('end', report);
  return report;
}

function catalogueOf({ contract, catalogue }: Loaded, { states }: SettledOptions): Catalogue {
  return states === undefined ? catalogue : addStates(contract, catalogue, states);
}

// A request without consequences, to ask whether the provider still answers.
function harmlessRequest(contract: Contract, tokens: Tokens): Request {
  const list = contract.resources.find((one) => one.parents.length === 0 && one.actions.list);
  const operation = list?.actions.list;
  if (operation !== undefined) return buildRequest(contract, operation, { token: tokens.first });
  return { method: 'GET', path: '/', headers: {}, body: undefined };
}

function addLeftByRefusal({ leftByRefusal: left }: Provider, builder: ReportBuilder): void {
  const [first] = left;
  if (first === undefined) return;
  const { request } = first.exchange;
  const more = left.length > 1 ? ` (seen ${left.length} times)` : '';
  const message = `A refused ${request.method} left ${first.name} behind${more}.`;
  builder.add(
    { id: leftByRefusal, layer: 'checks', says: 'A refused request adds nothing.' },
    finding('broken', message, [first.exchange]),
    0,
  );
}

/**
 * Says what a verification would send, without sending anything: a line for each part.
 * @throws as {@link verify} does
 */
export async function describeRun(given: VerifyOptions): Promise<string> {
  const options = settleOptions(given);
  const loaded = await loadAll(options.spec);
  if (options.against) loadProfile(options.against, loaded.contract);
  const { identifiers } = catalogueOf(loaded, options);
  readTestData(identifiers, options.testData);
  const checks = selectChecks(allChecks(loaded.contract, loaded.catalogue), options.checks);
  const { pacts, problem } = await pactsOfRun(options);
  const parts = planRun(loaded, options, checks, pacts);
  const tokens = { first: options.token, second: options.secondToken };
  const redaction = redactionFor(loaded.contract, options, tokens);
  // The path of a pact may hold a secret.
  const lines = parts.map(({ id, what, requests }) =>
    redaction.text(`${id} (about ${requests}): ${what}`),
  );
  const plan = planText(parts, identifiers, options.testData);
  return [plan, ...lines, problem, 'Nothing was sent.'].filter(Boolean).join('\n');
}

// Starts to watch every response, and returns what runs the checks.
function prepareChecks(provider: Provider, options: SettledOptions, builder: ReportBuilder) {
  const watch = createResponseWatch((operation) => provider.isOptional(operation));
  const observations = createObservations(provider);
  const jsonForm = createJsonFormObserver((note) =>
    builder.notes.push(provider.redaction.text(note)),
  );
  provider.observers.push(watch.observer, jsonForm);
  return async (checks: readonly Check[]): Promise<Seen> => {
    // The requests of pacts are not the verifier's own.
    provider.observers.push(observations.observer);
    const results = await runChecks(provider, checks, watch, (one) => builder.addCheck(one));
    for (const one of await failedAlternatives(provider, results, watch)) builder.replaceCheck(one);
    // What a provider lacks, and may lack, it need not answer otherwise.
    const meant = watch.violations.filter(({ operation }) => !provider.seemsAbsent(operation));
    watch.violations.splice(0, watch.violations.length, ...meant);
    // From the silence of a provider that is gone nothing follows.
    if (provider.gate.end?.reason === 'gone') {
      const answered = watch.violations.filter(({ exchange }) => exchange.response !== undefined);
      watch.violations.splice(0, watch.violations.length, ...answered);
    }
    const again = (check: Check) => runOnce(provider, check, watch);
    for (const one of await responseResults(watch, again)) {
      if (options.checks.length === 0 || options.checks.includes(one.check.id)) {
        builder.addCheck(one);
      }
    }
    return observations.seen(results);
  };
}

function exploreOrReplay(
  provider: Provider,
  options: SettledOptions,
  progress: (message: string) => void,
): Promise<ExplorationResult[]> {
  if (options.replay !== undefined) return replaySequence(provider, options.replay);
  return explore(provider, { seed: options.seed, ...explorationLimits(options), progress });
}

function replayOf({ collection, steps }: ExplorationResult): Replay | undefined {
  return steps.length === 0 ? undefined : { collection, steps: steps.map(writeStep) };
}

// Testing whether an item exists overwrites it, so only do it if it is needed.
function testsItems(options: SettledOptions): boolean {
  return options.checks.length === 0 && (includes(options, 'pact') || includes(options, 'checks'));
}
