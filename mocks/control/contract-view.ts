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

/** An operation as the explorer is told of it. */
export type ShownOperation = Pick<
  Operation,
  'id' | 'method' | 'path' | 'summary' | 'source' | 'doubts'
> & {
  readonly parameters: readonly Parameter[];
  readonly contents: readonly Content[];
  /** The statuses that it documents, each with the names of its examples. */
  readonly answers: readonly { readonly status: string; readonly examples: readonly string[] }[];
  readonly secured: boolean;
  /** What it does to which resource; null where it has no state. */
  readonly acts: { readonly resource: string; readonly action: string } | null;
};

/** A uniqueness rule as the explorer is told of it; `by` are JSON Pointers. */
export interface ShownRule {
  readonly name: string;
  readonly by: readonly string[];
  readonly within: string | null;
  readonly nulls: 'equal' | 'distinct';
  readonly message: string;
  readonly source: SourceReference | null;
}

/** A resource as the explorer is told of it. */
export interface ShownResource {
  readonly collection: string;
  readonly item: string;
  readonly identity: string;
  readonly unique: readonly ShownRule[];
  readonly immutable: readonly string[];
}

/** Everything that the explorer knows of an API. */
export interface ShownContract {
  readonly title: string;
  readonly provider: string | null;
  readonly account: Contract['account'];
  readonly document: Contract['document'];
  readonly operations: readonly ShownOperation[];
  readonly resources: readonly ShownResource[];
  readonly doubts: readonly Doubt[];
  readonly pages: readonly Page[];
  readonly silences: readonly Fact[];
}

/** What the explorer is told of a contract. */
export function showContract(contract: Contract, provider: string | undefined): ShownContract {
  const { title, account, document, doubts, pages, silences } = contract;
  return {
    title,
    provider: provider ?? null,
    account,
    document,
    operations: contract.operations.map((one) => showOperation(one, contract.resources)),
    resources: contract.resources.map(showResource),
    doubts,
    pages,
    silences,
  };
}

function showOperation(operation: Operation, resources: readonly Resource[]): ShownOperation {
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

function showResource(resource: Resource): ShownResource {
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
