import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { OperationView } from '../../control/contract-view.ts';
import { linkTo } from '../data/router.ts';
import { sendable } from '../data/session.ts';
import { texts } from '../data/texts.ts';
import { Method } from '../ui/status.tsx';
import { useMedia } from '../ui/use-media.ts';
import { groupOperations } from './operation-groups.ts';
import { searches } from './search-key.ts';

/** The operations by tag, with a filter; on a narrow screen folded, and unfolded to choose. */
export function OperationList({ chosen }: { chosen: OperationView }) {
  const isWide = useMedia('(min-width: 50.01rem)');
  const [isOpen, setOpen] = useState(false);
  const asked = useAsked(() => setOpen(true));
  if (isWide) return <List chosen={chosen} asked={asked} />;
  return (
    <details
      class="operation-picker"
      open={isOpen}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>
        <Method name={chosen.method} /> <code>{chosen.path}</code>
        <small>{texts.value.try.allOperations}</small>
      </summary>
      {isOpen && <List chosen={chosen} asked={asked} onChoose={() => setOpen(false)} />}
    </details>
  );
}

// What was asked for before the view was opened counts, too.
let answered = 0;

function useAsked(open: () => void): number {
  const asked = searches.value;
  useLayoutEffect(() => {
    if (asked !== answered) open();
  }, [asked]);
  return asked;
}

function List({
  chosen,
  asked,
  onChoose,
}: {
  chosen: OperationView;
  asked: number;
  onChoose?: () => void;
}) {
  const t = texts.value.try;
  const place = useRef<HTMLElement>(null);
  const [search, setSearch] = useState('');
  const groups = groupOperations(sendable.value, search);
  useLayoutEffect(() => {
    if (asked === answered) return;
    answered = asked;
    place.current?.querySelector('input')?.select();
  }, [asked]);
  useLayoutEffect(() => {
    const link = place.current?.querySelector<HTMLElement>('[aria-current]');
    const scroller = place.current;
    if (!link || !scroller) return;
    // Only the list moves, never the page.
    const { top, bottom } = link.getBoundingClientRect();
    const box = scroller.getBoundingClientRect();
    if (top >= box.top + 60 && bottom <= box.bottom) return;
    scroller.scrollTop += (top + bottom - box.top - box.bottom) / 2;
  }, [chosen.id]);

  return (
    <nav
      ref={place}
      class="list operation-list"
      aria-label={t.operations}
      onKeyDown={(event) => moveFocus(event, () => setSearch(''))}
    >
      <div class="operation-filter">
        <input
          type="search"
          aria-label={t.filter}
          placeholder={`${t.filter} · ${t.filterHint}`}
          value={search}
          onInput={({ currentTarget }) => setSearch(currentTarget.value)}
        />
      </div>
      {groups.map(({ tag, operations }) => (
        <section key={tag} aria-label={tag || t.untagged}>
          {groups.length > 1 && <h2>{tag || t.untagged}</h2>}
          {operations.map(({ id, method, path, summary }) => (
            <a
              key={id}
              href={linkTo('try', id)}
              aria-current={id === chosen.id ? 'page' : undefined}
              onClick={onChoose}
            >
              <Method name={method} /> <code>{path}</code>
              <small>{summary}</small>
            </a>
          ))}
        </section>
      ))}
      {groups.length === 0 && <p class="empty">{t.noOperation}</p>}
    </nav>
  );
}

// Arrow keys go from the filter to the links and back; Enter in the filter opens the first link.
function moveFocus(event: KeyboardEvent & { currentTarget: HTMLElement }, clear: () => void): void {
  const { key, target, currentTarget } = event;
  const stops = [...currentTarget.querySelectorAll<HTMLElement>('input, a')];
  const at = stops.indexOf(target as HTMLElement);
  const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
  if (key === 'Enter' && at === 0) stops[1]?.click();
  else if (key === 'Escape' && at === 0) clear();
  else if (step !== 0) stops[at + step]?.focus();
  else return;
  event.preventDefault();
}
