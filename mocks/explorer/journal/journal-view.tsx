import { signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { JournalEntry } from '../../journal/journal.ts';
import { journal } from '../data/journal-store.ts';
import { linkTo, route } from '../data/router.ts';
import { Button } from '../ui/button.tsx';
import { countOf, durationOf, timeOf } from '../ui/format.ts';
import { Method, Status } from '../ui/status.tsx';
import { VirtualList } from '../ui/virtual-list.tsx';
import { ExchangeDetails } from './journal-exchange.tsx';
import {
  anyExchange,
  type ExchangeFilter,
  journalFilter,
  matchesFields,
  searchExchanges,
} from './journal-filter.ts';
import { JournalFilters } from './journal-filters.tsx';
import { ClearButton, ExportButtons } from './journal-tools.tsx';
import './journal.css';

/** The exchanges listed while the journal is paused; undefined while it is live. */
const paused = signal<readonly JournalEntry[] | undefined>(undefined);

/** The live journal of requests and responses. */
export default function JournalView() {
  const all = paused.value ?? journal.value;
  const { found, isSearching } = useMatching(all, journalFilter.value);
  const open = Number(route.value[1]);
  const exchange = all.find(({ seq }) => seq === open) ?? journal.value.find((e) => e.seq === open);
  const list = useRef<HTMLDivElement>(null);
  const isClosed = route.value[1] === undefined;
  const wasOpen = useRef(false);
  useLayoutEffect(() => {
    if (isClosed && wasOpen.current) list.current?.querySelector<HTMLElement>('.virtual')?.focus();
    wasOpen.current = !isClosed;
  }, [isClosed]);
  const newestFirst = useMemo(() => found.toReversed(), [found]);
  return (
    <div class={`journal ${isClosed ? '' : 'open'}`}>
      <div class="journal-list" ref={list}>
        <h1>Journal</h1>
        <JournalFilters all={all} />
        <div class="actions">
          <Button aria-pressed={paused.value !== undefined} onClick={togglePause}>
            Pause
          </Button>
          <ExportButtons found={found} />
          <ClearButton
            onCleared={() => {
              paused.value = undefined;
            }}
          />
        </div>
        <p class="quiet" role="status">
          {isSearching
            ? 'Searching…'
            : `${found.length.toLocaleString('en')} of ${countOf(all.length, 'exchange')}`}
          {paused.value !== undefined && `, paused; ${newSince(paused.value)} new`}
        </p>
        {all.length === 0 ? (
          <p class="empty">No requests yet. Requests to the mock appear here.</p>
        ) : found.length === 0 && !isSearching ? (
          <p class="empty">
            No exchanges match.{' '}
            <Button
              onClick={() => {
                journalFilter.value = anyExchange;
              }}
            >
              Clear filters
            </Button>
          </p>
        ) : (
          <VirtualList
            label="Exchanges, newest first"
            items={newestFirst}
            rowHeight={52}
            growsAtTop
            keyOf={({ seq }) => seq}
            row={(one) => <Row exchange={one} isOpen={one.seq === open} />}
          />
        )}
      </div>
      {isClosed ? (
        <p class="empty journal-none">Select an exchange to see its request and response.</p>
      ) : exchange === undefined ? (
        <div>
          <p>Exchange {route.value[1]} is not in the journal, which keeps the last 1,000.</p>
          <a href={linkTo('journal')}>All exchanges</a>
        </div>
      ) : (
        <ExchangeDetails key={exchange.seq} exchange={exchange} />
      )}
    </div>
  );
}

function Row({ exchange, isOpen }: { exchange: JournalEntry; isOpen: boolean }) {
  const { seq, time, ms, account, request, response, problem, rule, doubt } = exchange;
  return (
    <a
      class="exchange"
      href={linkTo('journal', String(seq))}
      aria-current={isOpen ? 'true' : undefined}
    >
      <span class="line">
        <Status status={response.status} />
        <Method name={request.method} />
        <code>{request.url}</code>
      </span>
      <small>
        <span>{seq}</span> <span>{timeOf(time)}</span> <span>{durationOf(ms)}</span>{' '}
        <span>{account}</span> {problem !== undefined && <span class="why">{rule ?? problem}</span>}{' '}
        {doubt !== undefined && <span class="why">{doubt}</span>}
      </small>
    </a>
  );
}

function togglePause(): void {
  paused.value = paused.value === undefined ? journal.value : undefined;
}

function newSince(shown: readonly JournalEntry[]): number {
  const last = shown.at(-1)?.seq ?? 0;
  return journal.value.filter(({ seq }) => seq > last).length;
}

function useMatching(all: readonly JournalEntry[], filter: ExchangeFilter) {
  const candidates = useMemo(
    () => all.filter((one) => matchesFields(one, filter)),
    [all, filter.account, filter.operation, filter.status],
  );
  const text = filter.text.trim();
  const [result, setResult] = useState<{ found: readonly JournalEntry[]; text: string }>();
  useEffect(() => {
    if (text === '') return;
    let isStopped = false;
    void searchExchanges(candidates, text, () => isStopped).then((found) => {
      if (found !== undefined) setResult({ found, text });
    });
    return () => {
      isStopped = true;
    };
  }, [candidates, text]);
  if (text === '') return { found: candidates, isSearching: false };
  // Keep the last result until the next one is there.
  return { found: result?.found ?? candidates, isSearching: result?.text !== text };
}
