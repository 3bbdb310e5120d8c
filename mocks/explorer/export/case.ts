import type { IdentifierKind, Seed } from '../../../spec/index.ts';
import { isObject, type JsonObject } from '../../../spec/shared/json.ts';
import { formatPointer, parsePointer, valueAt } from '../../../spec/shared/json-pointer.ts';
import { matchPath } from '../../../spec/shared/path-template.ts';
import type { OperationView } from '../../control/contract-view.ts';
import { type HeaderMap, headerOf } from '../data/recorded-message.ts';
import { toFlowYaml } from './flow-yaml.ts';

/** A request with its response, as a step of a case is made of it. */
export interface CaseExchange {
  readonly operation: OperationView;
  /** The path below the prefix of the contract, with the query. */
  readonly url: string;
  readonly headers: HeaderMap;
  readonly hasToken: boolean;
  /** The parsed body, or its text if it is not JSON; undefined for none. */
  readonly body: unknown;
  readonly status: number;
  /** The parsed body of the response. */
  readonly answer: unknown;
}

/** What a case is made of. */
export interface CaseMaterial {
  readonly exchange: CaseExchange;
  /** The accepted requests that led there, from the beginning of the account. */
  readonly given: readonly CaseExchange[];
  /** What the account held at its beginning: its identifiers stay as they are. */
  readonly beginning: Seed;
  readonly identifiers: readonly IdentifierKind[];
  /** A comment for whoever completes the case. */
  readonly note?: string | undefined;
}

/**
 * An entry for the list `cases` of a `cases.yaml`: the request with what led there, and what is expected. Identifiers
 * that the account did not have become names, such as `{number.1}`, and created items `{added.1}`.
 */
