import {
  actionOf,
  type Contract,
  type Doubt,
  isObject,
  type JsonObject,
  operationName,
  type Property,
  type Resource,
} from '../../spec/index.ts';
import { asEvidence, type Exchange } from '../http/exchange.ts';
import type { Call, CallResult, Observer } from '../provider/provider.ts';
import { hasTwoForms } from '../provider/response-check.ts';
import { own } from '../provider/values.ts';

/** What a provider does where the documentation leaves room. */
export interface Observation {
  readonly doubt: string;
  /** A sentence. */
  readonly message: string;
  readonly exchange: Exchange;
}

interface Seen {
  readonly call: Call;
  readonly result: CallResult;
  readonly resource: Resource | undefined;
  /** Those that the response documents. */
  readonly properties: readonly Property[];
  /** The items in the response. */
  readonly items: readonly JsonObject[];
  readonly sent: JsonObject;
}

/** What to look for, by the word of a doubt's `verifier.observes`. */
const looks: Readonly<Record<string, (seen: Seen) => readonly string[]>> = {
  'success-status': ({ call, result }) =>
    result.outcome === 'accepted'
      ? [`${operationName(call.operation)} is accepted with ${result.exchange.response?.status}.`]
      : [],
  'refusal-form': ({ result: { outcome, exchange } }) =>
    outcome === 'refused'
      ? [`A refusal has status ${exchange.response?.status} and is ${mediaType(exchange)}.`]
      : [],
  'empty-list': (seen) =>
    each(seen, ({ name, nullable, schema }, item) => {
      const value = own(item, name);
      if (!nullable || (value !== null && !(Array.isArray(value) && value.length === 0))) return [];
      if (![schema.type].flat().includes('array')) return [];
      return [`An empty list is returned as ${JSON.stringify(value)}.`];
    }),
  'unknown-fields': ({ resource, items }) => {
    if (resource === undefined) return [];
    const known = new Set(resource.properties.map(({ name }) => name));
    return items.flatMap((item) =>
      Object.keys(item)
        .filter((name) => !known.has(name))
        .map((name) => `Responses have a field ${name} that no page names.`),
    );
  },
  'id-size': ({ items }) =>
    items.some((item) =>
      Object.values(item)
        .flat()
        .some((value) => typeof value === 'bigint'),
    )
      ? ['Ids are larger than 2^53−1: JSON.parse in JavaScript rounds them, the verifier does not.']
      : [],
  'secret-echo': (seen) =>
    each(seen, ({ name, secret }, item) => {
      if (!secret || typeof own(seen.sent, name) !== 'string') return [];
      const value = own(item, name);
      if (value === own(seen.sent, name)) return [`The ${name} is returned as it was sent.`];
      if (value === undefined) return [`The ${name} is omitted from the response.`];
      return [`The ${name} is returned ${value === null ? 'as null' : 'masked'}.`];
    }),
  'number-form': (seen) =>
    each(seen, (property, item) => {
      const { name } = property;
      const [was, is] = [own(seen.sent, name), own(item, name)];
      if (!hasTwoForms(property) || was === undefined || is === undefined) return [];
      const form = (value: unknown) => (typeof value === 'number' ? 'a number' : 'text');
      return [`${name} that is sent as ${form(was)} comes back as ${form(is)}.`];
    }),
  'list-order': (seen) =>
    each(seen, ({ name }, item) => {
      const [was, is] = [own(seen.sent, name), own(item, name)];
      if (!Array.isArray(was) || !Array.isArray(is) || was.length < 2) return [];
      const same = was.every((value, i) => value === is[i]);
      return [`A list comes back in ${same ? 'the order in which it was sent' : 'another order'}.`];
    }),
  'absent-fields': (seen) =>
    each(seen, ({ name, required }, item) => {
      if (required || Object.hasOwn(seen.sent, name) || seen.call.json === undefined) return [];
      if (own(item, name) === undefined)
        return ['A field without a value is omitted from the response.'];
      return own(item, name) === null ? ['A field without a value is returned as null.'] : [];
    }),
};

/** Observes doubts in the responses to all requests. */
export function createObservations(contract: Contract): {
  readonly observer: Observer;
  readonly observations: Observation[];
} {
  const observations: Observation[] = [];
  const known = new Set<string>();
  const watched = contract.doubts.filter(({ verifier }) => verifier.observes !== undefined);
  return {
    observations,
    observer(call, result) {
      // Undocumented requests are reported by their own cases.
      if (result.outcome === 'accepted' && call.promised !== true) return;
      const seen = seenOf(contract, call, result);
      for (const { id, verifier } of watched) {
        for (const message of looks[verifier.observes ?? '']?.(seen) ?? []) {
          if (known.has(id + message)) continue;
          known.add(id + message);
          observations.push({ doubt: id, message, exchange: asEvidence(result.exchange) });
        }
      }
    },
  };
}

/** Returns the doubts that name something to observe that the verifier does not know. */
export function unknownObservations(doubts: readonly Doubt[]): Doubt[] {
  return doubts.filter(
    ({ verifier }) => verifier.observes !== undefined && !Object.hasOwn(looks, verifier.observes),
  );
}

function seenOf(contract: Contract, call: Call, result: CallResult): Seen {
  const { view: resource, action } = actionOf(contract, call.operation) ?? {};
  const shown = result.outcome === 'accepted' ? result.item : undefined;
  return {
    call,
    result,
    resource,
    properties: (action && resource?.responseProperties[action]) ?? [],
    items: action === 'delete' ? [] : [shown].flat().filter(isObject),
    sent: isObject(call.json) ? call.json : {},
  };
}

function each(
  { properties, items }: Seen,
  look: (property: Property, item: JsonObject) => readonly string[],
): string[] {
  return items.flatMap((item) => properties.flatMap((property) => look(property, item)));
}

function mediaType({ response }: Exchange): string {
  return response?.headers['content-type']?.split(';')[0] ?? 'without a media type';
}
