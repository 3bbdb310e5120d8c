import type { StateChange } from '../accounts/change.ts';
import type { MaybePromise, StateListener } from '../accounts/history.ts';
import type { ClaimKey, EntryImage, StoreImage } from '../accounts/store.ts';
import type { AccountSummary, TurnMode } from '../accounts/turns.ts';
import { Refusal } from '../problems/problem.ts';
import { englishRefusals, type RefusalTexts } from '../problems/texts/english.ts';
import { type Message, render, type Text } from '../problems/texts/message.ts';

/** The account under whose id the switches and faults of all accounts are stored. */
export const everyone = '*';

/** How many digits the id of an account has: among a million accounts, no two have the same. */
export const idDigits = 16;

/** What the id of an account is like. Not any text: PostgreSQL takes none with a NUL, and `*` is all accounts. */
export const accountId = /^([0-9a-f]{16}|anonymous)$/;

/** A change as a store keeps it. */
export interface StoredChange extends StateChange {
  /** What it replaced; undefined if that was too large to be kept, so it cannot be undone. */
  readonly before: StoreImage | undefined;
  /** What it made of it; undefined if that was too large, so others read the whole account. */
  readonly after: StoreImage | undefined;
}

/** What a store says first about an account. */
export interface StoredHead {
  readonly version: number;
  /** Which uniqueness rules its claims were entered under. */
  readonly rules: string;
  /** The numbers for the next items, by collection. */
  readonly next: Readonly<Record<string, number>>;
  /** Its switches and faults as JSON; null for none. */
  readonly settings: string | null;
}

/** The head of an account that the store does not have. */
export const nothingStored: StoredHead = { version: 0, rules: '', next: {}, settings: null };

/** What is written when the work of a turn is done. */
export interface AccountWrite extends StoredHead {
  readonly id: string;
  readonly changes: readonly StoredChange[];
  /** The entries that changed, as they are now; all of them for an account that is new to the store. */
  readonly entries: readonly EntryImage[];
  readonly claims: {
    /** Whether the claims that the store has are dropped first. */
    readonly all: boolean;
    readonly added: Iterable<readonly [rule: string, key: ClaimKey]>;
    readonly removed: readonly (readonly [rule: string, key: ClaimKey])[];
  };
}

/** The switches and faults of all accounts as JSON, null for those of the start; each change of them has a number. */
export type SettingsOfAll = Pick<StoredHead, 'version' | 'settings'>;

/** A turn on one account. For writing, nobody else has one on it until this ends. */
export interface StoreTurn {
  /** The account as the store has it; undefined if it does not. */
  readonly head: StoredHead | undefined;
  /** The switches and faults of all accounts. */
  readonly settingsOfAll: SettingsOfAll;
  /** The changes after a state that are kept, oldest first. */
  changesAfter(state: number): MaybePromise<StoredChange[]>;
  /** The changes that are kept, oldest first, and whether each can be undone. */
  listChanges(): MaybePromise<(StateChange & { readonly isKept: boolean })[]>;
  /** The entries, some thousands at a time. */
  pages(): AsyncIterable<readonly EntryImage[]>;
  /** Ends the turn when all is stored; nothing is if it rejects, unless the store says that it is not known. */
  commit(write: AccountWrite): Promise<void>;
  /** Ends the turn, and stores nothing. */
  release(): MaybePromise<void>;
}

/** An entry of the journal as a store keeps it. */
export interface StoredJournalEntry {
  readonly seq: number;
  /** `*` for all, where the journal was cleared. */
  readonly account: string;
  /** JSON, secrets masked; null where the entries before it were cleared. */
  readonly entry: string | null;
}

/** What servers that share a store tell each other. */
export interface Listeners {
  readonly state: StateListener;
  /** The journal has new entries. */
  readonly journal: () => void;
}

/** Where accounts last. Each method rejects with a {@link Refusal} where the store fails. */
export interface Persistence {
  readonly kind: 'sqlite' | 'postgresql';
  /** Whether nobody else writes to it, so that an account in memory is the newest. */
  readonly isExclusive: boolean;
  /** What the ids of accounts depend on. */
  readonly secret: Buffer;
  /** @param mode `load` to read an account whole, as of one moment */
  begin(account: string, mode: TurnMode | 'load'): MaybePromise<StoreTurn>;
  list(): MaybePromise<AccountSummary[]>;
  /** Returns the ids of the accounts whose claims were entered under other rules. */
  outdated(rules: string): MaybePromise<string[]>;
  has(account: string): MaybePromise<boolean>;
  forget(account: string): MaybePromise<void>;
  /** Adds entries to the journal, in order. */
  addToJournal(
    entries: readonly { readonly account: string; readonly entry: string }[],
  ): MaybePromise<void>;
  /** Returns the entries after one, oldest first, a hundred at most: they may be large. */
  readJournal(after: number): MaybePromise<StoredJournalEntry[]>;
  /** Drops the entries of an account, or of all, and adds one that says so. */
  clearJournal(account: string | undefined): MaybePromise<void>;
  /** Rejects where the store does not answer. */
  check(): MaybePromise<void>;
  /** Calls back for what other servers do. */
  listen(listeners: Listeners): void;
  /** Tells other servers of the new state of an account, soon. */
  tell(account: string, state: number): void;
  close(): Promise<void>;
}

/** How many entries of the journal are kept. */
export const mostJournalEntries = 20_000;

/** How many characters of changes are kept of an account. */
export const mostOfChanges = 32 * 1024 * 1024;

/** Whether the old changes of an account are dropped after a change. */
export function isTrimmedAfter(state: number, size: number): boolean {
  return state % 100 === 0 || size > 1024 * 1024;
}

/**
 * The refusal that a failure of a store becomes.
 * @param isUnknown whether it is not known that nothing was stored
 */
export function storeFailure(error: unknown, isUnknown = false): Refusal {
  if (error instanceof Refusal) return error;
  const why = reasonOf(error);
  const detail = (texts: RefusalTexts) => texts.server.storeFailed(render(why, texts), isUnknown);
  const refusal = new Refusal('store-unavailable', detail, {}, { 'retry-after': '1' });
  refusal.cause = error;
  return refusal;
}

/** A reason of the mock's own for not storing a change. */
export class NotStored extends Error {
  readonly text: Message;

  constructor(text: Message) {
    super(text(englishRefusals));
    this.text = text;
  }
}

/** Why a store failed, as anybody may read it: without hosts, users and what is stored. */
export function reasonOf(error: unknown): Text {
  const { code = '', message = String(error) } = error as Error & { code?: string };
  if (error instanceof NotStored) return error.text;
  if (error instanceof SyntaxError) return ({ server }) => server.storeUnreadable;
  if (/^(E(?!RR_)|ERR_(TLS|SSL)_)[A-Z_]+$/.test(code)) {
    return ({ server }) => server.storeUnreachable(code);
  }
  if (/^(28|3D)/.test(code)) return ({ server }) => server.storeClosed(code);
  return message.replace(/\.$/, '') || code;
}
