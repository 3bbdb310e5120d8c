import type { Contract, Operation } from './contract.ts';
import { ContractDefect } from './defect.ts';
import { type IdentifierKind, loadIdentifiers } from './identifiers.ts';
import { isObject, type JsonObject } from './references.ts';
import { compileCheck, demand } from './schema.ts';
import { missingSource, type SourceReference, sourceReferenceShape } from './sources.ts';
import { readYamlFile, type YamlFile } from './yaml-file.ts';

/** In whose name a step is sent instead of with the lent token. */
export type StepAccount = 'none' | 'unknown' | 'longer' | 'shorter' | 'second';

/** What is expected of a request: the mock's status, and what a tolerant verifier demands. */
export interface Expectation {
  readonly mock: number;
  readonly verifier: 'accepted' | 'refused' | 'open';
}

/** One request of a case, its names not yet replaced by identifiers. */
export interface Step {
  readonly operation: Operation;
  readonly path: Readonly<Record<string, unknown>>;
  /** The JSON of the body; undefined sends `text`, or nothing. */
  readonly json: unknown;
  readonly text: string | undefined;
  /** The Content-Type; undefined is the documented one, null sends none. */
  readonly type: string | null | undefined;
  readonly account: StepAccount | undefined;
  readonly as: string | undefined;
  readonly expect: Expectation;
  /** Sent only when the request in question was answered so. */
  readonly when: 'accepted' | 'refused' | undefined;
}

/** A right or wrong request in a situation, and what is expected of it. */
export interface Case {
  readonly id: string;
  readonly says: string;
  readonly source: SourceReference | undefined;
  readonly doubt: string | undefined;
  readonly promises: readonly string[];
  readonly given: readonly Step[];
  readonly request: Step;
  readonly observed: { readonly accepted: string; readonly refused: string } | undefined;
  /** Of the cases with the same word here a provider must accept one. */
  readonly oneOf: string | undefined;
  readonly then: readonly Step[];
  /** How many identifiers of each kind it takes. */
  readonly needs: ReadonlyMap<string, number>;
}

/** Something that the documentation promises beyond a row of a table. */
export interface Promised {
  readonly id: string;
  readonly says: string;
  /** The checks in code that try it, beside the cases that name it. */
  readonly checks: readonly string[];
}

/** What the verifier is fed with beside the contract. */
export interface Catalogue {
  readonly identifiers: readonly IdentifierKind[];
  readonly cases: readonly Case[];
  readonly promises: readonly Promised[];
}

interface WrittenStep {
  like?: string;
  operation?: string;
  path?: Record<string, unknown>;
  body?: JsonObject;
  without?: string[];
  json?: unknown;
  text?: string;
  type?: string | null;
  account?: StepAccount;
  as?: string;
  expect?: Expectation;
  when?: 'accepted' | 'refused';
}

interface WrittenCase {
  id: string;
  says: string;
  source?: SourceReference;
  doubt?: string;
  promises?: string[];
  given?: WrittenStep[];
  request: WrittenStep;
  expect: Expectation;
  observed?: { accepted: string; refused: string };
  'one-of'?: string;
  then?: WrittenStep[];
}

