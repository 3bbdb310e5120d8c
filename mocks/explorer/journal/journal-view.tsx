import { signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { JournalEntry } from '../../journal/journal.ts';
import { journal } from '../data/journal-store.ts';
import { linkTo, route } from '../data/router.ts';
import { Status } from '../ui/status.tsx';
import { VirtualList } from '../ui/virtual-list.tsx';
import { ExchangeDetails } from './journal-exchange.tsx';
import { type ExchangeFilter, passes, search } from './journal-filter.ts';
import { Filters, filter, wholeJournal } from './journal-filters.tsx';
import { ClearButton, Exports } from './journal-tools.tsx';
import './journal.css';

/** What the list shows while it is paused; undefined while it is live. */
const paused = signal<readonly JournalEntry[] | undefined>(undefined);

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
          <ClearButton
            onCleared={() => {
              paused.value = undefined;
            }}
          />
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
                filter.value = wholeJournal;
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

function Row({ exchange, open }: { readonly exchange: JournalEntry; readonly open: boolean }) {
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

function pauseOrGoOn(): void {
  paused.value = paused.value === undefined ? journal.value : undefined;
}

function newSince(shown: readonly JournalEntry[]): number {
  const last = shown.at(-1)?.seq ?? 0;
  return journal.value.filter(({ seq }) => seq > last).length;
}

function useFound(
  all: readonly JournalEntry[],
  chosen: ExchangeFilter,
): { found: readonly JournalEntry[]; searching: boolean } {
  const passing = useMemo(
    () => all.filter((one) => passes(one, chosen)),
    [all, chosen.account, chosen.operation, chosen.status],
  );
  const text = chosen.text.trim();
  const [mentioning, setMentioning] = useState<{ found: readonly JournalEntry[]; text: string }>();
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
