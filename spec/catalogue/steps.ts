import type { Contract, Operation } from '../contract/contract.ts';
import { ContractDefect } from '../document/defect.ts';
import { isObject, type JsonObject } from '../document/references.ts';
import type { YamlFile } from '../document/yaml-file.ts';
import type { Expectation } from '../shared/expectation.ts';
import type { IdentifierKind } from './identifiers.ts';

/** Whose token a step sends instead of the account's. */
export type StepAccount =
  | 'none'
  | 'unknown'
  | 'longer'
  | 'shorter'
  | 'other-case'
  | 'empty'
  | 'second';

/** One request of a case, before identifiers replace its names. */
export interface Step {
  readonly operation: Operation;
  readonly path: Readonly<Record<string, unknown>>;
  /** The body as JSON; undefined sends `text`, if any. */
  readonly json: unknown;
  readonly text: string | undefined;
  /** The Content-Type: undefined sends the documented one, null sends none. */
  readonly type: string | null | undefined;
  /** The Accept header: undefined asks for JSON. */
  readonly accept: string | undefined;
  /** Whether to send the body in two parts, cut inside a letter of several bytes if it has one. */
  readonly split: boolean;
  readonly account: StepAccount | undefined;
  readonly as: string | undefined;
  readonly expect: Expectation;
  /** Send it only after this outcome of the request under test. */
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
export const textShape = { type: 'string', minLength: 1 };
/** The schema of an expectation. */
export const expectationShape = {
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
    like: textShape,
    operation: textShape,
    path: { type: 'object' },
    body: { type: 'object' },
    without: { type: 'array', items: textShape },
    json: true,
    text: { type: 'string' },
    type: { type: ['string', 'null'] },
    accept: textShape,
    split: { type: 'boolean' },
    account: { enum: ['none', 'unknown', 'longer', 'shorter', 'other-case', 'empty', 'second'] },
    as: { type: 'string', pattern: '^[a-z]+\\.[0-9]+$' },
    expect: expectationShape,
    when: { enum: ['accepted', 'refused'] },
  },
};
/** The expectation of a step that sets something up. */
export const accepted: Expectation = { mock: 200, verifier: 'accepted' };

/** The names in a case or state: those of created items, and how many identifiers of each kind it needs. */
export interface Names {
  readonly created: Set<string>;
  readonly needs: Map<string, number>;
}

/** Reads the steps of one file. */
export class StepReader {
  readonly #contract: Contract;
  readonly #file: YamlFile;
  readonly #kinds: readonly IdentifierKind[];
  readonly #requests: Readonly<Record<string, WrittenStep>>;

  /** @param requests the named requests that a step may be `like` */
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
   * Reads the step at a JSON Pointer and records the names that it creates and needs.
   * @throws ContractDefect if it uses an unknown name, request or operation
   */
  read(written: WrittenStep, at: string, expect: Expectation, names: Names): Step {
    const step = this.#step(written, at, expect);
    this.recordNames([step.path, step.json, namesInText(step.text ?? '')], at, names);
    if (step.as !== undefined) names.created.add(step.as);
    return step;
  }

  /**
   * Records the names in a value as needed.
   * @throws ContractDefect if a name stands for nothing
   */
  recordNames(value: unknown, at: string, { created, needs }: Names): void {
    for (const name of namesIn(value)) {
      if (created.has(`${name.kind}.${name.first}`)) continue;
      if (this.#kinds.some((kind) => kind.name === name.kind)) {
        needs.set(name.kind, Math.max(needs.get(name.kind) ?? 0, name.last));
        continue;
      }
      const known = [...this.#kinds.map((kind) => `${kind.name}.1`), ...created].join(', ');
      const what = `{${name.kind}.${name.first}} stands for nothing here`;
      throw defect(this.#file, at, what, `use ${known}, or create it in an earlier step`);
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
      const what = id === undefined ? 'this step has no operation' : `there is no "${id}"`;
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

/** Makes a defect at a JSON Pointer of a file. */
export function defect(file: YamlFile, at: string, what: string, remedy: string): ContractDefect {
  return new ContractDefect(file.locate(at), what, remedy);
}
