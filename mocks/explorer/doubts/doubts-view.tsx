import { useEffect, useRef } from 'preact/hooks';
import type { Doubt } from '../../../spec/index.ts';
import type { SwitchView } from '../../control/behaviour-routes.ts';
import { linkTo, route } from '../data/router.ts';
import { containsWords } from '../data/search.ts';
import { contract, doubtOf, token } from '../data/session.ts';
import { behaviourChanges } from '../data/state-changes.ts';
import { isOneOf, isString, storedSignal } from '../data/stored-signal.ts';
import { texts } from '../data/texts.ts';
import { useTitle } from '../data/title.ts';
import { useControlData } from '../data/use-control-data.ts';
import { Button } from '../ui/button.tsx';
import { Chips } from '../ui/chips.tsx';
import { bind, TextField } from '../ui/fields.tsx';
import { Prose } from '../ui/prose.tsx';
import { scope, scopedPath } from '../ui/scope.tsx';
import '../ui/tag.css';
import { DoubtDetails } from './doubt-details.tsx';
import './doubts.css';
import { ProfileLine } from './profile-line.tsx';
import { isTurned } from './switch-data.ts';

const filter = storedSignal('doubt-filter', '', isString);
const kinds = ['switch', 'changed', 'profile'] as const;
const kind = storedSignal<(typeof kinds)[number] | ''>('doubt-kind', '', isOneOf(...kinds));

/** The doubts: points where the documentation contradicts itself or is silent. */
export default function DoubtsView() {
  const t = texts.value.doubts;
  const path = scopedPath(scope.value, 'switches');
  const switches = useControlData<SwitchView[]>(path, token.value, behaviourChanges.value);
  const doubts = contract.value?.doubts ?? [];
  const wanted = route.value[1] ?? '';
  const shown = wanted === '' ? doubts[0] : doubtOf(wanted);
  const list = useRef<HTMLElement>(null);
  useTitle(wanted === '' ? '' : (shown?.id ?? ''));
  // A link may lead to a doubt far down the list.
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [shown?.id]);
  if (doubts.length === 0) {
    return (
      <>
        <h1>{t.heading}</h1>
        <p class="empty">{t.none}</p>
      </>
    );
  }
  const changed = ({ switches: own }: Doubt) => switchesOf(own).filter(isTurned);
  const switchesOf = (own: Doubt['switches']) =>
    switches.value?.filter(({ doubt }) => own.some(({ key }) => key === doubt)) ?? [];
  const isOf = {
    '': () => true,
    switch: (one: Doubt) => one.switches.length > 0,
    changed: (one: Doubt) => changed(one).length > 0,
    profile: (one: Doubt) => switchesOf(one.switches).some(({ profile }) => profile !== null),
  };
  const hasProfile = doubts.some(isOf.profile);
  const matching = doubts.filter(
    (one) => isOf[kind.value](one) && containsWords(textOf(one), filter.value),
  );
  return (
    <>
      <p class="quiet">{t.help}</p>
      <ProfileLine switches={switches} />
      <div class="columns doubts">
        <div>
          <TextField label={t.filter} type="search" placeholder={t.filterHint} {...bind(filter)} />
          <Chips
            label={t.show}
            options={kinds
              .filter((value) => value !== 'profile' || hasProfile)
              .map((value) => ({
                value,
                text: `${t.kinds[value]} ${doubts.filter(isOf[value]).length}`,
              }))}
            {...bind(kind)}
          />
          <p class="count" role="status">
            {t.shown(matching.length, doubts.length)}
          </p>
          <nav class="list" aria-label={t.heading} ref={list}>
            {matching.map((one) => (
              <a
                key={one.id}
                href={linkTo('doubts', one.id)}
                aria-current={one.id === shown?.id ? 'page' : undefined}
              >
                <strong>{one.id}</strong> <SwitchTag doubt={one} changed={changed(one)} />
                <small>
                  <Prose text={one.question} />
                </small>
              </a>
            ))}
          </nav>
          {matching.length === 0 && (
            <p class="empty">
              {t.noMatch}{' '}
              <Button
                class="quiet-button"
                onClick={() => {
                  filter.value = '';
                  kind.value = '';
                }}
              >
                {t.clear}
              </Button>
            </p>
          )}
        </div>
        {shown === undefined ? (
          <div class="work">
            <h1>{t.heading}</h1>
            <p class="empty">{t.unknown(wanted)}</p>
          </div>
        ) : (
          <DoubtDetails key={shown.id} doubt={shown} switches={switches} />
        )}
      </div>
    </>
  );
}

function SwitchTag({ doubt, changed }: { doubt: Doubt; changed: SwitchView[] }) {
  const t = texts.value.doubts;
  const values = changed.map(({ value }) => value).join(', ');
  if (values !== '') return <span class="tag changed">{t.changed(values)}</span>;
  return doubt.switches.length === 0 ? null : <span class="tag">{t.switch}</span>;
}

function textOf({ id, question, decision, mock }: Doubt): string {
  return [id, question, decision, mock.does, ...mock.refuses].join(' ').toLowerCase();
}