const words = { type: 'string', minLength: 1 };
const expectation = {
  type: 'object',
  additionalProperties: false,
  required: ['mock', 'verifier'],
  properties: {
    mock: { type: 'integer', minimum: 200, maximum: 499 },
    verifier: { enum: ['accepted', 'refused', 'open'] },
  },
};
const step = {
  type: 'object',
  additionalProperties: false,
  properties: {
    like: words,
    operation: words,
    path: { type: 'object' },
    body: { type: 'object' },
    without: { type: 'array', items: words },
    json: true,
    text: { type: 'string' },
    type: { type: ['string', 'null'] },
    account: { enum: ['none', 'unknown', 'longer', 'shorter', 'second'] },
    as: { type: 'string', pattern: '^[a-z]+\\.[0-9]+$' },
    expect: expectation,
    when: { enum: ['accepted', 'refused'] },
  },
};
const checkCases = compileCheck({
  type: 'object',
  additionalProperties: false,
  required: ['cases'],
  properties: {
    requests: { type: 'object', additionalProperties: step },
    promises: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['id', 'says'],
        properties: { id: words, says: words, checks: { type: 'array', items: words } },
      },
    },
    cases: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['id', 'says', 'request', 'expect'],
        properties: {
          id: { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' },
          says: words,
          source: sourceReferenceShape,
          doubt: words,
          promises: { type: 'array', items: words },
          given: { type: 'array', items: step },
          request: step,
          expect: expectation,
          observed: {
            type: 'object',
            additionalProperties: false,
            required: ['accepted', 'refused'],
            properties: { accepted: words, refused: words },
          },
          'one-of': words,
          // What is sent afterwards says what is expected of it.
          // biome-ignore lint/suspicious/noThenProperty: a field of the catalogue, not a promise.
          then: { type: 'array', items: { ...step, required: ['expect'] } },
        },
      },
    },
  },
});

const accepted: Expectation = { mock: 200, verifier: 'accepted' };

/**
 * Reads the identifiers and the cases that a contract names.
 * @throws ContractDefect with file, line and remedy for the first defect that is found.
 */
export function loadCatalogue(contract: Contract): Catalogue {
  const { verification, resources } = contract;
  const identifiers =
    verification.identifiers === undefined
      ? []
      : loadIdentifiers(verification.identifiers, resources);
  if (verification.cases === undefined) return { identifiers, cases: [], promises: [] };
  const file = readYamlFile(verification.cases);
  demand(checkCases, file, file.value, '');
  const written = file.value as {
    requests?: Record<string, WrittenStep>;
    promises?: { id: string; says: string; checks?: string[] }[];
    cases: WrittenCase[];
  };
  const promises = (written.promises ?? []).map((one) => ({ ...one, checks: one.checks ?? [] }));
  const reader = new CaseReader(contract, file, identifiers, written.requests ?? {});
  const ids = new Set<string>();
  const cases = written.cases.map((one, i) => {
    const at = `/cases/${i}`;
    if (ids.has(one.id)) {
      throw defect(file, `${at}/id`, `there are two cases "${one.id}"`, 'give each its own id');
    }
    ids.add(one.id);
    const unknown = (one.promises ?? []).find((id) => !promises.some((each) => each.id === id));
    if (unknown !== undefined) {
      const what = `case "${one.id}" names "${unknown}", which is not among the promises`;
      throw defect(file, `${at}/promises`, what, 'name one that is, or add it');
    }
    return reader.read(one, at);
  });
  return { identifiers, cases, promises };
}

class CaseReader {
  readonly #contract: Contract;
  readonly #file: YamlFile;
  readonly #kinds: readonly IdentifierKind[];
  readonly #requests: Record<string, WrittenStep>;

  constructor(
    contract: Contract,
    file: YamlFile,
    kinds: readonly IdentifierKind[],
    requests: Record<string, WrittenStep>,
  ) {
    this.#contract = contract;
    this.#file = file;
    this.#kinds = kinds;
    this.#requests = requests;
  }

  read(one: WrittenCase, at: string): Case {
    this.#demandReferences(one, at);
    const made = new Set<string>();
    const needs = new Map<string, number>();
    const read = (written: WrittenStep, where: string, expect: Expectation): Step => {
      const step = this.#step(written, where, expect);
      this.#demandNames(step, where, made, needs);
      if (step.as !== undefined) made.add(step.as);
      return step;
    };
    const given = (one.given ?? []).map((step, i) => read(step, `${at}/given/${i}`, accepted));
    const request = read(one.request, `${at}/request`, one.expect);
    return {
      id: one.id,
      says: one.says,
      source: one.source,
      doubt: one.doubt,
      promises: one.promises ?? [],
      given,
      request,
      observed: one.observed,
      oneOf: one['one-of'],
      // biome-ignore lint/suspicious/noThenProperty: a field of the catalogue, not a promise.
      then: (one.then ?? []).map((step, i) =>
        read(step, `${at}/then/${i}`, step.expect ?? accepted),
      ),
      needs,
    };
  }

