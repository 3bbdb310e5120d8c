import { Misuse, type WrittenProfile } from '../../spec/index.ts';
import type { Store } from '../accounts/store.ts';
import type { Certificate } from '../http/certificate.ts';
import type { LogEntry } from '../journal/request-log.ts';
import type { PrismOptions } from '../prism/engine.ts';

/** Options of a mock; each has a default. */
export interface MockOptions extends PrismOptions {
  /** The OpenAPI document; this project's own by default, which is always held strictly. */
  readonly spec?: string | undefined;
  /** Whether to refuse a document for what it can be served despite; false by default. */
  readonly strictDocument?: boolean | undefined;
  /** The initial state of an account; by default the one that the document names. */
  readonly initial?: string | undefined;
  /** Files with states that an account can be given by name, beside `empty` and `documented`. */
  readonly presets?: Readonly<Record<string, string>> | undefined;
  /** How many accounts to keep, 10,000 by default; the least recently used goes first. */
  readonly accounts?: number | undefined;
  /** Whether a request needs a token; true by default. */
  readonly auth?: boolean | undefined;
  /**
   * Where accounts last: a file of SQLite, which the mock has for itself, or a URL of PostgreSQL, such as
   * postgres://user@host/mock, which any number of mocks share. In memory by default.
   */
  readonly store?: string | undefined;
  /** Whether the journal lasts, too; false by default. */
  readonly storeJournal?: boolean | undefined;
  /** Whether an answer waits until the change is on disk; true by default. */
  readonly storeSync?: boolean | undefined;
  /** A key that is not in the store, which the ids of accounts depend on. */
  readonly storeKey?: string | undefined;
  /**
   * Which way a provider was seen to go at the doubts: the file that the verifier writes, or what it would have.
   * What it leaves out stays strict; `switches` take precedence.
   */
  readonly profile?: string | WrittenProfile | undefined;
  /** The positions of the switches, by doubt. */
  readonly switches?: Readonly<Record<string, string>> | undefined;
  /** Milliseconds to delay every response by. */
  readonly delay?: number | undefined;
  /** The path that the contract is served below, such as `/api`; the control API stays at `/_mock`. */
  readonly prefix?: string | undefined;
  /** The URL of a real server, which answers what the contract does not have. */
  readonly upstream?: string | undefined;
  /** Whether to serve HTTPS and HTTP/2: with a certificate made for this run, or with your own in PEM. */
  readonly https?: boolean | Certificate | undefined;
  /** The URL of a real provider that the explorer can send requests to. */
  readonly provider?: string | undefined;
  /** The token that the control API asks for. */
  readonly controlToken?: string | undefined;
  /** Called once for each request. */
  readonly log?: ((entry: LogEntry) => void) | undefined;
  /** Is told, in a sentence each, of what accounts hold that breaks a rule of a document that came later. */
  readonly warn?: ((message: string) => void) | undefined;
  /** Creates the store of a new account; in memory by default. */
  readonly createStore?: (() => Store) | undefined;
  /** Draws the random numbers of faults, from 0 to 1. */
  readonly random?: (() => number) | undefined;
  /** Creates identities in UUID format. */
  readonly newId?: (() => string) | undefined;
  /** Resolves after a number of milliseconds. */
  readonly wait?: ((ms: number) => Promise<void>) | undefined;
}

const optionNames = {
  spec: true,
  strictDocument: true,
  initial: true,
  presets: true,
  accounts: true,
  auth: true,
  store: true,
  storeJournal: true,
  storeSync: true,
  storeKey: true,
  profile: true,
  switches: true,
  delay: true,
  prefix: true,
  upstream: true,
  https: true,
  provider: true,
  controlToken: true,
  errors: true,
  dynamic: true,
  seed: true,
  ignoreExamples: true,
  fillProperties: true,
  log: true,
  warn: true,
  createStore: true,
  random: true,
  newId: true,
  wait: true,
} satisfies Record<keyof MockOptions, true>;

/**
 * Checks the names of options, since JavaScript ignores one that is misspelt, or called as on the
 * command line, such as `switch`.
 * @param others the names that are allowed beside those of `createMock`
 * @throws Misuse that lists the names
 */
export function assertOptionNames(options: object, others: readonly string[] = []): void {
  const known = [...Object.keys(optionNames), ...others];
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new Misuse(`There is no option "${unknown}"; there are ${known.join(', ')}.`);
  }
}

/**
 * Checks that the options of a store make sense together.
 * @throws Misuse that says what to leave out
 */
export function assertStoreOptions(options: MockOptions): void {
  const { store, createStore, storeJournal, storeSync } = options;
  if (store !== undefined && createStore !== undefined) {
    throw new Misuse(
      'The options store and createStore both say where items are; leave out createStore to keep them in the store, or store to keep them where createStore does.',
    );
  }
  if (store !== undefined) return;
  const name = storeJournal ? 'store-journal' : storeSync === false ? 'no-store-sync' : undefined;
  if (name === undefined) return;
  throw new Misuse(
    `Nothing is kept without a store, so --${name} has no effect; name one with --store, or leave out --${name}.`,
  );
}
