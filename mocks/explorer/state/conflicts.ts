import { useEffect, useMemo, useState } from 'preact/hooks';
import type { JournalEntry } from '../../journal/journal.ts';
import type { Conflict } from '../../problems/problem.ts';
import { journal } from '../data/journal-store.ts';
import { asProblem } from '../ui/refusal.tsx';
import type { AccountState } from './account-state.ts';
import { type ClaimingItem, findConflict } from './claims.ts';

/** A request that was refused because of conflicting claims. */
export interface ConflictingRequest {
  readonly seq: number;
  readonly url: string;
  /** At least one. */
  readonly conflicts: readonly Conflict[];
}

// How long claims flash, in milliseconds.
const flashTime = 6_000;

/** Watches an account for requests that are refused because of conflicting claims. */
export function useConflicts(state: AccountState | undefined): {
  /** The last such request; undefined if there is none. */
  readonly last: ConflictingRequest | undefined;
  /** The item that the last one conflicts with; undefined if it is gone. */
  readonly owner: ClaimingItem | undefined;
  /** The keys of the flashing claims, each with the number of the exchange. */
  readonly flashing: ReadonlyMap<string, number>;
  dismiss(): void;
} {
  const [last, setLast] = useState<ConflictingRequest>();
  const [recent, setRecent] = useState<readonly ConflictingRequest[]>([]);
  const id = state?.id;

  useEffect(() => {
    let seen = journal.value.at(-1)?.seq ?? 0;
    setLast(undefined);
    setRecent([]);
    return journal.subscribe((exchanges) => {
      const conflicting = exchanges
        .filter(({ seq, account }) => seq > seen && account === id)
        .flatMap((exchange) => conflictIn(exchange) ?? []);
      seen = exchanges.at(-1)?.seq ?? seen;
      if (conflicting.length === 0) return;
      setLast(conflicting.at(-1));
      setRecent((before) => [...before, ...conflicting]);
    });
  }, [id]);

  useEffect(() => {
    if (recent.length === 0) return;
    const timer = setTimeout(() => setRecent([]), flashTime);
    return () => clearTimeout(timer);
  }, [recent]);

  // Recomputed with the claims: the owner may be as new as the conflict.
  const claims = state?.claims ?? none;
  const flashing = useMemo(
    () =>
      new Map(
        recent.flatMap((one) =>
          ownersIn(claims, one).map(({ claim }) => [claim.key, one.seq] as const),
        ),
      ),
    [claims, recent],
  );
  const owner = useMemo(() => last && ownersIn(claims, last)[0]?.item, [claims, last]);
  return { last, owner, flashing, dismiss: () => setLast(undefined) };
}

const none: AccountState['claims'] = [];

function ownersIn(claims: AccountState['claims'], { conflicts, url }: ConflictingRequest) {
  return conflicts.flatMap((one) => findConflict(claims, one, url) ?? []);
}

function conflictIn({ seq, request, response }: JournalEntry): ConflictingRequest | undefined {
  if (response.status !== 409) return undefined;
  const conflicts = asProblem(response.body)?.conflicts ?? [];
  return conflicts.length === 0 ? undefined : { seq, url: request.url, conflicts };
}
