import { isObject, Misuse, ownContract } from '../../spec/index.ts';
import { finding } from '../checks/check.ts';
import {
  BrokerFailure,
  type BrokerOptions,
  collectPacts,
  fetchPacts,
  type InteractionFinding,
  openBroker,
  ownPacts,
  type PactDocument,
  publishResults,
} from '../pact/index.ts';
import type { RunGate } from '../provider/run-gate.ts';
import { readEnvironment } from './environment.ts';
import type { SettledOptions } from './options.ts';
import type { ReportBuilder } from './report-builder.ts';
import { includes, pactsOf } from './selection.ts';

/** The pacts of a run, those of a Pact Broker among them. */
export interface RunPacts {
  readonly pacts: readonly PactDocument[];
  /** Why the broker gives none, in a sentence. */
  readonly problem: string | undefined;
  /** Publishes the results if they are to be published, and reports what became of them. */
  reportBroker(
    findings: readonly InteractionFinding[],
    builder: ReportBuilder,
    gate: RunGate,
  ): Promise<void>;
}

/**
 * Reads the pacts of a run, and asks the Pact Broker for its pacts if there is one.
 * @throws ContractDefect if a pact cannot be read,
 * Misuse for options that make no sense, for what the broker does not know, and if pacts alone are to be replayed and
 * there are none
 */
export async function pactsOfRun(options: SettledOptions): Promise<RunPacts> {
  const { broker: given } = options;
  const others = await pactsOf(options);
  if (given === undefined) {
    assertNotEmpty(options, others);
    return { pacts: others, problem: undefined, reportBroker: async () => {} };
  }
  assertSensible(given, includes(options, 'pact'));
  const broker = openBroker(given, options);
  let pacts: readonly PactDocument[] = [];
  let problem: string | undefined;
  try {
    if (includes(options, 'pact')) {
      pacts = await fetchPacts(broker, await providerName(options, given), given);
    }
  } catch (error) {
    if (!(error instanceof BrokerFailure)) throw error;
    problem = error.message;
  }
  if (problem === undefined) assertNotEmpty(options, [...others, ...pacts]);
  return {
    pacts: [...others, ...pacts],
    problem,
    async reportBroker(findings, builder, gate) {
      if (problem !== undefined) {
        const says = 'The Pact Broker gives the pacts to verify.';
        builder.add(
          { id: 'pact-broker', layer: 'pact', says },
          finding('inconclusive', problem),
          0,
        );
      }
      const { publish, providerVersion, providerBranch } = given;
      if (publish !== true || providerVersion === undefined) return;
      const { url: buildUrl } = readEnvironment(process.env, process.version);
      const names = { providerVersion, providerBranch, buildUrl };
      const { notes, failures } = await publishResults(broker, pacts, findings, names);
      builder.notes.push(...notes);
      gate.failures.push(...failures);
    },
  };
}

// A run of nothing would pass.
function assertNotEmpty({ only, broker }: SettledOptions, pacts: readonly PactDocument[]): void {
  const isEmpty = pacts.every(
    ({ pact }) => [pact.interactions ?? [], pact.messages ?? []].flat().length === 0,
  );
  if (only !== 'pact' || !isEmpty) return;
  const remedy =
    broker === undefined ? 'name pacts by --pact or --pact-broker' : 'choose others in the broker';
  throw new Misuse(`There is no interaction to replay; ${remedy}, or leave out \`--only pact\`.`);
}

function assertSensible(
  { publish, providerVersion, providerBranch, wipSince }: BrokerOptions,
  hasPacts: boolean,
): void {
  if (publish === true && providerVersion === undefined) {
    throw new Misuse('To publish results, name the version of the provider by --provider-version.');
  }
  if (publish === true && !hasPacts) {
    throw new Misuse(
      'This run replays no pacts, so there is nothing to publish; leave out --publish.',
    );
  }
  if (wipSince !== undefined && Number.isNaN(Date.parse(wipSince))) {
    throw new Misuse(
      `"${wipSince}" of --include-wip-pacts-since is not a date; write it as in 2026-01-31.`,
    );
  }
  if (wipSince !== undefined && providerBranch === undefined) {
    throw new Misuse(
      'Which pacts are work in progress depends on the branch; name it by --provider-branch.',
    );
  }
}

async function providerName(
  options: SettledOptions,
  { provider, pactUrl }: BrokerOptions,
): Promise<string> {
  if (provider !== undefined) return provider;
  // A pact that is named needs no name of its provider.
  if (pactUrl !== undefined) return '';
  const [own] = options.spec === ownContract ? await collectPacts([ownPacts], options) : [];
  const named = isObject(own?.pact.provider) ? own.pact.provider.name : undefined;
  if (typeof named === 'string') return named;
  throw new Misuse('Name the provider as the Pact Broker knows it, by --provider-name.');
}
