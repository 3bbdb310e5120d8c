import { useEffect, useRef, useState } from 'preact/hooks';
import type { Doubt } from '../../../spec/index.ts';
import type { SwitchView } from '../../control/behaviour-routes.ts';
import { linkTo, route } from '../data/router.ts';
import { containsWords } from '../data/search.ts';
import { contract, doubtOf, token } from '../data/session.ts';
import { stateChange } from '../data/state-changes.ts';
import { useControlData } from '../data/use-control-data.ts';
import { SelectField, TextField } from '../ui/fields.tsx';
import { Prose } from '../ui/prose.tsx';
import { scope, scopedPath } from '../ui/scope.tsx';
import { DoubtDetails } from './doubt-details.tsx';
import './doubts.css';

const kinds = [
  ['all', 'All'],
  ['switch', 'With a switch'],
  ['changed', 'Changed'],
] as const;

/** The doubts: points where the documentation contradicts itself or is silent. */
export default function DoubtsView() {
  const [text, setText] = useState('');
  const [kind, setKind] = useState<(typeof kinds)[number][0]>('all');
  const path = scopedPath(scope.value, 'switches');
  const switches = useControlData<SwitchView[]>(path, token.value, stateChange.value.count);
  const doubts = contract.value?.doubts ?? [];
  const wanted = route.value[1] ?? '';
  const shown = wanted === '' ? doubts[0] : doubtOf(wanted);
  const list = useRef<HTMLElement>(null);
  // A link may lead to a doubt far down the list.
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [shown?.id]);
  if (doubts.length === 0) {
    return (
      <>
        <h1>Doubts</h1>
        <p class="empty">The contract has no doubts.</p>
      </>
    );
  }
  const changed = (id: string) =>
    switches.value?.find((one) => one.doubt === id && one.value !== one.default);
  const matching = doubts.filter(
    (one) =>
      (kind !== 'switch' || one.switch !== null) &&
      (kind !== 'changed' || changed(one.id) !== undefined) &&
      containsWords(textOf(one), text),
  );
  return (
    <>
      <p class="quiet">
        A doubt is a point where the documentation contradicts itself or is silent.
      </p>
      <div class="columns doubts">
        <div>
          <div class="fields">
            <TextField
              class="text"
              label="Filter"
              type="search"
              value={text}
              placeholder="Words or an id"
              onChange={setText}
            />
            <SelectField
              label="Show"
              value={kind}
              options={kinds}
              onChange={(one) => setKind(one)}
            />
          </div>
          <p class="count" role="status">
            {matching.length} of {doubts.length}
          </p>
          <nav class="list" aria-label="Doubts" ref={list}>
            {matching.map((one) => (
              <a
                key={one.id}
                href={linkTo('doubts', one.id)}
                aria-current={one.id === shown?.id ? 'page' : undefined}
              >
                <strong>{one.id}</strong> <SwitchTag doubt={one} changed={changed(one.id)} />
                <small>
                  <Prose text={one.question} />
                </small>
              </a>
            ))}
          </nav>
          {matching.length === 0 && <p class="empty">No doubts match.</p>}
        </div>
        {shown === undefined ? (
          <div class="work">
            <h1>Doubts</h1>
            <p class="empty">There is no doubt {wanted}. Select one from the list.</p>
          </div>
        ) : (
          <DoubtDetails key={shown.id} doubt={shown} switches={switches} />
        )}
      </div>
    </>
  );
}

function SwitchTag({ doubt, changed }: { doubt: Doubt; changed: SwitchView | undefined }) {
  if (changed !== undefined) return <span class="tag changed">changed: {changed.value}</span>;
  return doubt.switch === null ? null : <span class="tag">switch</span>;
}

function textOf({ id, question, decision, mock }: Doubt): string {
  return [id, question, decision, mock.does, ...mock.refuses].join(' ').toLowerCase();
}
