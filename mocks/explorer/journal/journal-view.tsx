import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { JournalEntry } from '../../journal/journal.ts';
import { journal } from '../data/journal-store.ts';
import { linkTo, route } from '../data/router.ts';
import { texts } from '../data/texts.ts';
import { useTitle } from '../data/title.ts';
import { Button } from '../ui/button.tsx';
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
import { ExchangeRow } from './journal-row.tsx';
import { ClearButton, SaveMenu } from './journal-tools.tsx';
import { listed, newSincePause, setPaused } from './pause.ts';
import './journal.css';

/** The live journal of requests and responses. */
export default function JournalView() {
  const t = texts.value.journal;
  const all = listed.value;
  const since = newSincePause.value;
  const { found, isSearching } = useMatching(all, journalFilter.value);
  const selected = route.value[1];
  const open = Number(selected);
  const exchange = [...all, ...journal.value].find(({ seq }) => seq === open);
  useTitle(selected === undefined ? '' : t.exchange(selected));
  const list = useRef<HTMLDivElement>(null);
  const isClosed = selected === undefined;
  const wasOpen = useRef(false);
  useLayoutEffect(() => {
    if (isClosed && wasOpen.current) list.current?.querySelector<HTMLElement>('.virtual')?.focus();
    wasOpen.current = !isClosed;
  }, [isClosed]);
  const newestFirst = useMemo(() => found.toReversed(), [found]);
  return (
    <div class={`journal ${isClosed ? '' : 'open'}`}>
      <div class="journal-list" ref={list}>
        <h1>{t.title}</h1>
        <JournalFilters all={all} />
        <div class="actions">
          <Button aria-pressed={since !== undefined} onClick={() => setPaused(since === undefined)}>
            {t.pause}
          </Button>
          <SaveMenu found={found} />
          <ClearButton onCleared={() => setPaused(false)} />
        </div>
        <p class="quiet" role="status">
          {isSearching ? t.searching : t.listed(found.length, all.length)}
          {since !== undefined && `, ${t.paused(since)}`}
        </p>
        {all.length === 0 ? (
          <p class="empty">{t.empty}</p>
        ) : found.length === 0 && !isSearching ? (
          <p class="empty">
            {t.noMatch}{' '}
            <Button
              onClick={() => {
                journalFilter.value = anyExchange;
              }}
            >
              {t.clearFilters}
            </Button>
          </p>
        ) : (
          <VirtualList
            label={t.list}
            items={newestFirst}
            rowHeight={52}
            growsAtTop
            keyOf={({ seq }) => seq}
            row={(one) => <ExchangeRow exchange={one} isOpen={one.seq === open} />}
          />
        )}
      </div>
      {selected === undefined ? (
        <p class="empty journal-none">{t.select}</p>
      ) : exchange === undefined ? (
        <div>
          <p role="alert">{t.unknown(selected)}</p>
          <a href={linkTo('journal')}>{t.all}</a>
        </div>
      ) : (
        <ExchangeDetails key={exchange.seq} exchange={exchange} />
      )}
    </div>
  );
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
