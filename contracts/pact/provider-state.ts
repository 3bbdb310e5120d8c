import {
  distance,
  fillParams,
  fillPlaceholders,
  type JsonObject,
  operationName,
  type ProviderState,
} from '../../spec/index.ts';
import { statusOf } from '../http/exchange.ts';
import type { CheckContext } from '../provider/check-context.ts';
import { namesOneItem } from '../provider/named-identifiers.ts';
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
    throw failure(
      `nothing says what "${named.name}" means${knownStates(provider, named.name)}. Add it to a file of --states, or let the provider set it up by --states-url`,
    );
  }
  assignNames(context, state, needsOf(provider, before));
  const missing = (name: string) => {
    throw failure(`the pact gives the state "${state.says}" no parameter "${name}"`);
  };
  for (const step of state.given) {
    const { path, query, json } = fillParams(
      { path: step.path, query: step.query, json: step.json },
      named.params,
      missing,
    );
    for (const [name, value] of Object.entries(path ?? {})) {
      if (value === step.path?.[name] || namesOneItem(`${value}`)) continue;
      throw failure(`the pact gives the state "${state.says}" a value that is no id, "${value}"`);
    }
    const filled = { ...step, path, query, json };
    const { outcome, exchange } = await context.runStep(filled, `given ${state.says}`);
    if (outcome === 'accepted') continue;
    const name = operationName(step.operation);
    throw failure(`${name} was not accepted (${statusOf(exchange)})`);
  }
  const values = Object.keys(state.values);
  const own = values.map((kind) => [kind, stateValue(context, state, kind)]);
  // Other parameters are inputs.
  const renamed = Object.entries(named.params).filter(([kind]) => values.includes(kind));
  const asked = renamed.map(([kind, name]) => {
    const value = stateValue(context, state, kind);
    if (value !== undefined) return [String(name), value];
    throw failure(`the responses do not say what ${state.values[kind]} is`);
  });
  // The name that an earlier state's value was given is no longer the own name of a value.
  const taken = new Set(before.flatMap(({ params }) => Object.values(params)));
  const lent = own.filter(([kind, value]) => value !== undefined && !taken.has(kind));
  return Object.fromEntries([...lent, ...asked]);
}

// Which states there are, and the one that may be meant.
function knownStates({ catalogue: { states } }: Provider, name: string): string {
  const names = states.map(({ says }) => says);
  const near = names.toSorted((one, other) => distance(name, one) - distance(name, other))[0];
  const isNear = near !== undefined && distance(name, near) < 3;
  const known = names.map((one) => `"${one}"`).join(', ') || 'none';
  return ` (${isNear ? `perhaps "${near}"; ` : ''}known: ${known})`;
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

function stateValue({ names }: CheckContext, state: ProviderState, kind: string): unknown {
  const value = fillPlaceholders(state.values[kind], names);
  return value === 'undefined' ? undefined : value;
}

function isShared(provider: Provider, kind: string): boolean {
  return provider.pools.get(kind)?.kind.exclusive === false;
}

function failure(why: string): SetUpFailure {
  return new SetUpFailure(`The interaction could not be set up: ${why}.`);
}
