import { useSignalEffect } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { Seed } from '../../../spec/index.ts';
import type { StateChange } from '../../accounts/change.ts';
import { ControlFailure, control } from '../data/control-client.ts';
import { contract, token } from '../data/session.ts';
import { changed } from '../data/state-changes.ts';
import { drawPicture, type Picture } from './claims.ts';

/** What the page knows of an account. */
export interface AccountState {
  readonly id: string;
  readonly picture: Picture;
  /** The oldest state that can be gone back to. */
  readonly beginning: number;
  readonly changes: readonly StateChange[];
  /** The items that were not so before the last change. */
  readonly fresh: ReadonlySet<string>;
}

// What happens within so many milliseconds is shown together.
const together = 120;

/**
 * Reads what an account holds, and again whenever it changes.
 * @param chosen the account's id; undefined for the one that the page's token names
 */
export function useAccountState(chosen: string | undefined): {
  readonly shown: AccountState | undefined;
  readonly failure: string;
} {
  const [shown, setShown] = useState<AccountState>();
  const [failure, setFailure] = useState('');
  const mine = useSettledToken();
  const named = chosen === undefined ? mine : undefined;
  useEffect(() => {
    let latest: AccountState | undefined;
    const show = (next: AccountState | undefined, why: string) => {
      latest = next;
      setShown(next);
      setFailure(why);
    };
    const reading = readAgainAndAgain(async (stopped) => {
      try {
        const next = await readAccount(chosen, named, latest);
        if (!stopped()) show(next, '');
      } catch (error) {
        // What was read stays while the mock is away; the page says so itself.
        const away = error instanceof ControlFailure && error.status === 0;
        if (!stopped() && !away) show(undefined, String((error as Error).message));
      }
    });
    const unsubscribe = changed.subscribe(({ account }) => {
      if (account === undefined || latest === undefined || account === latest.id) reading.again();
    });
    return () => {
      unsubscribe();
      reading.stop();
    };
  }, [chosen, named]);
  return { shown, failure };
}

// A token that is being typed must not make an account of each of its beginnings.
function useSettledToken(): string {
  const [settled, setSettled] = useState(token.value);
  useSignalEffect(() => {
    const typed = token.value;
    const timer = setTimeout(() => setSettled(typed), 400);
    return () => clearTimeout(timer);
  });
  return settled;
}

// One at a time: a large account takes its time, and more may happen meanwhile.
function readAgainAndAgain(read: (stopped: () => boolean) => Promise<void>): {
  again(): void;
  stop(): void;
} {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let state: 'idle' | 'waiting' | 'reading' | 'stale' | 'stopped' = 'idle';
  const is = (one: typeof state) => state === one;
  const stopped = () => is('stopped');
  const wait = (ms: number) => {
    state = 'waiting';
    timer = setTimeout(async () => {
      state = 'reading';
      await read(stopped);
      if (is('stale')) wait(together);
      else if (!stopped()) state = 'idle';
    }, ms);
  };
  wait(0);
  return {
    again() {
      if (is('idle')) wait(together);
      if (is('reading')) state = 'stale';
    },
    stop() {
      state = 'stopped';
      clearTimeout(timer);
    },
  };
}

async function readAccount(
  chosen: string | undefined,
  mine: string | undefined,
  before: AccountState | undefined,
): Promise<AccountState> {
  const asked = mine === undefined ? {} : { token: mine };
  const path = `accounts/${encodeURIComponent(chosen ?? 'me')}`;
  const [{ id, state }, { beginning, changes }] = await Promise.all([
    control<{ id: string; state: Seed }>(path, asked),
    control<Pick<AccountState, 'beginning' | 'changes'>>(`${path}/changes`, asked),
  ]);
  const picture = drawPicture(state, contract.value?.resources ?? []);
  const fresh = before?.id === id ? newIn(picture, before.picture) : new Set<string>();
  return { id, picture, beginning, changes, fresh };
}

function newIn(picture: Picture, before: Picture): Set<string> {
  const old = new Map(
    before.kinds.flatMap(({ items }) => items.map(({ id, item }) => [id, JSON.stringify(item)])),
  );
  return new Set(
    picture.kinds.flatMap(({ items }) =>
      items.filter(({ id, item }) => old.get(id) !== JSON.stringify(item)).map(({ id }) => id),
    ),
  );
}
