import {
  type Catalogue,
  type Contract,
  isObject,
  loadCatalogue,
  loadContract,
  Misuse,
  type Operation,
  ownContract,
  writeJson,
} from '../../spec/index.ts';
import { type GivenState, readGiven } from './given.ts';
import { examplesIn } from './lent-value.ts';
import { recordInteraction, token } from './record.ts';
import { assertRequest, operationOf, type RequestParts } from './request.ts';
import { type AnyReply, isAccepted, readReply } from './response.ts';
import type { ConsumerTest, Given, Interaction, OperationId, Reply } from './types.ts';

/** Where a pact is written, and with which provider it is. */
export interface PactOptions {
  /** The folder of the pact file, which is named after both; by default `pacts`. */
  readonly dir?: string;
  /** The name of the provider; by default `data-api`. */
  readonly provider?: string;
}

/** A pact that a consumer's tests write. */
export interface ConsumerPact {
  /**
   * Runs a test of the consumer against a mock server that expects the request, and adds the interaction to the
   * pact file if the consumer sends it. What the pact then demands of a provider follows from the document.
   * @throws Misuse for what the contract does not have or does not promise, Error if another request is sent
   */
  add<const O extends OperationId, const G extends Given, const R extends Reply<O> = 'accepted'>(
    interaction: Interaction<O, G, R>,
    test: (test: ConsumerTest<O, G, R>) => Promise<unknown>,
  ): Promise<void>;
}

const fields = ['operation', 'given', 'with', 'willRespond', 'description'];

// An interaction of any operation.
interface AnyInteraction {
  readonly operation: string;
  readonly description?: string;
  readonly given?: Given;
  readonly with?: RequestParts | ((values: never) => RequestParts);
  readonly willRespond?: AnyReply;
}

/**
 * Begins a pact of a consumer: typed interactions, made from the contract.
 * @param consumer the name of the consumer
 * @throws Misuse for a name that no file can have
 * @example
 * const page = pact('admin-page');
 * await page.add({ operation: 'listThings', willRespond: ['id'] }, async ({ url, token, response }) => {
 *   expect(await new ThingClient(url, token).list()).toEqual(response.body);
 * });
 */
export function pact(consumer: string, options: PactOptions = {}): ConsumerPact {
  const { dir = 'pacts', provider = 'data-api' } = options;
  assertNames({ consumer, provider });
  const known = new Map<string, string>();
  return {
    async add(interaction: AnyInteraction, test: (test: never) => Promise<unknown>) {
      assertWhole(interaction, test);
      const { contract, catalogue } = await ownCatalogue();
      const { willRespond = 'accepted' } = interaction;
      const operation = operationOf(contract, interaction.operation);
      const { states, values } = readGiven(contract, catalogue, interaction.given);
      const { with: parts = {} } = interaction;
      const written = typeof parts === 'function' ? parts(values as never) : parts;
      const request: RequestParts = examplesIn(written);
      assertRequest(contract, operation, request, isAccepted(willRespond));
      const response = readReply(contract, operation, request, willRespond);
      const { description = describe(operation, states) } = interaction;
      const content = writeJson([operation.id, states, request, response]);
      if ((known.get(description) ?? content) !== content) {
        throw new Misuse(
          `Two interactions of ${consumer} are described as "${description}"; give one another description.`,
        );
      }
      known.set(description, content);
      const lent = examplesIn({ ...values });
      const shown = { status: response.status, body: response.body?.content };
      await recordInteraction(
        { consumer, provider, dir },
        { description, states, operation, account: contract.account, request: written, response },
        (url) => test({ url, token, values: lent, request, response: shown } as never),
      );
    },
  };
}

// JavaScript has no types to find it.
function assertNames(names: Readonly<Record<string, unknown>>): void {
  for (const [whose, name] of Object.entries(names)) {
    if (typeof name === 'string' && /^[^/\\]*[^/\\\s][^/\\]*$/.test(name)) continue;
    throw new Misuse(
      `The name of the ${whose} is ${JSON.stringify(name)}; it must be a text without slashes, since the pact file is named after it.`,
    );
  }
}

function assertWhole(interaction: unknown, test: unknown): void {
  if (!isObject(interaction) || typeof test !== 'function') {
    throw new Misuse('Give add() an interaction and the test of your consumer, a function.');
  }
  const unknown = Object.keys(interaction).find((name) => !fields.includes(name));
  if (unknown !== undefined) {
    throw new Misuse(`An interaction has no "${unknown}"; it has ${fields.join(', ')}.`);
  }
  const { description } = interaction;
  if (description === undefined || (typeof description === 'string' && description !== '')) return;
  throw new Misuse(
    `The description of an interaction is ${JSON.stringify(description)}; it must be a text, or left out.`,
  );
}

function describe({ summary, id }: Operation, states: readonly GivenState[]): string {
  const sentences = states.map(({ says }) => says).join(', and ');
  return [summary || id, ...(sentences ? [sentences] : [])].join(', given ');
}

let loaded: Promise<{ contract: Contract; catalogue: Catalogue }> | undefined;

// Loading takes a while, and every test file may have several pacts.
function ownCatalogue() {
  loaded ??= loadContract(ownContract).then((contract) => ({
    contract,
    catalogue: loadCatalogue(contract),
  }));
  return loaded;
}
