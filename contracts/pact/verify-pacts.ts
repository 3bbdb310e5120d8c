import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findOperation, isObject, writeJson } from '../../spec/index.ts';
import { type Finding, finding, skipIfMissing } from '../checks/check.ts';
import type { Provider } from '../provider/provider.ts';
import { InteractionRun, type Told } from './interaction-run.ts';
import { judgeInteraction } from './judge.ts';
import { leftOut, marker, type PactInteraction, readPacts, writePacts } from './pact-file.ts';
import type { PactDocument } from './pact-sources.ts';
import { findDemands } from './promised.ts';
import {
  type PactRequest,
  type PactResponse,
  type PactVerdict,
  stateCallPath,
} from './protocol.ts';
import { findState } from './provider-state.ts';
import { belowProvider } from './translate.ts';
import { replayPacts, VerifierFailure } from './verifier-process.ts';

/** The finding on one interaction. */
export interface InteractionFinding {
  /** Consumer and description in lower case with hyphens, unique among all pacts. */
  readonly id: string;
  /** The promise, in a sentence. */
  readonly says: string;
  readonly finding: Finding;
  readonly ms: number;
  /** Undefined for what is not replayed. */
  readonly interaction?: PactInteraction;
  /** What Pact's verifier was told in the attempt that counts; undefined if it has no verdict. */
  readonly told?: Told;
}

/** Which pacts to replay, and how. */
export interface VerifyPactsOptions {
  readonly pacts: readonly PactDocument[];
  /** The provider's own endpoint for provider states; otherwise its documented API sets them up. */
  readonly statesUrl?: string | undefined;
  /** Milliseconds that Pact's verifier may take between its requests; by default a minute or more. */
  readonly silence?: number | undefined;
  /** The module that runs Pact's verifier, for tests. */
  readonly verifierChild?: string | undefined;
}

type Demands = Awaited<ReturnType<typeof findDemands>>;
type Attempt = Pick<InteractionFinding, 'finding' | 'ms' | 'told'>;

/**
 * Replays the interactions of pacts against a provider, and broken ones a second time.
 */
export async function verifyPacts(
  provider: Provider,
  options: VerifyPactsOptions,
): Promise<InteractionFinding[]> {
  const interactions = readPacts(options.pacts).map((one) => ({
    ...one,
    path: belowProvider(provider, one.method, one.path),
  }));
  const found = new Map<PactInteraction, Attempt>();
  for (const one of interactions) {
    const finding = lacking(provider, one, options.statesUrl);
    if (finding !== undefined) found.set(one, { finding, ms: 0 });
  }
  const open = interactions.filter((one) => !found.has(one));
  const demands = await findDemands(provider, open);
  const replay = (some: readonly PactInteraction[]) =>
    attemptTwice(provider, some, demands, options);
  for (const [one, first] of await replay(open)) found.set(one, first);
  // The first attempt may fail by chance.
  const failed = open.filter((one) => hasFailed(found.get(one)));
  for (const [one, second] of await replay(failed)) {
    const first = found.get(one);
    if (first !== undefined) found.set(one, confirm(first, second));
  }
  const replayed = interactions.flatMap((one) => {
    const { id, says } = one;
    const result = found.get(one);
    return result === undefined ? [] : [{ id, says, interaction: one, ...result }];
  });
  const message = "Only HTTP interactions are replayed; verify messages with Pact's own verifier.";
  const skipped = { finding: finding('skipped', message), ms: 0 };
  return [...replayed, ...leftOut(options.pacts).map((one) => ({ ...one, ...skipped }))];
}

// Whatever it is called: the results for a Pact Broker know success and failure only.
function hasFailed(attempt: Attempt | undefined): boolean {
  return attempt?.told?.response !== undefined && attempt.finding.outcome !== 'kept';
}

function confirm(first: Attempt, second: Attempt): Attempt {
  const ms = first.ms + second.ms;
  const both = second.finding.outcome === 'broken';
  if (second.finding.outcome === 'skipped') {
    return { finding: { ...first.finding, ...second.finding, outcome: 'inconclusive' }, ms };
  }
  const shorter = second.finding.exchanges.length < first.finding.exchanges.length;
  return { ...(both && !shorter ? first : second), ms };
}

