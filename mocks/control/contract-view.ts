import {
  actionOf,
  allOperations,
  type Contract,
  jsonContent,
  type Operation,
  operationById,
  type Resource,
} from '../../spec/index.ts';
import { Refusal } from '../problems/problem.ts';
import type { InstanceView } from './instance-view.ts';

/** Everything that the explorer shows about a contract. */
export type ContractView = ReturnType<typeof contractView>;

/** What `GET /_mock/contract` returns. */
export type ServedContract = ContractView & InstanceView;

/** An operation as the explorer shows it. */
export type OperationView = ReturnType<typeof operationView>;

/** A resource as the explorer shows it. */
export type ResourceView = ReturnType<typeof resourceView>;

/** Creates the explorer's view of a contract. */
export function contractView(contract: Contract, provider: string | undefined, prefix = '') {
  const { title, account, document, doubts, namedFaults, pages, silences } = contract;
  return {
    title,
    provider: provider ?? null,
    /** The path that the mock serves the contract below; empty for none. */
    prefix,
    account,
    document,
    /** Each followed by its variants. */
    operations: allOperations(contract).map((one) => operationView(one, contract)),
    resources: contract.resources.map(resourceView),
    doubts,
    namedFaults,
    pages,
    silences,
  };
}

function operationView(operation: Operation, contract: Contract) {
  const { id, method, path, summary, source, doubts, parameters } = operation;
  const acts = actionOf(contract, operation);
  const contents = operation.request?.contents ?? [];
  const json = jsonContent(contents);
  return {
    id,
    method,
    path,
    summary,
    tags: operation.definition.tags ?? [],
    source,
    doubts,
    parameters,
    /** What the item must be stored as. */
    stored: operation.stored,
    /** The ids of its variants: the stored item decides which one is meant. */
    variants: operation.variants.map((one) => one.id),
    /** The id of the operation that this is a variant of. */
    variantOf: operation.variantOf,
    /** JSON first. */
    contents: json ? [json, ...contents.filter((one) => one !== json)] : contents,
    /** The documented statuses, each with the schema of its JSON and the names of its examples. */
    answers: operation.responses.map((response) => ({
      status: response.status,
      schema: jsonContent(response.contents)?.schema,
      examples: response.contents.flatMap((one) => one.examples.map(({ name }) => name)),
    })),
    secured: operation.security.length > 0,
    /** What it does to which resource; null if it has no state. */
    acts: acts
      ? {
          resource: acts.resource.collection,
          action: acts.action,
          /** JSON Pointer of the item in the request. */
          item: acts.view.bodies[acts.action]?.request ?? '',
          identity: acts.resource.identity.name,
          /** The path parameter that takes the identity. */
          parameter: acts.resource.identity.parameter,
        }
      : null,
  };
}

function resourceView({ collection, item, identity, properties, ...words }: Resource) {
  const { unique, immutable, references } = words;
  /** The fields with free text, in which people would look for a name. */
  const texts = properties
    .filter(({ schema: { type, enum: values }, secret }) => {
      return [type].flat().includes('string') && values === undefined && !secret;
    })
    .map(({ name }) => name);
  return { collection, item, identity: identity.name, texts, unique, immutable, references };
}

/**
 * Finds an operation of a contract by its id.
 * @param orAll whether `*` may be sent in place of an id
 * @throws Refusal if there is none
 */
export function findOperation(contract: Contract, id: string, orAll = false): Operation {
  const operation = operationById(contract, id);
  if (operation !== undefined) return operation;
  const known = allOperations(contract)
    .map((one) => one.id)
    .join(', ');
  throw new Refusal('invalid-control-request', ({ control }) =>
    control.unknownOperation(id, known, orAll),
  );
}
