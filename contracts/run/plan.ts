import {
  actionOf,
  type Case,
  type Catalogue,
  type Contract,
  type IdentifierKind,
  operationName,
} from '../../spec/index.ts';
import type { Check } from '../checks/check.ts';
import { assertPactInstalled, type PactDocument } from '../pact/index.ts';
import { readPacts } from '../pact/pact-file.ts';
import type { Loaded } from './load-contract.ts';
import type { SettledOptions } from './options.ts';
import { explorationLimits, includes } from './selection.ts';

/** What a part of a run will send. */
export interface PlannedPart {
  readonly id: string;
  /** Its requests, such as `POST /things`, or what it does if they depend on responses. */
  readonly what: string;
  /** About how many requests, with those that read and clean up. */
  readonly requests: number;
}

// Measured: rounds of races, pages of items, and a state, a request and a clean-up for an interaction.
const requestsOfCode = 40;
const requestsOfInteraction = 5;
const requestsOfSequence = 18;

/**
 * Plans a run, without sending anything: its checks, interactions and sequences.
 * @throws Misuse if there are pacts to replay, and Pact is not installed
 */
export function planRun(
  { contract, catalogue: { cases } }: Pick<Loaded, 'contract' | 'catalogue'>,
  options: SettledOptions,
  checks: readonly Check[],
  pacts: readonly PactDocument[],
): PlannedPart[] {
  assertPactInstalled(pacts);
  const { runs, requests } = explorationLimits(options);
  return [
    ...readPacts(pacts).map(({ id, method, path }) => ({
      id,
      what: `${method} ${path}`,
      requests: requestsOfInteraction,
    })),
    ...(includes(options, 'checks') ? checks : []).map(({ id, says }) => {
      const found = cases.find((one) => one.id === id);
      return found === undefined
        ? { id, what: says, requests: requestsOfCode }
        : { id, ...planCase(contract, found) };
    }),
    ...(includes(options, 'exploration')
      ? [
          {
            id: 'exploration',
            what: `Up to ${runs} random sequences of additions, edits and deletions, races among them.`,
            requests: Math.min(requests, runs * requestsOfSequence),
          },
        ]
      : []),
  ];
}

function planCase(contract: Contract, { given, request, then }: Case): Omit<PlannedPart, 'id'> {
  const operations = [...given, request, ...then].map(({ operation }) => operation);
  const added = operations.filter((one) => actionOf(contract, one)?.action === 'add').length;
  // Each addition is deleted again, and the list is compared.
  return {
    what: operations.map(operationName).join(', '),
    requests: operations.length + added + 1,
  };
}

/** Says in one line what a run will do, and which identifiers it may use. */
export function planText(
  parts: readonly PlannedPart[],
  kinds: Catalogue['identifiers'],
  testData: Readonly<Record<string, string>> = {},
): string {
  const total = parts.reduce((sum, { requests }) => sum + requests, 0);
  const isMocks = ({ flag, 'mock-only': only }: IdentifierKind) =>
    only && testData[flag] === undefined;
  const lent = kinds
    .filter((kind) => !isMocks(kind))
    .map(({ flag, default: usual }) => `--${flag} ${testData[flag] ?? usual}`);
  const flags = kinds.filter(isMocks).map(({ flag }) => `--${flag}`);
  const mocks =
    flags.length === 0 ? '' : ` (of this project's mock also the defaults of ${flags.join(', ')})`;
  const rounded = total < 100 ? total : Math.round(total / 100) * 100;
  const uses =
    lent.length === 0 ? '' : `; it may use ${lent.join(', ')}${mocks}, and touches nothing else`;
  return `About ${rounded} requests, which add, edit and delete${uses}.`;
}
