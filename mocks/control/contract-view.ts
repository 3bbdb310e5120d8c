import {
  type Content,
  type Contract,
  type Doubt,
  type Fact,
  formatPointer,
  type Operation,
  type Page,
  type Parameter,
  type Resource,
  type SourceReference,
} from '../../spec/index.ts';
import { Refusal } from '../problems/problem.ts';

/** An operation as the explorer shows it. */
export type OperationView = Pick<
  Operation,
  'id' | 'method' | 'path' | 'summary' | 'source' | 'doubts'
> & {
  readonly parameters: readonly Parameter[];
  readonly contents: readonly Content[];
  /** The documented statuses, each with the names of its examples. */
  readonly answers: readonly { readonly status: string; readonly examples: readonly string[] }[];
  readonly secured: boolean;
  /** What it does to which resource; null if it has no state. */
  readonly acts: { readonly resource: string; readonly action: string } | null;
};

/** A uniqueness rule as the explorer shows it; `by` are JSON Pointers. */
export interface RuleView {
  readonly name: string;
  readonly by: readonly string[];
  readonly within: string | null;
  readonly nulls: 'equal' | 'distinct';
  readonly message: string;
  readonly source: SourceReference | null;
}

/** A resource as the explorer shows it. */
export interface ResourceView {
  readonly collection: string;
  readonly item: string;
  readonly identity: string;
  readonly unique: readonly RuleView[];
  readonly immutable: readonly string[];
}

/** Everything that the explorer shows about a contract. */
export interface ContractView {
  readonly title: string;
  readonly provider: string | null;
  readonly account: Contract['account'];
  readonly document: Contract['document'];
  readonly operations: readonly OperationView[];
  readonly resources: readonly ResourceView[];
  readonly doubts: readonly Doubt[];
  readonly pages: readonly Page[];
  readonly silences: readonly Fact[];
}

/** Creates the explorer's view of a contract. */
export function contractView(contract: Contract, provider: string | undefined): ContractView {
  const { title, account, document, doubts, pages, silences } = contract;
  return {
    title,
    provider: provider ?? null,
    account,
    document,
    operations: contract.operations.map((one) => operationView(one, contract.resources)),
    resources: contract.resources.map(resourceView),
    doubts,
    pages,
    silences,
  };
}

function operationView(operation: Operation, resources: readonly Resource[]): OperationView {
  const { id, method, path, summary, source, doubts, parameters } = operation;
  const acts = resources.flatMap((resource) =>
    Object.entries(resource.actions)
      .filter(([, one]) => one.id === id)
      .map(([action]) => ({ resource: resource.collection, action })),
  )[0];
  return {
    id,
    method,
    path,
    summary,
    source,
    doubts,
    parameters,
    contents: operation.request?.contents ?? [],
    answers: operation.responses.map((response) => ({
      status: response.status,
      examples: response.contents.flatMap((one) => one.examples.map(({ name }) => name)),
    })),
    secured: operation.security.length > 0,
    acts: acts ?? null,
  };
}

function resourceView(resource: Resource): ResourceView {
  return {
    collection: resource.collection,
    item: resource.item,
    identity: resource.identity.name,
    unique: resource.unique.map(({ name, by, within, nulls, message, source }) => ({
      name,
      by: by.map((steps) => formatPointer(steps)),
      within: within === undefined || within === 'item' ? (within ?? null) : formatPointer(within),
      nulls,
      message,
      source: source ?? null,
    })),
    immutable: resource.immutable,
  };
}

/**
 * Finds an operation of a contract by its id.
 * @param others what else may be sent in place of an id
 * @throws Refusal if there is none
 */
export function findOperation(
  { operations }: Contract,
  id: string,
  ...others: readonly string[]
): Operation {
  const operation = operations.find((one) => one.id === id);
  if (operation !== undefined) return operation;
  const known = [...operations.map((one) => one.id), ...others].join(', ');
  const detail = `There is no operation "${id}"; there are ${known}.`;
  throw new Refusal('invalid-control-request', detail);
}
