/**
 * What a step of a sequence claims: by position of the claimable place, which of the identifiers lent
 * to the sequence, and which of the values that play no part in the rules.
 */
export interface Wish {
  readonly claims: readonly (readonly number[])[];
  /** Picks among values that play no part in the rules. */
  readonly taste: number;
}

/** One step of a sequence; it names no identifiers, so that it can be replayed with others. */
export type Plan =
  | ({ readonly do: 'add' } & Wish)
  | ({ readonly do: 'edit'; readonly target: number } & Wish)
  | { readonly do: 'delete'; readonly target: number }
  | { readonly do: 'list' }
  /** A request that lacks a field that has to be there, so that it must be refused. */
  | ({ readonly do: 'spoiled'; readonly target: number | undefined } & Wish)
  /** Several at the same moment. */
  | { readonly do: 'race'; readonly plans: readonly Plan[] };

/** How many requests a step sends. */
export function requestsOf(plan: Plan): number {
  return plan.do === 'race' ? plan.plans.length : 1;
}
