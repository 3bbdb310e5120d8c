import { signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Exchange } from '../../journal.ts';
import { control } from '../control.ts';
import { journal } from '../exchanges.ts';
import { toCurlScript } from '../export/curl.ts';
import { toHar } from '../export/har.ts';
import { type ExchangeFilter, passes, search } from '../journal-filter.ts';
import { exportedOf } from '../replay.ts';
import { linkTo, route } from '../router.ts';
import { contract, token } from '../session.ts';
import { saveFile } from '../ui/save-file.ts';
import { Status } from '../ui/status.tsx';
import { VirtualList } from '../ui/virtual-list.tsx';
import { ExchangeDetails } from './journal-exchange.tsx';
import './journal.css';

const everything: ExchangeFilter = { account: '', operation: '', status: '', text: '' };

/** The filter stays while other views are open. */
const filter = signal<ExchangeFilter>(everything);

/** What the list shows while it is paused; undefined while it is live. */
const paused = signal<readonly Exchange[] | undefined>(undefined);

/** What was asked and answered, live. */
export default function JournalView() {
  const all = paused.value ?? journal.value;
  const { found, searching } = useFound(all, filter.value);
  const open = Number(route.value[1]);
  const exchange = all.find(({ seq }) => seq === open) ?? journal.value.find((e) => e.seq === open);
  const list = useRef<HTMLDivElement>(null);
  const closed = route.value[1] === undefined;
  const wasOpen = useRef(false);
  useLayoutEffect(() => {
    if (closed && wasOpen.current) list.current?.querySelector<HTMLElement>('.virtual')?.focus();
    wasOpen.current = !closed;
  }, [closed]);
  const newestFirst = useMemo(() => found.toReversed(), [found]);
  return (
    <div class={`journal ${closed ? '' : 'open'}`}>
      <div class="journal-list" ref={list}>
        <h1>Journal</h1>
        <Filters all={all} />
        <div class="actions">
          <button type="button" aria-pressed={paused.value !== undefined} onClick={pauseOrGoOn}>
            Pause
          </button>
          <Exports found={found} />
          <ClearButton />
        </div>
        <p class="quiet" role="status">
          {searching
            ? 'Searching…'
            : `${found.length.toLocaleString('en')} of ${all.length.toLocaleString('en')} exchanges`}
          {paused.value !== undefined && `, paused; ${newSince(paused.value)} new`}
        </p>
        {all.length === 0 ? (
          <p class="empty">Nothing has been asked yet. What is sent to the mock appears here.</p>
        ) : found.length === 0 && !searching ? (
          <p class="empty">
            No exchange passes the filter.{' '}
            <button
              type="button"
              onClick={() => {
                filter.value = everything;
              }}
            >
              Show all
            </button>
          </p>
        ) : (
          <VirtualList
            label="Exchanges, newest first"
            items={newestFirst}
            estimate={52}
            growsAtTop
            keyOf={({ seq }) => seq}
            row={(one) => <Row exchange={one} open={one.seq === open} />}
          />
        )}
      </div>
      {closed ? (
        <p class="empty journal-none">Choose an exchange to see what was sent and answered.</p>
      ) : exchange === undefined ? (
        <div>
          <p>
            The journal has no exchange {route.value[1]}; it keeps the last 1,000 and forgets them
            when the mock stops.
          </p>
          <a href={linkTo('journal')}>All exchanges</a>
        </div>
      ) : (
        <ExchangeDetails key={exchange.seq} exchange={exchange} />
      )}
    </div>
  );
}

