import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  createRedaction,
  type IdentifierKind,
  Misuse,
  ownContract,
  parseIdentifiers,
} from '../../spec/index.ts';
import type { BrokerOptions } from '../pact/index.ts';
import type { TestData } from '../provider/identifier-pool.ts';
import type { Layer, Replay, Result } from '../report/report.ts';

/**
 * Options of a verification.
 * @example
 * const options: VerifyOptions = {
 *   provider: 'https://pbx.example/api',
 *   token: process.env.VERIFY_TOKEN,
 *   testData: { numbers: '1000-1099', groups: 'none' },
 *   rate: 20,
 * };
 */
export interface VerifyOptions {
  /** The provider's base URL; its path precedes the path of every request. */
  readonly provider: URL | string;
  /** The path of the contract's OpenAPI document; this project's own by default. */
  readonly spec?: string | undefined;
  /** The token of the account under test. */
  readonly token?: string | undefined;
  /** The token of another account, to test that the two stay apart. */
  readonly secondToken?: string | undefined;
  /** Headers of every request, such as the key of a gateway. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * The identifiers that the verifier may use, by the flag of their kind: identifiers and ranges, as in
   * `1000-1099,1200`, or `none`. A kind that you omit has its default.
   */
  readonly testData?: Readonly<Record<string, string>>;
  /** The path of a file with provider states, in the form of this project's `provider-states.yaml`. */
  readonly states?: string | undefined;
  /** The URL by which the provider itself sets up provider states, in Pact's protocol. */
  readonly statesUrl?: string | undefined;
  /** Pacts to replay: files, folders and URLs. */
  readonly pacts?: readonly string[];
  /** Whether to replay the built-in pacts of this project's own contract, too; true by default. */
  readonly ownPacts?: boolean;
  /** A Pact Broker, whose pacts to replay, too. */
  readonly broker?: BrokerOptions | undefined;
  /** The only layer to run. */
  readonly only?: Layer | undefined;
  /** The ids of the only checks to run; all if empty. */
  readonly checks?: readonly string[];
  /** The path of certificates in PEM to trust besides the usual ones. */
  readonly ca?: string | undefined;
  /** The most requests a second. */
  readonly rate?: number | undefined;
  /** Milliseconds within which a response must be complete; 10,000 by default. */
  readonly timeout?: number;
  /** The seed of a report, to repeat its random choices. */
  readonly seed?: number;
  /** The most random sequences of the exploration. */
  readonly runs?: number | undefined;
  /** The most milliseconds of the exploration. */
  readonly time?: number | undefined;
  /** The most requests of the exploration. */
  readonly requests?: number | undefined;
  /** A sequence to replay, instead of all layers. */
  readonly replay?: Replay | undefined;
  /** Whether to fail a provider for accepting what the mock would refuse. */
  readonly strict?: boolean;
  /** The path of a profile: what the provider does otherwise now is broken. */
  readonly against?: string | undefined;
  /** Whether what differs from the profile is only reported. */
  readonly observe?: boolean;
  /**
   * Whether to ask for ids as large as 2^53-1. If the provider adds an item for such an id, its next
   * ids collide or cannot be given, and nobody may be able to add an item again.
   */
  readonly probeLargeIds?: boolean;
  /** Writes the command that repeats a result; secrets in it are masked. */
  readonly repeat?: (result: Pick<Result, 'id' | 'layer' | 'replay'>, seed: number) => string;
  /** Ends the run: it cleans up and reports what was tried; a reason of `SIGTERM` exits with 143. */
  readonly signal?: AbortSignal | undefined;
}

/** Options with their defaults; `ca` is the certificates themselves. */
export interface SettledOptions extends VerifyOptions {
  readonly provider: URL;
  readonly spec: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly checks: readonly string[];
  readonly timeout: number;
  readonly seed: number;
  readonly strict: boolean;
}

const names: Readonly<Record<keyof VerifyOptions, true>> = {
  provider: true,
  spec: true,
  token: true,
  secondToken: true,
  headers: true,
  testData: true,
  states: true,
  statesUrl: true,
  pacts: true,
  ownPacts: true,
  broker: true,
  only: true,
  checks: true,
  ca: true,
  rate: true,
  timeout: true,
  seed: true,
  runs: true,
  time: true,
  requests: true,
  replay: true,
  against: true,
  observe: true,
  strict: true,
  probeLargeIds: true,
  repeat: true,
  signal: true,
};
const layers: readonly unknown[] = ['pact', 'checks', 'exploration'] satisfies Layer[];

