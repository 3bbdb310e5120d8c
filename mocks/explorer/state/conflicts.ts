import { useEffect, useMemo, useState } from 'preact/hooks';
import type { JournalEntry } from '../../journal/journal.ts';
import type { Conflict } from '../../problems/problem.ts';
import { journal } from '../data/journal-store.ts';
import { problemIn } from '../ui/refusal.tsx';
import type { AccountState } from './account-state.ts';
import { findConflict, type ShownItem } from './claims.ts';

/** A request of the account that was refused because of what others claim. */
export interface Refused {
  readonly seq: number;
  readonly url: string;
  /** At least one. */
  readonly conflicts: readonly Conflict[];
}

// As long as the marks stay, in milliseconds.
const marked = 6_000;

/** Watches an account for requests that are refused because of what others claim. */
export function useConflicts(state: AccountState | undefined): {
  /** The last refused request; undefined before there was one. */
  readonly last: Refused | undefined;
  /** Who holds what the last one asked for; undefined where nobody else does any more. */
  readonly owner: ShownItem | undefined;
  /** The keys of the claims that flash, each with the exchange that made them. */
  readonly flashing: ReadonlyMap<string, number>;
  forget(): void;
} {
  const [last, setLast] = useState<Refused>();
  const [recent, setRecent] = useState<readonly Refused[]>([]);
  const id = state?.id;

  useEffect(() => {
    let seen = journal.value.at(-1)?.seq ?? 0;
    setLast(undefined);
    setRecent([]);
    return journal.subscribe((exchanges) => {
      const refused = exchanges
        .filter(({ seq, account }) => seq > seen && account === id)
        .flatMap((exchange) => refusedIn(exchange) ?? []);
      seen = exchanges.at(-1)?.seq ?? seen;
      if (refused.length === 0) return;
      setLast(refused.at(-1));
      setRecent((before) => [...before, ...refused]);
    });
  }, [id]);

  useEffect(() => {
    if (recent.length === 0) return;
    const timer = setTimeout(() => setRecent([]), marked);
    return () => clearTimeout(timer);
  }, [recent]);

  // Looked up again with each new picture: the owner may be as new as the conflict.
  const picture = state?.picture;
  const flashing = useMemo(() => {
    if (picture === undefined) return new Map<string, number>();
    return new Map(
      recent.flatMap(({ seq, url, conflicts }) =>
        conflicts
          .flatMap((one) => findConflict(picture, one, url) ?? [])
          .map(({ claim }) => [claim.key, seq] as const),
      ),
    );
  }, [picture, recent]);
  const owner = useMemo(
    () =>
      picture &&
      last?.conflicts.flatMap((one) => findConflict(picture, one, last.url) ?? [])[0]?.item,
    [picture, last],
  );
  return { last, owner, flashing, forget: () => setLast(undefined) };
}

function refusedIn({ seq, request, response }: JournalEntry): Refused | undefined {
  if (response.status !== 409) return undefined;
  const conflicts = problemIn(response.body)?.conflicts ?? [];
  return conflicts.length === 0 ? undefined : { seq, url: request.url, conflicts };
}
