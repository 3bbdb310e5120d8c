import type { Contract, Operation } from '../contract/contract.ts';
import { successOf } from '../contract/item-bodies.ts';
import { actionOf, allOperations, operationById, sentItem } from '../contract/lookup.ts';
import { isObject, type JsonObject } from '../document/references.ts';
import { closedObject, listOf, text } from '../document/schema.ts';
import type { YamlFile } from '../document/yaml-file.ts';
import type { Expectation } from '../shared/expectation.ts';
import { withValueAt } from '../shared/json-pointer.ts';
import type { IdentifierKind } from './identifiers.ts';
import { type RequestParts, type StepAccount, stepAccounts } from './request.ts';

/** One request of a case, before identifiers replace its names. */
export interface Step extends Omit<RequestParts, 'path' | 'token'> {
  readonly operation: Operation;
  readonly path: Readonly<Record<string, unknown>>;
  readonly account: StepAccount | undefined;
  /** The fields that it has of itself, and not of the request that it is like. */
  readonly ownFields: readonly string[];
  readonly as: string | undefined;
  readonly expect: Expectation;
  /** Send it only after this outcome of the request under test. */
  readonly when: 'accepted' | 'refused' | undefined;
}

/**
 * Whether a step asks for an item by an identity that no provider gives so soon. Such a request may move
 * the counter of a provider that adds what an edit does not find.
 */
export function namesLargeIdentity(
  contract: Pick<Contract, 'resources'>,
  { operation, path, json }: Step,
): boolean {
  const { resource, action } = actionOf(contract, operation) ?? {};
  if (resource === undefined || action === undefined) return false;
  const { name, parameter } = resource.identity;
  const item = sentItem(resource, action, json);
  const values = [path[parameter], isObject(item) ? item[name] : undefined];
  return values.some((value) => Number(value) >= Number.MAX_SAFE_INTEGER);
}

/** A step as the catalogue writes it. */
export interface WrittenStep {
  like?: string;
  operation?: string;
  path?: Record<string, unknown>;
  query?: Record<string, unknown>;
  /** The fields of the item, which is sent in the envelope of the operation; `json` is the whole body. */
  body?: JsonObject;
  without?: string[];
  json?: unknown;
  text?: string;
  type?: string | null;
  accept?: string;
  split?: boolean;
  account?: StepAccount;
  as?: string;
  expect?: Expectation;
  when?: 'accepted' | 'refused';
}

/** The schema of an expectation. */
export const expectationShape = closedObject(
  {
    mock: { type: 'integer', minimum: 200, maximum: 499 },
    verifier: { enum: ['accepted', 'refused', 'open'] },
  },
  {
    repeats: { type: 'boolean' },
    shows: listOf({ type: 'object' }),
    omits: listOf({ type: 'object' }),
  },
);
const stepFields = {
  like: text,
  operation: text,
  path: { type: 'object' },
  query: { type: 'object' },
  body: { type: 'object' },
  without: listOf(text),
  json: true,
  text: { type: 'string' },
  type: { type: ['string', 'null'] },
  accept: text,
  split: { type: 'boolean' },
  account: { enum: stepAccounts },
  as: { type: 'string', pattern: '^[a-z]+\\.[0-9]+$' },
  expect: expectationShape,
  when: { enum: ['accepted', 'refused'] },
};
/** The schema of a written step. */
export const stepShape = closedObject({}, stepFields);
/** The names in a case or state: those of created items, and how many identifiers of each kind it needs. */
export interface Names {
  readonly created: Set<string>;
  readonly needs: Map<string, number>;
}

/** Reads the steps of one file. */
export type StepReader = ReturnType<typeof createStepReader>;

/**
 * Creates the reader of the steps of one file.
 * @param requests the named requests that a step may be `like`
 */
