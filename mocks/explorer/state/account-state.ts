import { useEffect, useState } from 'preact/hooks';
import type { Seed } from '../../../spec/index.ts';
import type { StateChange } from '../../accounts/change.ts';
import {
  accountPath,
  ControlError,
  type ControlRequest,
  control,
  messageOf,
} from '../data/control-client.ts';
import { contract, token } from '../data/session.ts';
import { stateChange } from '../data/state-changes.ts';
import { findClaims, type ResourceClaims } from './claims.ts';

/** The state of an account. */
export interface AccountState {
  readonly id: string;
  /** The token, if it is the account of the page's own. */
  readonly token: string | undefined;
  readonly claims: readonly ResourceClaims[];
  /** The oldest state that can be restored. */
  readonly beginning: number;
  readonly changes: readonly StateChange[];
  /** The ids of the items that the last change added or edited. */
  readonly changedItems: ReadonlySet<string>;
}

/**
 * Sends a control request about an account: about its own by the token, since one that nobody has used has
 * no other name.
 * @param rest the path below the account
 * @throws ControlError when it is refused
 */
export function askAccount<Body>(
  { id, token: own }: Pick<AccountState, 'id' | 'token'>,
  rest: string,
  request: ControlRequest = {},
): Promise<Body> {
  const path = `${accountPath(own === undefined ? id : 'me')}/${rest}`;
  return control<Body>(path, { ...request, token: own });
}

// Changes within so many milliseconds are shown together.
const throttle = 120;

/**
 * Loads the state of an account, and reloads it on every change.
 * @param chosen the id of the account; undefined for that of the page's token
 */
export function useAccountState(chosen: string | undefined) {
  const [state, setState] = useState<AccountState>();
  const [failure, setFailure] = useState('');
  const [isMissing, setIsMissing] = useState(false);
  const ownToken = chosen === undefined ? token.value : undefined;
  useEffect(() => {
    let latest: AccountState | undefined;
    const show = (next: AccountState | undefined, why: string) => {
      latest = next;
      setState(next);
      setFailure(why);
    };
    const loader = createLoader(async (isStopped) => {
      try {
        const next = await loadAccount(chosen, ownToken, latest);
        if (!isStopped()) show(next, '');
      } catch (error) {
        // Keep the last state while the mock is gone; the page has a banner for that.
        const status = error instanceof ControlError ? error.status : undefined;
        if (isStopped() || status === 0) return;
        setIsMissing(status === 404);
        show(undefined, messageOf(error));
      }
    });
    const unsubscribe = stateChange.subscribe(({ account }) => {
      if (account === undefined || latest === undefined || account === latest.id) loader.reload();
    });
    return () => {
      unsubscribe();
      loader.stop();
    };
  }, [chosen, ownToken]);
  return { state, failure, isMissing };
}

// Runs one load at a time: large accounts take a while, and may change meanwhile.
function createLoader(load: (isStopped: () => boolean) => Promise<void>) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let state: 'idle' | 'waiting' | 'loading' | 'stale' | 'stopped' = 'idle';
  const is = (one: typeof state) => state === one;
  const isStopped = () => is('stopped');
  const schedule = (ms: number) => {
    state = 'waiting';
    timer = setTimeout(async () => {
      state = 'loading';
      await load(isStopped);
      if (is('stale')) schedule(throttle);
      else if (!isStopped()) state = 'idle';
    }, ms);
  };
  schedule(0);
  return {
    reload() {
      if (is('idle')) schedule(throttle);
      if (is('loading')) state = 'stale';
    },
    stop() {
      state = 'stopped';
      clearTimeout(timer);
    },
  };
}

async function loadAccount(
  chosen: string | undefined,
  ownToken: string | undefined,
  before: AccountState | undefined,
): Promise<AccountState> {
  const request = { token: ownToken };
  const account = chosen ?? 'me';
  const [{ id, state }, { beginning, changes }] = await Promise.all([
    control<{ id: string; state: Seed }>(accountPath(account), request),
    control<Pick<AccountState, 'beginning' | 'changes'>>(accountPath(account, 'changes'), request),
  ]);
  const claims = findClaims(state, contract.value?.resources ?? []);
  const changedItems = before?.id === id ? compare(claims, before.claims) : new Set<string>();
  return { id, token: ownToken, claims, beginning, changes, changedItems };
}

function compare(
  now: readonly ResourceClaims[],
  before: readonly ResourceClaims[],
): ReadonlySet<string> {
  const textsOf = (all: readonly ResourceClaims[]) =>
    all.flatMap(({ items }) => items.map(({ id, item }) => [id, JSON.stringify(item)] as const));
  const old = new Map(textsOf(before));
  return new Set(textsOf(now).flatMap(([id, text]) => (old.get(id) === text ? [] : [id])));
}
