/**
 * What a step of a sequence claims: by position of the claimable place, which of the identifiers lent
 * to the sequence, and which of the values that play no part in the rules.
 */
export interface Wish {
  readonly claims: readonly (readonly number[])[];
  /** Picks among values that play no part in the rules. */
  readonly taste: number;
  /** Whether it is done in the second account, where there is one. */
  readonly second?: boolean | undefined;
}

/** One step of a sequence; it names no identifiers, so that it can be replayed with others. */
export type Plan =
  | ({ readonly do: 'add' } & Wish)
  | ({ readonly do: 'edit'; readonly target: number } & Wish)
  | { readonly do: 'delete'; readonly target: number }
  | { readonly do: 'list' }
  /** A request that lacks a field that has to be there, so that it must be refused. */
  | ({ readonly do: 'spoiled'; readonly target: number | undefined } & Wish)
  /** The other account deletes, or edits, what it cannot know. */
  | ({ readonly do: 'trespass'; readonly target: number; readonly deletes: boolean } & Wish)
  /** So many items with identifiers of their own are added. */
  | { readonly do: 'crowd'; readonly count: number }
  /** Several at the same moment. */
  | { readonly do: 'race'; readonly plans: readonly Plan[] };
