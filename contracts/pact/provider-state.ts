import { fillPlaceholders, type JsonObject, type ProviderState } from '../../spec/index.ts';
import { type CheckContext, SetUpFailure } from '../provider/check-context.ts';
import type { Provider } from '../provider/provider.ts';
import type { NamedState } from './pact-file.ts';

/** The state of the catalogue that a pact names. */
export function stateCalled(provider: Provider, name: string): ProviderState | undefined {
  return provider.catalogue.states.find(({ says }) => says === name);
}

/** How many identifiers of each kind several states take together. */
export function needsOf(provider: Provider, states: readonly NamedState[]): Map<string, number> {
  const needs = new Map<string, number>();
  for (const { name } of states) {
    for (const [kind, count] of stateCalled(provider, name)?.needs ?? []) {
      const before = needs.get(kind) ?? 0;
      // What everybody may use at the same time may be the same in each state.
      const shared = provider.pools.get(kind)?.kind.exclusive === false;
      needs.set(kind, shared ? Math.max(before, count) : before + count);
    }
  }
  return needs;
}

/**
 * Sets a state up by the requests that the catalogue says.
 * @param before the states that the context has already, whose identifiers are not used again
 * @returns what it injects, under the names that the pact asks for
 * @throws SetUpFailure when a request is not accepted, or the catalogue does not know the state
 */
export async function setUp(
  context: CheckContext,
  named: NamedState,
  before: readonly NamedState[],
): Promise<JsonObject> {
  const { provider } = context;
  const state = stateCalled(provider, named.name);
  if (state === undefined) {
    const file = provider.contract.verification.states ?? 'the provider states of the contract';
    throw new SetUpFailure(
      `It could not be set up: nothing says what "${named.name}" means. Add it to ${file}, or let the provider set it up by --states-url.`,
    );
  }
  lend(context, state, needsOf(provider, before));
  for (const step of state.given) {
    const { reading, exchange } = await context.runStep(step, `given ${state.says}`);
    if (reading.kind === 'accepted') continue;
    const { method, path } = step.operation;
    const status = exchange.response?.status ?? exchange.failure;
    throw new SetUpFailure(
      `It could not be set up: ${method.toUpperCase()} ${path} was not accepted (${status}).`,
    );
  }
  return Object.fromEntries(
    Object.entries(named.params).map(([kind, name]) => [
      String(name),
      injectedValue(context, state, kind),
    ]),
  );
}

// The names in a state are its own, so they stand for other identifiers than in the state before.
function lend(
  context: CheckContext,
  state: ProviderState,
  used: ReadonlyMap<string, number>,
): void {
  context.names.clear();
  for (const [kind, count] of state.needs) {
    const ids = context.reserved.get(kind) ?? [];
    const shared = context.provider.pools.get(kind)?.kind.exclusive === false;
    const start = shared ? 0 : (used.get(kind) ?? 0);
    for (const [i, id] of ids.slice(start, start + count).entries()) {
      context.names.set(`${kind}.${i + 1}`, id);
    }
  }
}

function injectedValue(context: CheckContext, state: ProviderState, kind: string): unknown {
  const written = state.values[kind];
  const value = written === undefined ? undefined : fillPlaceholders(written, context.names);
  if (value !== undefined && value !== 'undefined') return value;
  const why =
    written === undefined
      ? `the state "${state.says}" has no value "${kind}"`
      : `the answers do not say what ${written} is`;
  throw new SetUpFailure(`It could not be set up: ${why}.`);
}