// JavaScript has no types to find it, and a run of nothing would pass.
function assertOptions(options: VerifyOptions): void {
  const { only, pacts = [], checks = [] } = options;
  // The tests of `describeProvider` write the reports themselves.
  const unknown = Object.keys(options).find(
    (one) => one !== 'report' && !Object.hasOwn(names, one),
  );
  if (unknown !== undefined) {
    throw new Misuse(
      `There is no option "${unknown}"; there are ${Object.keys(names).join(', ')}.`,
    );
  }
  if (only !== undefined && !layers.includes(only)) {
    throw new Misuse(
      `The option "only" is ${JSON.stringify(only)}; it must be one of ${layers.join(', ')}.`,
    );
  }
  const [one] = Object.entries({ pacts, checks }).find(([, list]) => !Array.isArray(list)) ?? [];
  if (one !== undefined) throw new Misuse(`The option "${one}" must be a list of texts.`);
}

/**
 * Fills in the defaults.
 * @throws Misuse for an option that does not exist, if the provider or the endpoint of states is not a URL that can be used, the certificates cannot
 * be read, or there is nothing to compare with a profile
 */
export function settleOptions(options: VerifyOptions): SettledOptions {
  assertOptions(options);
  const { against, observe, only = 'checks', replay, statesUrl } = options;
  if (observe && against === undefined) {
    throw new Misuse('--observe is about a profile; name one by --against.');
  }
  if (against !== undefined && (only !== 'checks' || replay !== undefined)) {
    const other = replay === undefined ? `--only ${only}` : '--replay';
    throw new Misuse(`--against compares what the checks see; leave out ${other}.`);
  }
  if (statesUrl !== undefined && !/^https?:$/.test(URL.parse(statesUrl)?.protocol ?? '')) {
    const shown = createRedaction(undefined).text(statesUrl);
    throw new Misuse(
      `"${shown}" of --states-url is not a URL; use one like http://127.0.0.1:4010/states.`,
    );
  }
  return {
    ...options,
    provider: providerUrl(options.provider),
    ca: options.ca === undefined ? undefined : readCertificates(options.ca),
    spec: options.spec ?? ownContract,
    headers: options.headers ?? {},
    checks: options.checks ?? [],
    timeout: options.timeout ?? 10_000,
    seed: options.seed ?? Math.floor(Math.random() * 2 ** 31),
    strict: options.strict ?? false,
  };
}

/**
 * Reads the test data of every kind, with the defaults of those that are not given.
 * @param given identifiers and ranges by the flag of their kind
 * @throws Misuse for an unknown kind or malformed identifiers
 */
export function readTestData(
  kinds: readonly IdentifierKind[],
  given: Readonly<Record<string, string>> = {},
): TestData[] {
  const unknown = Object.keys(given).find((flag) => !kinds.some((kind) => kind.flag === flag));
  if (unknown !== undefined) {
    const known = kinds.map(({ flag }) => flag).join(', ');
    throw new Misuse(`The contract has no test data "${unknown}"; use ${known}.`);
  }
  return kinds.map((kind) => {
    const text = given[kind.flag];
    if (text?.trim() === 'none') return { kind, ids: [], explicit: true };
    try {
      const ids = parseIdentifiers(text ?? kind.default, kind.text);
      if (!kind.many && ids.length > 1) throw new RangeError(`"${text}" has more than one.`);
      return { kind, ids, explicit: text !== undefined };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new Misuse(`The value of --${kind.flag} is wrong: ${error.message}`);
    }
  });
}

function readCertificates(path: string): string {
  try {
    const pem = readFileSync(path, 'utf8');
    // It throws for what is none.
    new X509Certificate(pem);
    return pem;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    throw new Misuse(`${path} has no certificates in PEM (${code}); name another file by --ca.`);
  }
}

function providerUrl(given: URL | string): URL {
  const url = URL.canParse(String(given)) ? new URL(given) : undefined;
  const text = createRedaction(undefined).text(String(given));
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new Misuse(`"${text}" is not the URL of a provider; use one like http://127.0.0.1:4010.`);
  }
  if (url.search !== '' || url.hash !== '') {
    throw new Misuse(`The provider's URL must not have ? or #; "${text}" has.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new Misuse("The provider's URL must not have a user or password; use --header.");
  }
  return url;
}
