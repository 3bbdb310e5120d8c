import {
  type Contract,
  type Doubt,
  isObject,
  type JsonObject,
  type Property,
  type Resource,
} from '../../spec/index.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Call, CallResult, Observer } from '../provider/provider.ts';
import { actionOf, hasTwoForms } from '../provider/response-check.ts';

/** What a provider was seen to do where the documentation leaves room. */
export interface Observation {
  readonly doubt: string;
  /** A sentence. */
  readonly says: string;
  readonly exchange: Exchange;
}

interface Seen {
  readonly asked: Call;
  readonly told: CallResult;
  readonly resource: Resource | undefined;
  /** The items that the answer shows. */
  readonly items: readonly JsonObject[];
  readonly sent: JsonObject;
}

/** What to look at, by the word that a doubt names in `verifier.observes`. */
const looks: Readonly<Record<string, (seen: Seen) => readonly string[]>> = {
  'success-status': ({ asked, told }) =>
    told.reading.kind === 'accepted'
      ? [`${at(asked)} is accepted with ${told.exchange.response?.status}.`]
      : [],
  'refusal-form': ({ told: { reading, exchange } }) =>
    reading.kind === 'refused'
      ? [`A refusal is answered ${exchange.response?.status} as ${mediaType(exchange)}.`]
      : [],
  'empty-list': (seen) =>
    each(seen, ({ name, nullable }, item) => {
      const value = item[name];
      if (!nullable || (value !== null && !(Array.isArray(value) && value.length === 0))) return [];
      return isList(seen, name)
        ? [`A list with nothing in it is answered as ${JSON.stringify(value)}.`]
        : [];
    }),
  'unknown-fields': ({ resource, items }) => {
    const known = new Set(resource?.properties.map(({ name }) => name));
    return resource === undefined
      ? []
      : items.flatMap((item) =>
          Object.keys(item)
            .filter((name) => !known.has(name))
            .map((name) => `Answers have a field ${name} that no page names.`),
        );
  },
  'secret-echo': (seen) =>
    each(seen, ({ name, secret }, item) => {
      if (!secret || typeof seen.sent[name] !== 'string') return [];
      const value = item[name];
      if (value === seen.sent[name]) return [`The ${name} is answered as it was sent.`];
      if (value === undefined) return [`The ${name} is left out of the answer.`];
      return [
        value === null ? `The ${name} is answered as null.` : `The ${name} is answered masked.`,
      ];
    }),
  'number-form': (seen) =>
    each(seen, (property, item) => {
      const { name } = property;
      const [was, is] = [seen.sent[name], item[name]];
      if (!hasTwoForms(property) || was === undefined || is === undefined) return [];
      const form = (value: unknown) => (typeof value === 'number' ? 'a number' : 'text');
      return [`${name} that is sent as ${form(was)} comes back as ${form(is)}.`];
    }),
  'list-order': (seen) =>
    each(seen, ({ name }, item) => {
      const [was, is] = [seen.sent[name], item[name]];
      if (!Array.isArray(was) || !Array.isArray(is) || was.length < 2) return [];
      const same = was.every((value, i) => value === is[i]);
      return [
        `A list comes back in ${same ? 'the order in which it was sent' : 'an order of its own'}.`,
      ];
    }),
  'absent-fields': (seen) =>
    each(seen, ({ name, required }, item) => {
      if (required || name in seen.sent || seen.asked.json === undefined) return [];
      if (item[name] === undefined) return ['A field that has no value is left out of the answer.'];
      return item[name] === null ? ['A field that has no value is answered as null.'] : [];
    }),
};

/** Watches what comes by for the doubts that are answered in passing. */
export function createObservations(contract: Contract): {
  readonly observer: Observer;
  readonly observations: Observation[];
} {
  const observations: Observation[] = [];
  const known = new Set<string>();
  const watched = contract.doubts.filter(({ verifier }) => verifier.observes !== undefined);
  return {
    observations,
    observer(asked, told) {
      // What is tried against the documentation is reported by its own case.
      if (told.reading.kind === 'accepted' && asked.promised !== true) return;
      const seen = seenOf(contract, asked, told);
      for (const { id, verifier } of watched) {
        for (const says of looks[verifier.observes ?? '']?.(seen) ?? []) {
          if (known.has(id + says)) continue;
          known.add(id + says);
          observations.push({ doubt: id, says, exchange: told.exchange });
        }
      }
    },
  };
}

/** The doubts of a contract that name something to observe that the verifier does not know. */
export function unknownWords(doubts: readonly Doubt[]): Doubt[] {
  return doubts.filter(
    ({ verifier }) => verifier.observes !== undefined && !(verifier.observes in looks),
  );
}

function seenOf(contract: Contract, asked: Call, told: CallResult): Seen {
  const found = actionOf(contract, asked.operation);
  const answer = told.reading.kind === 'accepted' ? told.exchange.response?.json : undefined;
  const shown = Array.isArray(answer) ? answer : [answer];
  return {
    asked,
    told,
    resource: found?.resource,
    items: found?.action === 'delete' ? [] : shown.filter(isObject),
    sent: isObject(asked.json) ? asked.json : {},
  };
}

function each(
  { resource, items }: Seen,
  look: (property: Property, item: JsonObject) => readonly string[],
): string[] {
  return items.flatMap((item) =>
    (resource?.properties ?? []).flatMap((property) => look(property, item)),
  );
}

function isList({ resource }: Seen, name: string): boolean {
  const schema = resource?.properties.find((one) => one.name === name)?.schema;
  return [schema?.type].flat().includes('array');
}

function at({ operation }: Call): string {
  return `${operation.method.toUpperCase()} ${operation.path}`;
}

function mediaType({ response }: Exchange): string {
  return response?.headers['content-type']?.split(';')[0] ?? 'no media type';
}