export function createStepReader(
  contract: Contract,
  file: YamlFile,
  kinds: readonly IdentifierKind[],
  requests: Readonly<Record<string, WrittenStep>>,
) {
  return { read, recordNames };

  /**
   * Reads the step at a JSON Pointer and records the names that it creates and needs. By default it is
   * expected to be accepted, as documented.
   * @throws ContractDefect if it uses an unknown name, request or operation
   */
  function read(
    written: WrittenStep,
    at: string,
    expect: Expectation | undefined,
    names: Names,
  ): Step {
    const step = resolveStep(written, at, expect);
    const { shows, omits } = step.expect;
    const { path, query, json, text = '' } = step;
    recordNames([path, query, json, namesInText(text), shows, omits], at, names);
    if (step.as !== undefined) names.created.add(step.as);
    return step;
  }

  /**
   * Records the names in a value as needed.
   * @throws ContractDefect if a name stands for nothing
   */
  function recordNames(value: unknown, at: string, { created, needs }: Names): void {
    for (const name of namesIn(value)) {
      if (created.has(`${name.kind}.${name.first}`)) continue;
      if (kinds.some((kind) => kind.name === name.kind)) {
        needs.set(name.kind, Math.max(needs.get(name.kind) ?? 0, name.last));
        continue;
      }
      const known = [...kinds.map((kind) => `${kind.name}.1`), ...created].join(', ');
      const what = `{${name.kind}.${name.first}} stands for nothing here`;
      throw file.defect(at, what, `use ${known}, or create it in an earlier step`);
    }
  }

  function resolveStep(written: WrittenStep, at: string, expect: Expectation | undefined): Step {
    const base = written.like === undefined ? {} : requests[written.like];
    if (base === undefined) {
      const known = Object.keys(requests).join(', ');
      const what = `there is no request "${written.like}"`;
      throw file.defect(`${at}/like`, what, `name one of ${known}`);
    }
    const id = written.operation ?? base.operation;
    const operation = id === undefined ? undefined : operationById(contract, id);
    if (operation === undefined) {
      const known = allOperations(contract)
        .map((one) => one.id)
        .join(', ');
      const what = id === undefined ? 'this step has no operation' : `there is no "${id}"`;
      throw file.defect(`${at}/operation`, what, `name one of ${known}`);
    }
    const { text, type, accept, split = false, as, when } = written;
    const own = 'json' in written && isObject(written.json) ? written.json : written.body;
    return {
      operation,
      path: { ...base.path, ...written.path },
      query: written.query ?? base.query,
      json: bodyOf(base, written, envelopeOf(operation)),
      text,
      type,
      accept,
      split,
      account: written.account ?? base.account,
      ownFields: Object.keys(own ?? {}),
      as,
      expect: expect ?? acceptanceOf(operation),
      when,
    };
  }

  function envelopeOf(operation: Operation): string {
    const { resource, action } = actionOf(contract, operation) ?? {};
    return (action && resource?.bodies[action]?.request) ?? '';
  }
}

function acceptanceOf(operation: Operation): Expectation {
  const status = Number(successOf(operation)?.status);
  return { mock: status || 200, verifier: 'accepted' };
}

function bodyOf(base: WrittenStep, written: WrittenStep, envelope: string): unknown {
  if (written.text !== undefined) return undefined;
  if ('json' in written) return written.json;
  if (base.body === undefined && written.body === undefined) return undefined;
  const fields = { ...base.body, ...written.body };
  for (const name of written.without ?? []) delete fields[name];
  return withValueAt({}, envelope, fields);
}

/** A name that stands for identifiers: {number.1}, {number.1-40} or {number.1|text}. */
export interface NamedIdentifier {
  readonly kind: string;
  readonly first: number;
  readonly last: number;
  readonly text: boolean;
}

/** Parses a string as the name of identifiers; undefined if it is none. */
export function parseName(text: string): NamedIdentifier | undefined {
  const found = /^\{([a-z]+)\.(\d+)(?:-(\d+))?(\|text)?\}$/.exec(text);
  if (found === null) return undefined;
  const [, kind = '', first, last, form] = found;
  return {
    kind,
    first: Number(first),
    last: Number(last ?? first),
    text: form !== undefined,
  };
}

// In a text that is not JSON.
function namesInText(text: string): readonly string[] {
  return text.match(/\{[a-z]+\.\d+\}/g) ?? [];
}

function namesIn(value: unknown): NamedIdentifier[] {
  if (typeof value === 'string') {
    const name = parseName(value);
    return name === undefined ? [] : [name];
  }
  if (Array.isArray(value)) return value.flatMap(namesIn);
  return isObject(value) ? Object.values(value).flatMap(namesIn) : [];
}
