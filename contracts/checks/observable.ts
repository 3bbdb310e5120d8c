import {
  type Contract,
  chooseToken,
  isObject,
  type JsonObject,
  operationName,
  type Property,
  type Resource,
  type Tokens,
} from '../../spec/index.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Call, CallResult } from '../provider/provider.ts';
import { hasTwoForms } from '../provider/response-check.ts';
import { own } from '../provider/values.ts';

/** A call and its result, and what a look at them needs. */
export interface Look {
  readonly contract: Contract;
  readonly tokens: Tokens;
  readonly call: Call;
  readonly result: CallResult;
  /** The doubt that asks. */
  readonly doubt: string;
  readonly resource: Resource | undefined;
  readonly action: keyof Resource['actions'] | undefined;
  /** Those that the response documents. */
  readonly properties: readonly Property[];
  /** The items in the response. */
  readonly items: readonly JsonObject[];
  readonly sent: JsonObject;
}

/** What a look saw. */
export interface Sight {
  /** A sentence for the report. */
  readonly message?: string;
  /** The value of the word, by which a position of a switch is known; undefined if it is not certain. */
  readonly value?: string;
}

type Find = (look: Look) => readonly Sight[];

const acceptedWith =
  (...actions: Look['action'][]): Find =>
  ({ call: { operation }, result: { outcome, exchange }, action }) => {
    if (outcome !== 'accepted' || !actions.includes(action)) return [];
    const status = String(exchange.response?.status);
    const isDocumented = operation.responses.some((one) => one.status === status);
    const message = `${operationName(operation)} is accepted with ${status}.`;
    return [{ message, value: isDocumented ? 'documented' : status }];
  };

// Which token is refused says nothing of other refusals, and ids in paths may be refused as unknown paths.
const refusedInPlaceOf =
  (status: number): Find =>
  ({ call, result: { outcome, exchange }, action }) => {
    if (outcome !== 'refused' || call.strictStatus !== status) return [];
    if (status === 401 ? call.account !== 'none' : !isOwn(call)) return [];
    if (status === 422 && (action !== 'add' || !isObject(call.json))) return [];
    return [{ value: String(exchange.response?.status) }];
  };

const formOf =
  (sent: 'number' | 'string'): Find =>
  (look) =>
    each(look, (property, item) => {
      const { name } = property;
      const [was, is] = [own(look.sent, name), own(item, name)];
      if (!hasTwoForms(property) || typeof was !== sent || is === undefined) return [];
      const form = (value: unknown) => (typeof value === 'number' ? 'a number' : 'text');
      const message = `${name} that is sent as ${form(was)} comes back as ${form(is)}.`;
      return [{ message, value: typeof is === 'number' ? 'number' : 'text' }];
    });

/** What to look for in refusals and in the responses to what is promised, by a word of `observes`. */
export const looks: Readonly<Record<string, Find>> = {
  'status-of-add': acceptedWith('add'),
  'status-of-edit': acceptedWith('edit', 'patch'),
  'status-of-deletion': acceptedWith('delete'),
  'status-of-other': acceptedWith('list', 'read', undefined),
  'location-of-add': ({ action, result: { outcome, exchange } }) => {
    if (outcome !== 'accepted' || action !== 'add') return [];
    const isSent = exchange.response?.headers.location !== undefined;
    if (!isSent) return [{ value: 'none' }];
    return [{ message: 'An addition is answered with Location.', value: 'sent' }];
  },
  'form-of-refusals': ({ call, result: { outcome, exchange } }) => {
    if (outcome !== 'refused') return [];
    const message = `A refusal has status ${exchange.response?.status} and is ${mediaType(exchange)}.`;
    // A gateway may refuse tokens in a form of its own.
    return [{ message, ...(isOwn(call) && { value: refusalForm(exchange) }) }];
  },
  'status-of-400': refusedInPlaceOf(400),
  'status-of-401': refusedInPlaceOf(401),
  'status-of-404': refusedInPlaceOf(404),
  'status-of-409': refusedInPlaceOf(409),
  'status-of-415': refusedInPlaceOf(415),
  'status-of-422': refusedInPlaceOf(422),
  'empty-list': (look) =>
    each(look, ({ name, nullable, schema }, item) => {
      const value = own(item, name);
      if (!nullable || (value !== null && !(Array.isArray(value) && value.length === 0))) return [];
      if (![schema.type].flat().includes('array')) return [];
      const text = JSON.stringify(value);
      return [{ message: `An empty list is returned as ${text}.`, value: text }];
    }),
  'unknown-fields': ({ resource, items }) => {
    if (resource === undefined) return [];
    const known = new Set(resource.properties.map(({ name }) => name));
    return items.flatMap((item) =>
      Object.keys(item)
        .filter((name) => !known.has(name))
        .map((name) => ({ message: `Responses have a field ${name} that no page names.` })),
    );
  },
  'deletion-answer': ({ action, resource, properties, result: { outcome, item } }) => {
    if (outcome !== 'accepted' || action !== 'delete' || !isObject(item)) return [];
    const documented = new Set(properties.map(({ name }) => name));
    const shown = resource?.properties.filter(({ name }) => Object.hasOwn(item, name)) ?? [];
    if (shown.every(({ name }) => documented.has(name))) return [{ value: 'documented' }];
    return [{ message: 'A deletion is answered with fields of the item.', value: 'item' }];
  },
  'id-size': ({ items }) =>
    items.some((item) =>
      Object.values(item)
        .flat()
        .some((value) => typeof value === 'bigint'),
    )
      ? [
          {
            message:
              'Ids are larger than 2^53−1: JSON.parse in JavaScript rounds them, the verifier does not.',
          },
        ]
      : [],
  secret: (look) =>
    each(look, ({ name, secret }, item) => {
      if (!secret || typeof own(look.sent, name) !== 'string') return [];
      const value = own(item, name);
      if (value === own(look.sent, name)) {
        return [{ message: `The ${name} is returned as it was sent.`, value: 'echoed' }];
      }
      if (value === undefined) {
        return [{ message: `The ${name} is omitted from the response.`, value: 'omitted' }];
      }
      if (value === null) return [{ message: `The ${name} is returned as null.`, value: 'null' }];
      return [{ message: `The ${name} is returned masked.`, value: 'masked' }];
    }),
  'number-sent': formOf('number'),
  'text-sent': formOf('string'),
  'list-order': (look) =>
    each(look, ({ name }, item) => {
      const [was, is] = [own(look.sent, name), own(item, name)];
      if (!Array.isArray(was) || !Array.isArray(is) || was.length < 2) return [];
      const same = was.every((value, i) => value === is[i]);
      const order = same ? 'the order in which it was sent' : 'another order';
      const value = orderOf(was, is);
      return [{ message: `A list comes back in ${order}.`, ...(value && { value }) }];
    }),
  'absent-field': (look) =>
    each(look, ({ name, required, schema, secret }, item) => {
      if (required || Object.hasOwn(look.sent, name) || look.call.json === undefined) return [];
      // How an empty list or a secret is answered is another question.
      const isOther = secret || [schema.type].flat().includes('array');
      const value = own(item, name);
      if (value !== undefined && value !== null) return [];
      const form = value === null ? 'null' : 'omitted';
      const how = value === null ? 'returned as null' : 'omitted from the response';
      return [{ message: `A field without a value is ${how}.`, ...(!isOther && { value: form }) }];
    }),
};