function lacking(
  provider: Provider,
  { method, path, states }: PactInteraction,
  statesUrl: string | undefined,
): Finding | undefined {
  const steps =
    statesUrl === undefined
      ? states.flatMap(({ name }) => findState(provider, name)?.given ?? [])
      : [];
  const own = findOperation(provider.contract, method, path)?.operation;
  return skipIfMissing(provider, [
    ...steps.map(({ operation }) => operation),
    ...(own ? [own] : []),
  ]);
}

// Pact's verifier may fail by chance, such as on a busy machine.
async function attemptTwice(
  provider: Provider,
  interactions: readonly PactInteraction[],
  demands: Demands,
  options: VerifyPactsOptions,
): Promise<Map<PactInteraction, Attempt>> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt(provider, interactions, demands, options);
    } catch (error) {
      if (!(error instanceof VerifierFailure)) throw error;
      if (tries === 2) return unjudged(interactions, error.message);
    }
  }
}

// One cause is told once.
function unjudged(
  interactions: readonly PactInteraction[],
  why: string,
): Map<PactInteraction, Attempt> {
  const see = `Pact's verifier has no verdict on it; see ${interactions[0]?.id}.`;
  return new Map(
    interactions.map((one, i) => {
      const told = i === 0 ? finding('inconclusive', why) : finding('skipped', see);
      return [one, { finding: told, ms: 0 }];
    }),
  );
}

async function attempt(
  provider: Provider,
  interactions: readonly PactInteraction[],
  demands: Demands,
  { statesUrl, silence = silenceOf(provider), verifierChild }: VerifyPactsOptions,
): Promise<Map<PactInteraction, Attempt>> {
  if (interactions.length === 0) return new Map();
  const runs = interactions.map((one) => new InteractionRun(provider, one, statesUrl));
  const folder = mkdtempSync(join(tmpdir(), 'pacts-'));
  const respond = respondFor(runs);
  let verdicts: readonly PactVerdict[] = [];
  try {
    const pacts = writePacts(folder, interactions);
    verdicts = await replayPacts(pacts, { respond, silence, verifierChild });
  } finally {
    rmSync(folder, { recursive: true });
    for (const run of runs) await run.end();
  }
  const byPlace = new Map(verdicts.map((one) => [one.description, one]));
  return new Map(
    interactions.flatMap((one, i) => {
      const run = runs[i];
      if (run === undefined) return [];
      const verdict = byPlace.get(`${i}`);
      const found = judgeInteraction(one, run, verdict, provider.redaction, demands.get(one));
      return [[one, { finding: found, ms: run.ms, ...(verdict && { told: run.told }) }]];
    }),
  );
}

// A busy machine delays Pact's verifier as it delays a provider.
function silenceOf({ transport }: Provider): number {
  return Math.max(60_000, 12 * transport.timeout);
}

const done: PactResponse = { status: 200, headers: {}, body: '{}' };
// With a server error Pact would retry for many seconds.
const notDone: PactResponse = { status: 400, headers: {}, body: '' };

/** What responds on behalf of an interaction. */
export type Responding = Pick<InteractionRun, 'setUp' | 'send' | 'end'>;

/** Responds to the requests of Pact's verifier, each on behalf of its interaction. */
export function respondFor(
  runs: readonly Responding[],
): (request: PactRequest) => Promise<PactResponse> {
  let current: Responding | undefined;
  return async (request) => {
    const call = request.path === stateCallPath ? parseStateCall(request) : undefined;
    const place = call?.place ?? request.headers[marker];
    const run = place === undefined ? undefined : runs[Number(place)];
    // For an interaction without states, Pact asks for one without a name.
    if (run === undefined) return call === undefined ? notDone : done;
    if (run !== current) await current?.end();
    current = run;
    if (call === undefined) return (await run.send(request)) ?? notDone;
    if (call.action === 'teardown') {
      await run.end();
      return done;
    }
    const values = await run.setUp(call.state);
    if (values === undefined) return notDone;
    const headers = { 'content-type': 'application/json' };
    return { status: 200, headers, body: writeJson(values) };
  };
}

function parseStateCall({ body }: PactRequest) {
  const json: unknown = JSON.parse(body ?? '{}');
  const { action, state, params } = isObject(json) ? json : {};
  const { [marker]: place, ...own } = isObject(params) ? params : {};
  return { action, place, state: { name: String(state), params: own } };
}
