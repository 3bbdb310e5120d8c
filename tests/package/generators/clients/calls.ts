/** What each of the generated clients is asked for. */
export interface Calls {
  /** Returns the ids of all rules. */
  list(): Promise<number[]>;
  /** Adds a rule for a number; returns its id, or the problem with the id of the rule that has it. */
  add(number: number): Promise<{ id: number } | { status: number; owners: (number | string)[] }>;
}

/** Connects a client to the API. */
export type Connect = (baseUrl: string, token: string) => Calls;

/** The refusal in the words of the contract. */
export interface Refusal {
  status: number;
  conflicts?: { owner: number | string }[];
}

/** What is compared of a refusal. */
export function refused({ status, conflicts = [] }: Refusal) {
  return { status, owners: conflicts.map(({ owner }) => owner) };
}