function Row({ exchange, open }: { readonly exchange: Exchange; readonly open: boolean }) {
  const { seq, time, ms, account, request, response, problem, rule, doubt } = exchange;
  return (
    <a
      class="exchange"
      href={linkTo('journal', String(seq))}
      aria-current={open ? 'true' : undefined}
    >
      <span class="line">
        <Status status={response.status} />
        <span class={`method ${request.method.toLowerCase()}`}>{request.method}</span>
        <code>{request.url}</code>
      </span>
      <small>
        <span>{seq}</span> <span>{new Date(time).toLocaleTimeString('en-GB')}</span>{' '}
        <span>{ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms</span> <span>{account}</span>{' '}
        {problem !== undefined && <span class="why">{rule ?? problem}</span>}{' '}
        {doubt !== undefined && <span class="why">{doubt}</span>}
      </small>
    </a>
  );
}

function Filters({ all }: { readonly all: readonly Exchange[] }) {
  const now = filter.value;
  const set = (part: Partial<ExchangeFilter>) => {
    filter.value = { ...now, ...part };
  };
  const accounts = useMemo(() => [...new Set(all.map(({ account }) => account))].sort(), [all]);
  const statuses = useMemo(
    () => [...new Set(all.map(({ response }) => response.status))].sort((a, b) => a - b),
    [all],
  );
  const operations = contract.value?.operations ?? [];
  return (
    <search class="fields journal-filters">
      <label class="text">
        Search
        <input
          type="search"
          value={now.text}
          placeholder="in URLs, bodies, rules, doubts"
          spellcheck={false}
          onInput={({ currentTarget }) => set({ text: currentTarget.value })}
        />
      </label>
      <label>
        Status
        <select
          value={now.status}
          onChange={({ currentTarget }) => set({ status: currentTarget.value })}
        >
          <option value="">any</option>
          {['2XX', '4XX', '5XX'].map((one) => (
            <option key={one}>{one}</option>
          ))}
          {listed(statuses.map(String), now.status, /XX$/).map((one) => (
            <option key={one} value={one}>
              {one === '0' ? 'dropped' : one}
            </option>
          ))}
        </select>
      </label>
      <label>
        Operation
        <select
          value={now.operation}
          onChange={({ currentTarget }) => set({ operation: currentTarget.value })}
        >
          <option value="">any</option>
          {operations.map(({ id, method, path }) => (
            <option key={id} value={id}>
              {method.toUpperCase()} {path}
            </option>
          ))}
          <option value="none">none of the contract</option>
        </select>
      </label>
      <label>
        Account
        <select
          value={now.account}
          onChange={({ currentTarget }) => set({ account: currentTarget.value })}
        >
          <option value="">any</option>
          {listed(accounts, now.account).map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </label>
    </search>
  );
}

function Exports({ found }: { readonly found: readonly Exchange[] }) {
  const loaded = contract.value;
  if (loaded === undefined) return null;
  const none = found.length === 0;
  const saveHar = () => {
    const har = toHar(found, location.origin, `${loaded.title}, mock`);
    saveFile('journal.har', 'application/json', har);
  };
  const saveCurl = () => {
    const requests = found.map((one) =>
      exportedOf(one, loaded.account, location.origin, token.value),
    );
    saveFile('journal.sh', 'application/x-sh', toCurlScript(requests));
  };
  return (
    <>
      <button type="button" disabled={none} onClick={saveHar}>
        Save as HAR
      </button>
      <button
        type="button"
        disabled={none}
        title="Sends what the list shows, oldest first, in the name of one token"
        onClick={saveCurl}
      >
        Save as a curl script
      </button>
    </>
  );
}

function ClearButton() {
  const [asking, setAsking] = useState(false);
  const [failure, setFailure] = useState('');
  const clear = async () => {
    try {
      await control('journal', { method: 'DELETE' });
      journal.value = [];
      paused.value = undefined;
      setAsking(false);
    } catch (error) {
      setFailure((error as Error).message);
    }
  };
  if (!asking) {
    return (
      <button type="button" onClick={() => setAsking(true)}>
        Clear…
      </button>
    );
  }
  return (
    <fieldset class="ask">
      <legend>Forget all exchanges of all accounts?</legend>
      <button type="button" onClick={() => void clear()}>
        Forget them
      </button>
      <button type="button" onClick={() => setAsking(false)} ref={(button) => button?.focus()}>
        Keep them
      </button>
      {failure !== '' && <span class="failure">{failure}</span>}
    </fieldset>
  );
}

function pauseOrGoOn(): void {
  paused.value = paused.value === undefined ? journal.value : undefined;
}

function newSince(shown: readonly Exchange[]): number {
  const last = shown.at(-1)?.seq ?? 0;
  return journal.value.filter(({ seq }) => seq > last).length;
}

// What is chosen stays among the choices though the journal has forgotten it.
function listed(there: readonly string[], chosen: string, other?: RegExp): string[] {
  const missing = chosen !== '' && !other?.test(chosen) && !there.includes(chosen);
  return missing ? [...there, chosen] : [...there];
}

function useFound(
  all: readonly Exchange[],
  chosen: ExchangeFilter,
): { found: readonly Exchange[]; searching: boolean } {
  const passing = useMemo(
    () => all.filter((one) => passes(one, chosen)),
    [all, chosen.account, chosen.operation, chosen.status],
  );
  const text = chosen.text.trim();
  const [mentioning, setMentioning] = useState<{ found: readonly Exchange[]; text: string }>();
  useEffect(() => {
    if (text === '') return;
    let stopped = false;
    void search(passing, text, () => stopped).then((found) => {
      if (found !== undefined) setMentioning({ found, text });
    });
    return () => {
      stopped = true;
    };
  }, [passing, text]);
  if (text === '') return { found: passing, searching: false };
  // What was found last stays until there is something new to show.
  return { found: mentioning?.found ?? passing, searching: mentioning?.text !== text };
}
