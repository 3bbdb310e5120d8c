import { useEffect, useRef, useState } from 'preact/hooks';
import type { Exchange } from '../journal.ts';
import type { AccountState } from './account-state.ts';
import { findConflict, type ShownItem } from './claims.ts';
import { journal } from './exchanges.ts';
import { problemIn } from './ui/refusal.tsx';

/** A request of the account that was refused because of what others claim. */
export interface ShownConflict {
  readonly seq: number;
  /** The first conflict in words. */
  readonly message: string;
  /** How many conflicts there were besides. */
  readonly more: number;
  /** Who holds what was asked for; undefined where it is inside the request itself. */
  readonly item: ShownItem | undefined;
}

// As long as the marks stay, in milliseconds.
const marked = 6_000;

/** The last conflict of an account while it is watched, and the claims that it was about. */
export function useConflicts(state: AccountState | undefined): {
  readonly conflict: ShownConflict | undefined;
  /** The keys of the claims that flash, each with the exchange that made them. */
  readonly flashing: ReadonlyMap<string, number>;
  forget(): void;
} {
  const [conflict, setConflict] = useState<ShownConflict>();
  const [flashing, setFlashing] = useState<ReadonlyMap<string, number>>(new Map());
  const latest = useRef(state);
  latest.current = state;

  useEffect(() => {
    let seen = journal.value.at(-1)?.seq ?? 0;
    setConflict(undefined);
    return journal.subscribe((exchanges) => {
      const now = latest.current;
      const news = exchanges.filter(({ seq, account }) => seq > seen && account === now?.id);
      seen = exchanges.at(-1)?.seq ?? seen;
      for (const exchange of news) {
        const found = now === undefined ? undefined : conflictIn(exchange, now);
        if (found === undefined) continue;
        setConflict(found.conflict);
        setFlashing((before) => new Map([...before, ...found.keys]));
      }
    });
  }, [state?.id]);

  useEffect(() => {
    if (flashing.size === 0) return;
    const timer = setTimeout(() => setFlashing(new Map()), marked);
    return () => clearTimeout(timer);
  }, [flashing]);

  return { conflict, flashing, forget: () => setConflict(undefined) };
}

function conflictIn(
  { seq, request, response }: Exchange,
  { picture }: AccountState,
): { conflict: ShownConflict; keys: [string, number][] } | undefined {
  const conflicts = (response.status === 409 && problemIn(response.body)?.conflicts) || [];
  const [first] = conflicts;
  if (first === undefined) return undefined;
  const owned = conflicts.flatMap((one) => findConflict(picture, one, request.url) ?? []);
  return {
    conflict: {
      seq,
      message: first.message,
      more: conflicts.length - 1,
      item: owned[0]?.item,
    },
    keys: owned.map(({ claim }) => [claim.key, seq]),
  };
}
