import { useEffect, useRef, useState } from 'preact/hooks';
import type { Doubt } from '../../../spec/index.ts';
import { linkTo, route } from '../data/router.ts';
import { contract, token } from '../data/session.ts';
import { changed } from '../data/state-changes.ts';
import { useLoaded } from '../data/use-loaded.ts';
import { Prose } from '../ui/prose.tsx';
import { pathIn, scope } from '../ui/scope.tsx';
import { DoubtDetails } from './doubt-details.tsx';
import './doubts.css';
import type { ShownSwitch } from './shown-switch.ts';

/** Where the documentation contradicts itself or is silent, and what was decided. */
export default function DoubtsView() {
  const [words, setWords] = useState('');
  const [only, setOnly] = useState<'all' | 'switch' | 'turned'>('all');
  const path = pathIn(scope.value, 'switches');
  const switches = useLoaded<ShownSwitch[]>(path, token.value, changed.value.count);
  const doubts = contract.value?.doubts ?? [];
  const asked = route.value[1];
  const chosen = doubts.find(({ id }) => id === asked);
  const shown = chosen ?? (asked === undefined || asked === '' ? doubts[0] : undefined);
  const list = useRef<HTMLElement>(null);
  // A link may lead to a doubt far down the list.
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [shown?.id]);
  if (doubts.length === 0) {
    return (
      <>
        <h1>Doubts</h1>
        <p class="empty">The contract names no doubts.</p>
      </>
    );
  }
  const turned = (id: string) =>
    switches.value?.find((one) => one.doubt === id && one.value !== one.default);
  const listed = doubts.filter(
    (one) =>
      (only !== 'switch' || one.switch !== null) &&
      (only !== 'turned' || turned(one.id) !== undefined) &&
      matches(one, words),
  );
  return (
    <div class="columns doubts">
      <div>
        <div class="fields">
          <label>
            Filter
            <input
              type="search"
              value={words}
              placeholder="words or an id"
              onInput={({ currentTarget }) => setWords(currentTarget.value)}
            />
          </label>
          <label>
            Show
            <select
              value={only}
              onChange={({ currentTarget }) => setOnly(currentTarget.value as typeof only)}
            >
              <option value="all">all doubts</option>
              <option value="switch">with a switch</option>
              <option value="turned">turned away</option>
            </select>
          </label>
        </div>
        <p class="count" role="status">
          {listed.length} of {doubts.length}
        </p>
        <nav class="list" aria-label="Doubts" ref={list}>
          {listed.map((one) => (
            <a
              key={one.id}
              href={linkTo('doubts', one.id)}
              aria-current={one.id === shown?.id ? 'page' : undefined}
            >
              <strong>{one.id}</strong> <Turned one={one} turned={turned(one.id)} />
              <small>
                <Prose text={one.question} />
              </small>
            </a>
          ))}
        </nav>
        {listed.length === 0 && <p class="empty">No doubt matches.</p>}
      </div>
      {shown === undefined ? (
        <div class="work">
          <h1>Doubts</h1>
          <p class="empty">There is no doubt {asked}; choose one of the list.</p>
        </div>
      ) : (
        <DoubtDetails key={shown.id} doubt={shown} switches={switches} />
      )}
    </div>
  );
}

function Turned({ one, turned }: { readonly one: Doubt; readonly turned?: ShownSwitch }) {
  if (turned !== undefined) return <span class="tag turned">turned: {turned.value}</span>;
  return one.switch === null ? null : <span class="tag">switch</span>;
}

function matches(doubt: Doubt, words: string): boolean {
  const text = [doubt.id, doubt.question, doubt.decision, doubt.mock.does, ...doubt.mock.refuses]
    .join(' ')
    .toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
