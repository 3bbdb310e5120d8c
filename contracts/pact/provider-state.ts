import {
  fillPlaceholders,
  type JsonObject,
  operationName,
  type ProviderState,
} from '../../spec/index.ts';
import { statusOf } from '../http/exchange.ts';
import type { CheckContext } from '../provider/check-context.ts';
import type { Provider } from '../provider/provider.ts';
import { SetUpFailure } from '../provider/set-up-failure.ts';
import type { NamedState } from './pact-file.ts';

/** Returns the state of the catalogue that a pact names. */
export function findState(provider: Provider, name: string): ProviderState | undefined {
  return provider.catalogue.states.find(({ says }) => says === name);
}

/** Returns how many identifiers of each kind several states need together. */
export function needsOf(provider: Provider, states: readonly NamedState[]): Map<string, number> {
  const needs = new Map<string, number>();
  for (const { name } of states) {
    for (const [kind, count] of findState(provider, name)?.needs ?? []) {
      const before = needs.get(kind) ?? 0;
      // States may use the same shared identifiers.
      needs.set(kind, isShared(provider, kind) ? Math.max(before, count) : before + count);
    }
  }
  return needs;
}

/**
 * Sets up a state by the requests of the catalogue.
 * @param before the states that are set up already, which keep their identifiers
 * @returns the values that it injects, under the names that the pact asks for
 * @throws SetUpFailure if a request is not accepted, or the catalogue lacks the state
 */
export async function setUp(
  context: CheckContext,
  named: NamedState,
  before: readonly NamedState[],
): Promise<JsonObject> {
  const { provider } = context;
  const state = findState(provider, named.name);
  if (state === undefined) {
    const file = provider.contract.verification.states ?? 'the provider states of the contract';
    throw failure(
      `nothing says what "${named.name}" means. Add it to ${file}, or let the provider set it up by --states-url`,
    );
  }
  assignNames(context, state, needsOf(provider, before));
  for (const step of state.given) {
    const { outcome, exchange } = await context.runStep(step, `given ${state.says}`);
    if (outcome === 'accepted') continue;
    const name = operationName(step.operation);
    throw failure(`${name} was not accepted (${statusOf(exchange)})`);
  }
  return Object.fromEntries(
    Object.entries(named.params).map(([kind, name]) => [
      String(name),
      injectedValue(context, state, kind),
    ]),
  );
}

// Each state has its own names, for other identifiers than those of the states before.
function assignNames(
  { names, reserved, provider }: CheckContext,
  state: ProviderState,
  used: ReadonlyMap<string, number>,
): void {
  names.clear();
  for (const [kind, count] of state.needs) {
    const start = isShared(provider, kind) ? 0 : (used.get(kind) ?? 0);
    const ids = reserved.get(kind)?.slice(start, start + count) ?? [];
    for (const [i, id] of ids.entries()) names.set(`${kind}.${i + 1}`, id);
  }
}

function injectedValue({ names }: CheckContext, state: ProviderState, kind: string): unknown {
  const written = state.values[kind];
  if (written === undefined) throw failure(`the state "${state.says}" has no value "${kind}"`);
  const value = fillPlaceholders(written, names);
  if (value !== undefined && value !== 'undefined') return value;
  throw failure(`the responses do not say what ${written} is`);
}

function isShared(provider: Provider, kind: string): boolean {
  return provider.pools.get(kind)?.kind.exclusive === false;
}

function failure(why: string): SetUpFailure {
  return new SetUpFailure(`The interaction could not be set up: ${why}.`);
}
