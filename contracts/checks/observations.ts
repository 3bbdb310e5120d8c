import { actionOf, type Doubt, isObject, type Observed, type Operation } from '../../spec/index.ts';
import { asEvidence, atOneMoment, type Exchange } from '../http/exchange.ts';
import type { Call, CallResult, Observer, Provider } from '../provider/provider.ts';
import { type Look, looks, looksBeyond } from './observable.ts';
import type { CheckResult } from './run-checks.ts';

/** What a provider does where the documentation leaves room. */
export interface Observation {
  readonly doubt: string;
  /** A word that the verifier knows. */
  readonly what: string;
  /** One of the values that the word has; undefined if it is not certain. */
  readonly value: string | undefined;
  /** A sentence; undefined if the value says it all. */
  readonly message: string | undefined;
  /** What it refused. */
  readonly refused: Operation | undefined;
  /** The kind of request that was refused, if the documentation leaves open whether it is. */
  readonly open: string | undefined;
  readonly exchange: Exchange;
}

/** What a run of the checks saw of a provider. */
export interface Seen {
  readonly results: readonly CheckResult[];
  readonly observations: readonly Observation[];
  /** By which the positions of switches are known. */
  readonly observed: Observed;
}

const known = { ...looks, ...looksBeyond };

/** Observes doubts in the responses to all requests. */
export function createObservations(provider: Provider): {
  readonly observer: Observer;
  /** Puts together what was seen, with the results of the checks. */
  seen(results: readonly CheckResult[]): Seen;
} {
  const observations: Observation[] = [];
  const seenBefore = new Set<string>();
  const accepted = new Set<Operation>();
  const acceptedOpen = new Set<string>();
  const watched = provider.contract.doubts.flatMap(({ id, verifier: { observes = [] } }) =>
    observes.map((what) => [id, what] as const),
  );
  return {
    seen(results) {
      // What accepts nothing may be lacking.
      const told = observations.filter(
        ({ refused }) => refused === undefined || accepted.has(refused),
      );
      // Who accepts such a request refuses another for a reason that the mock does not have.
      const certain = told.map((one) =>
        one.open !== undefined && acceptedOpen.has(one.open) ? { ...one, value: undefined } : one,
      );
      return seenIn(results, certain);
    },
    observer(call, result) {
      const { operation } = call;
      const open = call.open ? `${operation.id} ${call.strictStatus}` : undefined;
      if (result.outcome === 'accepted') {
        accepted.add(operation);
        if (open !== undefined) acceptedOpen.add(open);
      }
      // Undocumented requests are reported by their own cases.
      const isBeyond = result.outcome === 'accepted' && call.promised !== true;
      const isRace = call.note.startsWith(atOneMoment);
      for (const [doubt, what] of watched) {
        const look = isBeyond ? looksBeyond[what] : known[what];
        for (const sight of look?.(lookOf(provider, doubt, call, result)) ?? []) {
          const { message } = sight;
          const value = isRace ? undefined : sight.value;
          const key = [doubt, what, value, message, operation.id, open].join();
          if (seenBefore.has(key) || (message ?? value) === undefined) continue;
          seenBefore.add(key);
          const exchange = asEvidence(result.exchange);
          const refused = result.outcome === 'refused' ? operation : undefined;
          observations.push({
            ...{ doubt, what, value, message, refused, exchange },
            open: refused && open,
          });
        }
      }
    },
  };
}

/** Puts together what a run of the checks saw of a provider. */
export function seenIn(
  results: readonly CheckResult[],
  observations: readonly Observation[],
): Seen {
  const observed = new Map<string, Set<string>>();
  const add = (what: string, value: string) =>
    observed.set(what, (observed.get(what) ?? new Set()).add(value));
  for (const { what, value } of observations) if (value !== undefined) add(what, value);
  for (const { check, finding } of results) {
    const { outcome, accepted } = finding;
    if (outcome !== 'observed' || accepted === undefined) continue;
    add(check.id, accepted ? 'accepted' : 'refused');
  }
  return { results, observations, observed };
}

/**
 * Returns the words of doubts that the verifier does not know, by which nothing is ever seen.
 * @param cases the ids of the catalogue's cases, which positions may name, too
 */
export function unknownObservations(doubts: readonly Doubt[], cases: readonly string[]): string[] {
  return doubts.flatMap(({ id, verifier: { observes = [] }, switches }) => {
    const positions = switches.flatMap((one) => Object.values(one.positions));
    const named = positions.flatMap(({ seen }) => Object.keys(seen));
    // What no doubt observes is not looked for.
    const isKnown = (what: string) => cases.includes(what) || observes.includes(what);
    const unknown = [
      ...observes.filter((what) => !Object.hasOwn(known, what)),
      ...named.filter((what) => !isKnown(what)),
    ];
    return [...new Set(unknown)].map((what) => `${id}: ${what}`);
  });
}

function lookOf(provider: Provider, doubt: string, call: Call, result: CallResult): Look {
  const { contract, tokens } = provider;
  const { view: resource, action } = actionOf(contract, call.operation) ?? {};
  const shown = result.outcome === 'accepted' ? result.item : undefined;
  return {
    ...{ contract, tokens, call, result, doubt, resource, action },
    properties: (action && resource?.responseProperties[action]) ?? [],
    items: action === 'delete' ? [] : [shown].flat().filter(isObject),
    sent: isObject(call.json) ? call.json : {},
  };
}