export function toCase({ exchange, given, beginning, identifiers, note }: CaseMaterial): string {
  const names = new Map<string, string>();
  const counts = new Map<string, number>();
  const addedItems = new Map<string, string>();
  const { operation, status, answer } = exchange;
  const problem = isObject(answer) ? answer : {};
  const isRefused = status >= 400;
  const outcome = `${isRefused ? 'refused' : 'accepted'} with ${status}`;
  const rule = typeof problem.rule === 'string' ? ` (${problem.rule})` : '';
  const steps = given.map((one, i) => {
    const step = stepOf(one);
    const { acts } = one.operation;
    const id = isObject(one.answer) && acts ? one.answer[acts.identity] : undefined;
    if (acts?.action !== 'add' || id === undefined) return step;
    addedItems.set(`${acts.resource} ${id}`, `{added.${i + 1}}`);
    return { ...step, as: `added.${i + 1}` };
  });
  const request = stepOf(exchange);
  const quoted = isObject(problem.source) ? problem.source : operation.source;
  const fields: [string, unknown][] = [
    ['says', `${operation.summary}: this request is ${outcome}${rule}.`],
    ['source', quoted && referenceOf({ ...quoted })],
    ['doubt', typeof problem.doubt === 'string' ? problem.doubt : undefined],
    ['given', steps.length === 0 ? undefined : steps],
    ['request', request],
    ['expect', { mock: status, verifier: isRefused ? 'refused' : 'accepted' }],
  ];
  const id = `${kebab(operation.id)}-${status}${kebab(rule) && `-${kebab(rule)}`}`;
  return [
    ...(note === undefined ? [] : [`  # ${note}`]),
    `  - id: ${id}`,
    ...fields.flatMap(([name, value]) => lines(name, value)),
    '',
  ].join('\n');

  function stepOf({ operation: one, url, headers, hasToken, body }: CaseExchange): JsonObject {
    const [path = '', query = ''] = url.split(/\?(.*)/s);
    const type = headerOf(headers, 'content-type');
    const { resource = '', parameter = '' } = one.acts ?? {};
    const values = Object.entries(matchPath(one.path, path) ?? {}).map(([name, value]) => [
      name,
      (name === parameter && addedItems.get(`${resource} ${value}`)) || plain(value),
    ]);
    return {
      operation: one.id,
      ...(values.length === 0 ? {} : { path: Object.fromEntries(values) }),
      ...(query === '' ? {} : { query: Object.fromEntries(new URLSearchParams(query)) }),
      ...bodyOf(one, body),
      ...(body !== undefined && !/^application\/json\b/.test(type ?? '')
        ? { type: type ?? null }
        : {}),
      ...(hasToken ? {} : { account: 'none' }),
    };
  }

  function bodyOf({ acts, path }: OperationView, body: unknown): JsonObject {
    if (body === undefined) return {};
    if (typeof body === 'string') return { text: body };
    if (acts === null) return { json: body };
    let named: unknown = body;
    const item = parsePointer(acts.item);
    const pointerTo = (place: Place) => formatPointer([...item, ...place]);
    for (const { name: kind, fills } of identifiers) {
      const own = fills.filter(({ collection }) => [acts.resource, path].includes(collection));
      for (const { pointer } of own) {
        for (const place of placesIn(valueAt(body, acts.item), parsePointer(pointer))) {
          const value = valueAt(body, pointerTo(place));
          const name = nameOf(kind, value, acts.resource, pointer);
          if (name !== undefined) named = replaceAt(named, [...item, ...place], name);
        }
      }
    }
    const identity = [...item, acts.identity];
    const added = addedItems.get(`${acts.resource} ${valueAt(body, formatPointer(identity))}`);
    return { json: added === undefined ? named : replaceAt(named, identity, added) };
  }

  // What the account held from the beginning is no test data that somebody lends.
  function nameOf(kind: string, value: unknown, resource: string, pointer: string) {
    const key = `${kind} ${JSON.stringify(value)}`;
    if (value === null || typeof value === 'object' || value === undefined) return undefined;
    const held = Object.entries(beginning)
      .filter(([path]) => matchPath(resource, path) !== undefined)
      .flatMap(([, { items }]) => items)
      .flatMap((item) =>
        placesIn(item, parsePointer(pointer)).map((place) => valueAt(item, formatPointer(place))),
      );
    if (held.includes(value)) return undefined;
    if (!names.has(key)) {
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      names.set(key, `{${kind}.${count}}`);
    }
    return names.get(key);
  }
}

// A refusal quotes its source, too.
function referenceOf(quoted: JsonObject): JsonObject {
  const names = ['page', 'row', 'fact', 'example', 'silence'];
  return Object.fromEntries(Object.entries(quoted).filter(([name]) => names.includes(name)));
}

type Place = readonly (string | number)[];

/** The value with another one at a place. */
function replaceAt(value: unknown, [step, ...rest]: Place, other: unknown): unknown {
  if (step === undefined) return other;
  if (!Array.isArray(value)) {
    const fields = isObject(value) ? value : {};
    return { ...fields, [step]: replaceAt(fields[step], rest, other) };
  }
  return value.map((one, i) => (String(i) === String(step) ? replaceAt(one, rest, other) : one));
}

/** The places that a pointer with `*` leads to in a value. */
function placesIn(value: unknown, steps: readonly string[]): Place[] {
  const [step, ...rest] = steps;
  if (step === undefined) return [[]];
  const keys = step === '*' ? (Array.isArray(value) ? [...value.keys()] : []) : [step];
  return keys.flatMap((key) => {
    const part = valueAt(value, formatPointer([key]));
    return part === undefined ? [] : placesIn(part, rest).map((place) => [key, ...place]);
  });
}

function lines(name: string, value: unknown): string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return [`    ${name}: ${toFlowYaml(value)}`];
  return [`    ${name}:`, ...value.map((one) => `      - ${toFlowYaml(one)}`)];
}

function plain(value: string): string | number {
  return /^(0|[1-9]\d{0,14})$/.test(value) ? Number(value) : value;
}

function kebab(text: string): string {
  const words = text.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
  return words.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '');
}