/** What to look for in the response to any request, even to one that is accepted without a promise. */
export const looksBeyond: Readonly<Record<string, Find>> = {
  'duplicate-item': (look) =>
    each(look, ({ name }, item) => {
      const [was, is] = [own(look.sent, name), own(item, name)];
      if (!Array.isArray(was) || !Array.isArray(is)) return [];
      const twice = was.find((value, i) => was.indexOf(value) < i);
      const times = is.filter((value) => value === twice).length;
      if (twice === undefined || times === 0) return [];
      return [{ value: times === 1 ? 'once' : 'twice' }];
    }),
  'unknown-field': ({ contract, sent, items }) => {
    // A name that is nearly a documented one may be understood.
    const known = contract.resources.flatMap(({ properties }) => properties.map(nameOf));
    const unknown = Object.keys(sent).filter((name) => !known.includes(squashed(name)));
    return items.flatMap((item) =>
      unknown.map((name) => ({ value: own(item, name) === undefined ? 'dropped' : 'kept' })),
    );
  },
  'without-token': ({ tokens, call: { account = 'first', operation }, result: { outcome } }) => {
    const chosen = chooseToken(tokens, account);
    const isNone = 'token' in chosen && chosen.token === undefined;
    if (!isNone || operation.security.length === 0 || outcome === 'fault') return [];
    // Whatever else may be refused: with a token to lack, it is the token that was missed.
    return outcome === 'accepted' || account === 'none' ? [{ value: outcome }] : [];
  },
  'bearer-token': ({ tokens, call: { account = 'first' }, result: { outcome } }) => {
    const chosen = chooseToken(tokens, account);
    const isBearer = 'token' in chosen && /^Bearer /i.test(chosen.token ?? '');
    return isBearer && outcome === 'accepted' ? [{ value: outcome }] : [];
  },
};

function isOwn({ account = 'first' }: Call): boolean {
  return account === 'first' || account === 'second';
}

// A switch is about the properties that name its doubt.
function each(
  { properties, items, doubt }: Look,
  find: (property: Property, item: JsonObject) => readonly Sight[],
): Sight[] {
  return items.flatMap((item) =>
    properties.flatMap((property) => {
      const sights = find(property, item);
      if (property.doubts.includes(doubt)) return sights;
      return sights.map(({ message = '' }) => ({ message }));
    }),
  );
}

// Only what one order alone explains tells which it is.
function orderOf(was: readonly unknown[], is: readonly unknown[]): string | undefined {
  const ascending = was.toSorted((a, b) => (Number(a) < Number(b) ? -1 : 1));
  const orders = {
    'as-sent': was,
    ascending,
    descending: ascending.toReversed(),
    reversed: was.toReversed(),
  };
  if (was.length !== is.length || new Set(was).size < was.length) return undefined;
  if (!was.every((value) => typeof value === 'number' && is.includes(value))) return undefined;
  const fits = Object.entries(orders).filter(([, one]) => one.every((value, i) => value === is[i]));
  return fits.length > 1 ? undefined : (fits[0]?.[0] ?? 'other');
}

function refusalForm(exchange: Exchange): string {
  const { body = '', json } = exchange.response ?? {};
  const type = mediaType(exchange).toLowerCase();
  if (isObject(json) && isObject(json.error)) return 'json-rpc';
  if (body === '') return 'bare';
  if (type === 'application/problem+json') return 'problem';
  if (type.includes('html')) return 'html';
  return /[/+]json$/.test(type) ? 'json' : 'text';
}

function mediaType({ response }: Exchange): string {
  return response?.headers['content-type']?.split(';')[0]?.trim() ?? 'without a media type';
}

function nameOf({ name }: Property): string {
  return squashed(name);
}

function squashed(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}
