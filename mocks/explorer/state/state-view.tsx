import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { control } from '../data/control-client.ts';
import { goTo, linkTo, route } from '../data/router.ts';
import { useAccountState } from './account-state.ts';
import { findValue, type ShownItem } from './claims.ts';
import { useConflicts } from './conflicts.ts';
import { StateActions } from './state-actions.tsx';
import { StateHistory } from './state-history.tsx';
import { collectionName, KindTable } from './state-picture.tsx';
import './state.css';

/** Who claims what in an account, live, and its way back to what it was. */
export default function StateView() {
  const chosen = route.value[1];
  const { shown, failure } = useAccountState(chosen);
  const [sought, setSought] = useState('');
  const { last, owner, flashing, forget } = useConflicts(shown);
  const show = useRef<(item: ShownItem) => void>(undefined);

  const picture = shown?.picture;
  const found = useMemo(
    () => (picture === undefined || sought === '' ? [] : findValue(picture, sought)),
    [picture, sought],
  );
  const holders = found.flatMap((one) => one.holders);
  const soughtKeys = new Set(holders.map(({ claim }) => claim.key));
  const first = holders[0]?.item;
  useEffect(() => {
    if (first !== undefined) show.current?.(first);
  }, [first?.id, sought]);

  if (failure !== '') {
    return (
      <div class="state">
        <h1>State</h1>
        <p class="failure">{failure}</p>
        <p>
          <a href={linkTo('state')}>Show the account of the page's token</a>
        </p>
      </div>
    );
  }
  return (
    <div class="state">
      <div class="state-top">
        <h1>State</h1>
        <AccountChoice shown={shown?.id} chosen={chosen} />
        <label class="state-search">
          Whose is{' '}
          <input
            type="search"
            value={sought}
            placeholder="a value, claimed or free"
            spellcheck={false}
            autocomplete="off"
            onInput={({ currentTarget }) => setSought(currentTarget.value.trim())}
          />
        </label>
      </div>
      {sought !== '' && shown !== undefined && (
        <ul class="state-found" aria-live="polite" aria-label="Who claims it">
          {found.map(({ rule, resource, holders: [holder, ...others] }) => (
            <li key={resource.collection + rule.name} class={holder ? 'taken' : 'free'}>
              <code>{rule.name}</code>{' '}
              {holder === undefined ? (
                <>
                  <strong>{sought}</strong> is free
                </>
              ) : (
                <>
                  <strong>{holder.claim.text}</strong> belongs to{' '}
                  <button type="button" class="as-link" onClick={() => show.current?.(holder.item)}>
                    {collectionName(holder.item)}
                  </button>
                  {others.length > 0 && ` and to ${others.length} more`}
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {shown !== undefined && <StateActions state={shown} />}
      <div class="state-conflict" role="status">
        {last !== undefined && (
          <>
            <span>
              Refused: {last.conflicts[0]?.message}{' '}
              {last.conflicts.length > 1 && `And ${last.conflicts.length - 1} more. `}
              <a href={linkTo('journal', String(last.seq))}>Exchange {last.seq}</a>
            </span>
            {owner !== undefined && (
              <button type="button" onClick={() => show.current?.(owner)}>
                Show the owner
              </button>
            )}
            <button type="button" onClick={forget} aria-label="Dismiss the conflict">
              ×
            </button>
          </>
        )}
      </div>
      {shown === undefined ? (
        <p class="empty">Loading the account…</p>
      ) : (
        <div class="state-columns">
          <div class="state-picture">
            {shown.picture.kinds.length === 0 && (
              <p class="empty">The contract has no resources, so that nothing is stored.</p>
            )}
            {shown.picture.kinds.map((kind) => (
              <KindTable
                key={kind.resource.collection}
                kind={kind}
                fresh={shown.fresh}
                sought={soughtKeys}
                flashing={flashing}
                show={show}
              />
            ))}
          </div>
          <StateHistory state={shown} />
        </div>
      )}
    </div>
  );
}

interface Summary {
  readonly id: string;
  readonly items: Readonly<Record<string, number>>;
}

// More would be a list that nobody reads; the address takes any.
const mostChoices = 200;

function AccountChoice({
  shown,
  chosen,
}: {
  readonly shown: string | undefined;
  readonly chosen: string | undefined;
}) {
  const [accounts, setAccounts] = useState<readonly Summary[]>([]);
  const load = async () => setAccounts(await control<Summary[]>('accounts').catch(() => accounts));
  useEffect(() => void load(), [shown]);
  const listed = accounts.slice(0, mostChoices);
  return (
    <label>
      Account{' '}
      <select
        value={chosen ?? ''}
        onFocus={() => void load()}
        onChange={({ currentTarget: { value } }) =>
          value === '' ? goTo('state') : goTo('state', value)
        }
      >
        <option value="">
          of the page's token{chosen === undefined && shown !== undefined ? ` (${shown})` : ''}
        </option>
        {chosen !== undefined && !listed.some(({ id }) => id === chosen) && (
          <option value={chosen}>{chosen}</option>
        )}
        {listed.map(({ id, items }) => (
          <option key={id} value={id}>
            {id} · {countOf(Object.values(items).reduce((sum, one) => sum + one, 0))}
          </option>
        ))}
      </select>
    </label>
  );
}

function countOf(items: number): string {
  return `${items.toLocaleString('en')} ${items === 1 ? 'item' : 'items'}`;
}
