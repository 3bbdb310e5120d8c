/** How a store is opened. */
export interface StoreOptions {
  /** Whether an answer waits until the change is on disk, so that a power cut loses nothing. */
  readonly sync: boolean;
  /** A key of the user's that the ids of accounts depend on, too. */
  readonly key: string | undefined;
}
