import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isObject } from '../../spec/index.ts';
import type { Finding } from '../checks/check.ts';
import type { Provider } from '../provider/provider.ts';
import { Play } from './interaction-run.ts';
import { judge } from './judge.ts';
import { marker, type PactInteraction, readPacts, writePacts } from './pact-file.ts';
import { type PactAnswer, type PactRequest, type PactVerdict, stateCallPath } from './protocol.ts';
import { stateCalled } from './provider-state.ts';
import { operationOf } from './translate.ts';
import { replayPacts, VerifierFailure } from './verifier-process.ts';

/** What became of one interaction. */
export interface InteractionFinding {
  /** The description in the pact in lower case with hyphens, unique among all pacts. */
  readonly id: string;
  /** The promise, in a sentence. */
  readonly says: string;
  readonly finding: Finding;
  readonly ms: number;
}

/** Which pacts are replayed, and how. */
export interface VerifyPactsOptions {
  /** The files. */
  readonly pacts: readonly string[];
  /** The provider's own endpoint that sets states up; otherwise its documented API does. */
  readonly statesUrl?: string | undefined;
  /** Milliseconds that Pact's verifier may be silent while it waits for nobody; 30 s by default. */
  readonly silence?: number | undefined;
  /** The module that runs Pact's verifier, instead of the own one. */
  readonly child?: string | undefined;
}

interface Found {
  readonly finding: Finding;
  readonly ms: number;
}

/**
 * Replays the interactions of pacts against a provider, those that are found broken a second time.
 * @throws ContractDefect when a pact cannot be read
 */
export async function verifyPacts(
  provider: Provider,
  options: VerifyPactsOptions,
): Promise<InteractionFinding[]> {
  const interactions = readPacts(options.pacts);
  const found = new Map<PactInteraction, Found>();
  for (const one of interactions) {
    const finding = lacking(provider, one, options.statesUrl);
    if (finding !== undefined) found.set(one, { finding, ms: 0 });
  }
  const open = interactions.filter((one) => !found.has(one));
  for (const [one, first] of await attempt(provider, open, options)) found.set(one, first);
  // Chance may have played its part in what is seen once.
  const broken = open.filter((one) => found.get(one)?.finding.outcome === 'broken');
  for (const [one, second] of await attempt(provider, broken, options)) {
    const first = found.get(one);
    if (first !== undefined) found.set(one, confirmed(first, second));
  }
  return interactions.flatMap((one) => {
    const { id, says } = one;
    const result = found.get(one);
    return result === undefined ? [] : [{ id, says, ...result }];
  });
}

function confirmed(first: Found, second: Found): Found {
  const ms = first.ms + second.ms;
  const both = second.finding.outcome === 'broken';
  const shorter = second.finding.exchanges.length < first.finding.exchanges.length;
  return { ...(both && !shorter ? first : second), ms };
}

function lacking(
  provider: Provider,
  { method, path, states }: PactInteraction,
  statesUrl: string | undefined,
): Finding | undefined {
  const given =
    statesUrl === undefined
      ? states.flatMap(({ name }) => stateCalled(provider, name)?.given ?? [])
      : [];
  const used = [
    ...given.map(({ operation }) => operation),
    operationOf(provider.contract, method, path)?.operation,
  ];
  const missing = used.find((one) => one !== undefined && provider.lacks.has(one));
  if (missing === undefined) return undefined;
  const name = `${missing.method.toUpperCase()} ${missing.path}`;
  const message = `The provider has no ${name}, and need not have it.`;
  return { outcome: 'skipped', message, exchanges: [] };
}

async function attempt(
  provider: Provider,
  interactions: readonly PactInteraction[],
  { statesUrl, silence, child }: VerifyPactsOptions,
): Promise<Map<PactInteraction, Found>> {
  if (interactions.length === 0) return new Map();
  const plays = interactions.map((one) => new Play(provider, one, statesUrl));
  const folder = mkdtempSync(join(tmpdir(), 'pacts-'));
  const answer = answering(plays);
  let verdicts: readonly PactVerdict[] = [];
  let failure: string | undefined;
  try {
    verdicts = await replayPacts(writePacts(folder, interactions), { answer, silence, child });
  } catch (error) {
    if (!(error instanceof VerifierFailure)) throw error;
    failure = error.message;
  } finally {
    rmSync(folder, { recursive: true });
    for (const play of plays) await play.end();
  }
  const byPlace = new Map(verdicts.map((one) => [one.description, one]));
  return new Map(
    interactions.flatMap((one, i) => {
      const play = plays[i];
      if (play === undefined) return [];
      const finding = judge(one, play, failure ?? byPlace.get(`${i}`), provider.redaction);
      return [[one, { finding, ms: play.ms }]];
    }),
  );
}

// Where nothing was done the status says that it was not the provider's.
const done: PactAnswer = { status: 200, headers: {}, body: '{}' };
const notDone: PactAnswer = { status: 400, headers: {}, body: '' };

function answering(plays: readonly Play[]): (request: PactRequest) => Promise<PactAnswer> {
  let current: Play | undefined;
  return async (request) => {
    const call = request.path === stateCallPath ? stateCall(request) : undefined;
    const place = call?.place ?? request.headers[marker];
    const play = place === undefined ? undefined : plays[Number(place)];
    // Of an interaction without states Pact asks for one without a name.
    if (play === undefined) return call === undefined ? notDone : done;
    if (play !== current) await current?.end();
    current = play;
    if (call === undefined) return (await play.send(request)) ?? notDone;
    if (call.action === 'teardown') {
      await play.end();
      return done;
    }
    const values = await play.setUp(call.state);
    // With a server error Pact would try again for many seconds.
    if (values === undefined) return notDone;
    const headers = { 'content-type': 'application/json' };
    return { status: 200, headers, body: JSON.stringify(values) };
  };
}

function stateCall({ body }: PactRequest) {
  const json: unknown = JSON.parse(body ?? '{}');
  const { action, state, params } = isObject(json) ? json : {};
  const { [marker]: place, ...own } = isObject(params) ? params : {};
  return { action, place, state: { name: String(state), params: own } };
}
