import { useEffect, useMemo, useState } from 'preact/hooks';
import { messageOf } from '../data/control-client.ts';
import { stateChange } from '../data/state-changes.ts';
import { isLike, storedSignal } from '../data/stored-signal.ts';
import { texts } from '../data/texts.ts';
import { Failure } from '../ui/action.tsx';
import { SelectField } from '../ui/fields.tsx';
import { timeOf } from '../ui/format.ts';
import { JsonDiff } from '../ui/json-diff.tsx';
import { accountLabel, useAccountOptions } from './account-field.tsx';
import type { AccountState } from './account-state.ts';
import { type ItemsById, loadState, type StateKey } from './compared-state.ts';
import { changeLabel } from './history-entries.ts';
import { useSnapshots } from './snapshots.tsx';

const compared = storedSignal<{ readonly left: StateKey; readonly right: StateKey }>(
  'compared',
  { left: 'state:0', right: 'now' },
  isLike({ left: '', right: '' }),
);

/** Compares two states: of now, of the history, of a named snapshot, or of another account. */
export function CompareStates({ state }: { state: AccountState }) {
  const t = texts.value.state;
  const options = useOptions(state);
  const shownKey = (key: StateKey) => (options.some(([one]) => one === key) ? key : 'now');
  const left = shownKey(compared.value.left);
  const right = shownKey(compared.value.right);
  const [before, after] = [useLoaded(state, left), useLoaded(state, right)];
  const labelOf = (key: StateKey) => options.find(([one]) => one === key)?.[1] ?? key;
  const side = (name: 'left' | 'right', value: StateKey) => (
    <SelectField
      label={t.sides[name]}
      value={value}
      options={options}
      onChange={(key) => {
        compared.value = { ...compared.value, [name]: key };
      }}
    />
  );
  return (
    <section class="compare" aria-label={t.panels.compare}>
      <div class="fields">
        {side('left', left)}
        {side('right', right)}
      </div>
      <Failure text={before.failure || after.failure} />
      {before.items !== undefined && after.items !== undefined && (
        <JsonDiff
          before={before.items}
          after={after.items}
          labels={[labelOf(left), labelOf(right)]}
        />
      )}
    </section>
  );
}

function useOptions({ id, beginning, changes }: AccountState) {
  const { common, state: t } = texts.value;
  const { options: accounts } = useAccountOptions(stateChange.value.count);
  const { snapshots } = useSnapshots();
  return useMemo((): (readonly [StateKey, string])[] => {
    const points = changes.flatMap(({ state, time, what, to }) =>
      to === undefined
        ? [
            [
              `state:${state}`,
              `${t.state(state)} · ${changeLabel(what)} · ${timeOf(time)}`,
            ] as const,
          ]
        : [],
    );
    return [
      ['now', t.nowOf(accountLabel(id))],
      ...points.toReversed(),
      [`state:${beginning}`, `${t.state(beginning)} · ${t.beginning(beginning)}`],
      ...snapshots.map(
        ({ name, items }) =>
          [`snapshot:${name}`, `${t.snapshot(name)} · ${common.items(items)}`] as const,
      ),
      ...accounts
        .filter(([one]) => one !== id)
        .map(([one, label]) => [`account:${one}`, t.accountNow(label)] as const),
    ];
  }, [id, beginning, changes, snapshots, accounts, t]);
}

function useLoaded(state: AccountState, key: StateKey) {
  const [loaded, setLoaded] = useState<{ items?: ItemsById; failure: string }>({ failure: '' });
  const version = stateChange.value.count;
  useEffect(() => {
    const abort = new AbortController();
    loadState(state, key, abort.signal).then(
      (items) => setLoaded({ items, failure: '' }),
      (error) => {
        if (!abort.signal.aborted) setLoaded({ failure: messageOf(error) });
      },
    );
    return () => abort.abort();
  }, [state.id, key, version]);
  return loaded;
}
