import { createRedaction, type IdentifierKind, Misuse, ownContract } from '../../spec/index.ts';
import { type Lending, parseIdentifiers } from '../provider/identifier-pool.ts';
import type { Layer, Replay } from '../report/report.ts';

/** What a run of the verifier is to do. */
export interface VerifyOptions {
  /** The provider's base URL; a path in it goes before every request's path. */
  readonly provider: URL | string;
  /** The OpenAPI document of the contract; this project's own where nothing is said. */
  readonly spec?: string | undefined;
  /** The account's token, and that of another account. */
  readonly token?: string | undefined;
  readonly secondToken?: string | undefined;
  /** Headers of every request, such as a gateway's key. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * What is lent, by the flag of its kind: identifiers and ranges, as in `1000-1099,1200`, or `none`.
   * Of a kind that is not named the default is lent.
   */
  readonly lend?: Readonly<Record<string, string>>;
  /** Where the provider sets up provider states itself, by Pact's protocol. */
  readonly statesUrl?: string | undefined;
  /** The pacts to replay; this project's own where nothing is said. */
  readonly pacts?: readonly string[];
  /** The only layer to run. */
  readonly only?: Layer | undefined;
  /** The only checks to run; empty runs all. */
  readonly checks?: readonly string[];
  /** Requests a second at most. */
  readonly rate?: number | undefined;
  /** Milliseconds until an answer must be complete; 10,000 where nothing is said. */
  readonly timeout?: number;
  /** Repeats the random choices of a run. */
  readonly seed?: number;
  /** Random sequences of the exploration. */
  readonly runs?: number | undefined;
  /** Milliseconds of the exploration at most. */
  readonly time?: number | undefined;
  /** Requests of the exploration at most. */
  readonly requests?: number | undefined;
  /** A sequence to play again, instead of anything else. */
  readonly replay?: Replay | undefined;
  /** Whether what the mock would refuse is broken, too. */
  readonly strict?: boolean;
}

/** The options of a run, each with its value. */
export interface SettledOptions extends VerifyOptions {
  readonly provider: URL;
  readonly spec: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly checks: readonly string[];
  readonly timeout: number;
  readonly seed: number;
  readonly strict: boolean;
}

/**
 * Fills in what was not said.
 * @throws Misuse when the provider is no URL
 */
export function settled(options: VerifyOptions): SettledOptions {
  return {
    ...options,
    provider: providerUrl(options.provider),
    spec: options.spec ?? ownContract,
    headers: options.headers ?? {},
    checks: options.checks ?? [],
    timeout: options.timeout ?? 10_000,
    seed: options.seed ?? Math.floor(Math.random() * 2 ** 31),
    strict: options.strict ?? false,
  };
}

/** The identifiers that a caller lends, of every kind. */
export function lendingsOf(
  kinds: readonly IdentifierKind[],
  lend: Readonly<Record<string, string>> = {},
): Lending[] {
  const unknown = Object.keys(lend).find((flag) => !kinds.some((kind) => kind.flag === flag));
  if (unknown !== undefined) {
    const known = kinds.map(({ flag }) => flag).join(', ');
    throw new Misuse(`Nothing of the contract is lent as "${unknown}"; it knows ${known}.`);
  }
  return kinds.map((kind) => {
    const text = lend[kind.flag];
    if (text?.trim() === 'none') return { kind, ids: [], explicit: true };
    try {
      const ids = parseIdentifiers(text ?? kind.default, kind.many);
      return { kind, ids, explicit: text !== undefined };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new Misuse(`The value of --${kind.flag} is wrong: ${error.message}`);
    }
  });
}

function providerUrl(given: URL | string): URL {
  const url = URL.canParse(String(given)) ? new URL(given) : undefined;
  const text = createRedaction(undefined).text(String(given));
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new Misuse(`"${text}" is no provider's URL; write it as in http://127.0.0.1:4010.`);
  }
  if (url.search !== '' || url.hash !== '') {
    throw new Misuse(`The provider's URL must end before ? and #; "${text}" does not.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new Misuse("The provider's URL must not carry a user or password; use --header.");
  }
  return url;
}