  #demandReferences(one: WrittenCase, at: string): void {
    const { pages, silences, doubts } = this.#contract;
    const missing = one.source && missingSource({ pages, silences }, one.source);
    if (missing !== undefined) {
      const what = `the source of case "${one.id}" leads nowhere, ${missing}`;
      throw defect(this.#file, `${at}/source`, what, 'cite what stands in the sources');
    }
    if (one.doubt !== undefined && !doubts.some(({ id }) => id === one.doubt)) {
      const what = `case "${one.id}" names doubt ${one.doubt}, which does not exist`;
      throw defect(this.#file, `${at}/doubt`, what, 'name one of doubts.yaml');
    }
    const open = one.expect.verifier === 'open';
    if (open && (one.doubt === undefined || one.observed === undefined)) {
      const what = `case "${one.id}" is open and lacks ${one.doubt ? '"observed"' : '"doubt"'}`;
      throw defect(this.#file, at, what, 'name the doubt, and what is reported of either answer');
    }
  }

  #step(written: WrittenStep, at: string, expect: Expectation): Step {
    const base = written.like === undefined ? {} : this.#requests[written.like];
    if (base === undefined) {
      const known = Object.keys(this.#requests).join(', ');
      const what = `there is no request "${written.like}"`;
      throw defect(this.#file, `${at}/like`, what, `name one of ${known}`);
    }
    const id = written.operation ?? base.operation;
    const operation = this.#contract.operations.find((one) => one.id === id);
    if (operation === undefined) {
      const known = this.#contract.operations.map((one) => one.id).join(', ');
      const what = id === undefined ? 'this step names no operation' : `there is no "${id}"`;
      throw defect(this.#file, `${at}/operation`, what, `name one of ${known}`);
    }
    return {
      operation,
      path: { ...base.path, ...written.path },
      json: bodyOf(base, written),
      text: written.text,
      type: written.type,
      account: written.account ?? base.account,
      as: written.as,
      expect,
      when: written.when,
    };
  }

  #demandNames(step: Step, at: string, made: ReadonlySet<string>, needs: Map<string, number>) {
    for (const name of namesIn([step.path, step.json])) {
      if (made.has(`${name.kind}.${name.first}`)) continue;
      if (this.#kinds.some((kind) => kind.name === name.kind)) {
        needs.set(name.kind, Math.max(needs.get(name.kind) ?? 0, name.last));
        continue;
      }
      const known = [...this.#kinds.map((kind) => `${kind.name}.1`), ...made].join(', ');
      const what = `nothing is called {${name.kind}.${name.first}} here`;
      throw defect(this.#file, at, what, `use ${known}, or make it in a step before`);
    }
  }
}

function bodyOf(base: WrittenStep, written: WrittenStep): unknown {
  if (written.text !== undefined) return undefined;
  if ('json' in written) return written.json;
  if (base.body === undefined && written.body === undefined) return undefined;
  const fields = { ...base.body, ...written.body };
  for (const name of written.without ?? []) delete fields[name];
  return fields;
}

/** A name such as {number.1}, {number.1-40} or {number.1|text} that stands for an identifier. */
export interface NamedIdentifier {
  readonly kind: string;
  readonly first: number;
  readonly last: number;
  readonly text: boolean;
}

/** Reads a string as the name of an identifier; undefined when it is none. */
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

function namesIn(value: unknown): NamedIdentifier[] {
  if (typeof value === 'string') {
    const name = parseName(value);
    return name === undefined ? [] : [name];
  }
  if (Array.isArray(value)) return value.flatMap(namesIn);
  return isObject(value) ? Object.values(value).flatMap(namesIn) : [];
}

function defect(file: YamlFile, at: string, what: string, remedy: string): ContractDefect {
  return new ContractDefect(file.place(at), what, remedy);
}
