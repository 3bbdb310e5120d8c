import type { Contract, Operation } from '../contract/contract.ts';
import { ContractDefect } from '../document/defect.ts';
import { isObject, type JsonObject } from '../document/references.ts';
import type { YamlFile } from '../document/yaml-file.ts';
import type { IdentifierKind } from './identifiers.ts';

/** In whose name a step is sent instead of with the lent token. */
export type StepAccount =
  | 'none'
  | 'unknown'
  | 'longer'
  | 'shorter'
  | 'other-case'
  | 'empty'
  | 'second';

/** What is expected of a request: the mock's status, and what a tolerant verifier demands. */
export interface Expectation {
  readonly mock: number;
  readonly verifier: 'accepted' | 'refused' | 'open';
  /** Of what is open: whether the answer to an accepted request has to repeat what was sent. */
  readonly repeats?: boolean;
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
  /** The Accept; undefined asks for JSON. */
  readonly accept: string | undefined;
  /** Whether the body is sent in two parts, cut inside a letter where it has one of several bytes. */
  readonly split: boolean;
  readonly account: StepAccount | undefined;
  readonly as: string | undefined;
  readonly expect: Expectation;
  /** Sent only when the request in question was answered so. */
  readonly when: 'accepted' | 'refused' | undefined;
}

/** A step as the catalogue writes it. */
export interface WrittenStep {
  like?: string;
  operation?: string;
  path?: Record<string, unknown>;
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

/** The schema of a text that is not empty. */
export const words = { type: 'string', minLength: 1 };
/** The schema of an expectation. */
export const expectation = {
  type: 'object',
  additionalProperties: false,
  required: ['mock', 'verifier'],
  properties: {
    mock: { type: 'integer', minimum: 200, maximum: 499 },
    verifier: { enum: ['accepted', 'refused', 'open'] },
    repeats: { type: 'boolean' },
  },
};
/** The schema of a written step. */
export const stepShape = {
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
    accept: words,
    split: { type: 'boolean' },
    account: { enum: ['none', 'unknown', 'longer', 'shorter', 'other-case', 'empty', 'second'] },
    as: { type: 'string', pattern: '^[a-z]+\\.[0-9]+$' },
    expect: expectation,
    when: { enum: ['accepted', 'refused'] },
  },
};
/** What is expected of a step that only sets something up. */
export const accepted: Expectation = { mock: 200, verifier: 'accepted' };

/** The names of one case or state: what steps before have made, and how many it takes of what is lent. */
export interface Names {
  readonly made: Set<string>;
  readonly needs: Map<string, number>;
}

/** Reads the steps of one file. */
export class StepReader {
  readonly #contract: Contract;
  readonly #file: YamlFile;
  readonly #kinds: readonly IdentifierKind[];
  readonly #requests: Readonly<Record<string, WrittenStep>>;

  /** `requests` are those that a step may be like. */
  constructor(
    contract: Contract,
    file: YamlFile,
    kinds: readonly IdentifierKind[],
    requests: Readonly<Record<string, WrittenStep>>,
  ) {
    this.#contract = contract;
    this.#file = file;
    this.#kinds = kinds;
    this.#requests = requests;
  }

  /**
   * Reads the step at a JSON Pointer and adds to the names what it makes and needs.
   * @throws ContractDefect when it names what is not there
   */
  read(written: WrittenStep, at: string, expect: Expectation, names: Names): Step {
    const step = this.#step(written, at, expect);
    this.demandNames([step.path, step.json, namesInText(step.text ?? '')], at, names);
    if (step.as !== undefined) names.made.add(step.as);
    return step;
  }

  /**
   * Adds to what is needed the names in a value.
   * @throws ContractDefect when a name stands for nothing
   */
  demandNames(value: unknown, at: string, { made, needs }: Names): void {
    for (const name of namesIn(value)) {
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
      accept: written.accept,
      split: written.split === true,
      account: written.account ?? base.account,
      as: written.as,
      expect,
      when: written.when,
    };
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

// Those in a text that is sent as it stands.
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

/** A defect at a JSON Pointer of a file. */
export function defect(file: YamlFile, at: string, what: string, remedy: string): ContractDefect {
  return new ContractDefect(file.locate(at), what, remedy);
}
