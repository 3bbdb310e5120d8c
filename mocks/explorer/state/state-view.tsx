import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { AccountSummary } from '../../accounts/turns.ts';
import { linkTo, navigate, route } from '../data/router.ts';
import { useControlData } from '../data/use-control-data.ts';
import { Failure } from '../ui/action.tsx';
import { Button } from '../ui/button.tsx';
import { SelectField, TextField } from '../ui/fields.tsx';
import { countOf } from '../ui/format.ts';
import { useAccountState } from './account-state.ts';
import { ClaimTable, itemPath } from './claim-table.tsx';
import { type ClaimingItem, findValue, type ValueHolders } from './claims.ts';
import { useConflicts } from './conflicts.ts';
import { StateActions } from './state-actions.tsx';
import { StateHistory } from './state-history.tsx';
import './state.css';

/** The live claims of an account, its history, and the actions on it. */
export default function StateView() {
  const chosen = route.value[1];
  const { state, failure } = useAccountState(chosen);
  const [search, setSearch] = useState('');
  const { last, owner, flashing, dismiss } = useConflicts(state);
  const [asked, setAsked] = useState('');
  const scrollToItem = useRef<(item: ClaimingItem) => void>(undefined);

  const claims = state?.claims;
  const found = useMemo(
    () => (claims === undefined || search === '' ? [] : findValue(claims, search)),
    [claims, search],
  );
  const holders = found.flatMap((one) => one.holders);
  const matches = new Set(holders.map(({ claim }) => claim.key));
  const first = holders[0]?.item;
  useEffect(() => {
    if (first !== undefined) scrollToItem.current?.(first);
  }, [first?.id, search]);

  const itemOf = (wanted: string) =>
    claims?.flatMap(({ items }) => items.filter(({ id }) => id === wanted))[0];
  const show = (id: string) => {
    const item = itemOf(id);
    setAsked(id);
    if (item !== undefined) scrollToItem.current?.(item);
  };

  if (failure !== '') {
    return (
      <div class="state">
        <h1>State</h1>
        <Failure text={failure} />
        <a href={linkTo('state')}>Show the account of this page's token</a>
      </div>
    );
  }
  return (
    <div class="state">
      <div class="state-top">
        <h1>State</h1>
        <AccountField shown={state?.id} chosen={chosen} />
        <TextField
          label="Who owns"
          type="search"
          autocomplete="off"
          value={search}
          placeholder="A value, taken or free"
          onChange={(text) => setSearch(text.trim())}
        />
      </div>
      {search !== '' && state !== undefined && (
        <ul class="state-found" aria-live="polite" aria-label="Owners">
          {found.map((one) => (
            <Found
              key={one.resource.collection + one.rule.name}
              found={one}
              search={search}
              onSelect={(item) => scrollToItem.current?.(item)}
            />
          ))}
        </ul>
      )}
      {state !== undefined && <StateActions state={state} />}
      <div class="state-conflict" role="status">
        {last !== undefined && (
          <>
            <span>
              Refused: {last.conflicts[0]?.message}{' '}
              {last.conflicts.length > 1 && `And ${last.conflicts.length - 1} more. `}
              <a href={linkTo('journal', String(last.seq))}>Exchange {last.seq}</a>
            </span>
            {owner !== undefined && (
              <Button onClick={() => scrollToItem.current?.(owner)}>Show owner</Button>
            )}
            <Button onClick={dismiss} aria-label="Dismiss">
              ×
            </Button>
          </>
        )}
      </div>
      <p class="quiet" role="status">
        {asked !== '' && itemOf(asked) === undefined && `This account has no ${asked}.`}
      </p>
      {state === undefined ? (
        <p class="empty">Loading the account…</p>
      ) : (
        <div class="state-columns">
          <div>
            {state.claims.length === 0 && (
              <p class="empty">The contract has no resources, so nothing is stored.</p>
            )}
            {state.claims.map((one) => (
              <ClaimTable
                key={one.resource.collection}
                claims={one}
                changedItems={state.changedItems}
                matches={matches}
                flashing={flashing}
                isOwn={chosen === undefined}
                asked={asked}
                onNamed={show}
                scrollToItem={scrollToItem}
              />
            ))}
          </div>
          <StateHistory state={state} />
        </div>
      )}
    </div>
  );
}

function Found({
  found: {
    rule,
    holders: [holder, ...others],
  },
  search,
  onSelect,
}: {
  found: ValueHolders;
  search: string;
  onSelect(item: ClaimingItem): void;
}) {
  return (
    <li class={holder ? 'taken' : 'free'}>
      <code>{rule.name}</code> <strong>{holder?.claim.text ?? search}</strong>{' '}
      {holder === undefined ? (
        'is free'
      ) : (
        <>
          belongs to{' '}
          <Button class="as-link" onClick={() => onSelect(holder.item)}>
            {itemPath(holder.item)}
          </Button>
          {others.length > 0 && ` and ${others.length} more`}
        </>
      )}
    </li>
  );
}

// Nobody reads a longer list; the address takes any account.
const mostOptions = 200;

function AccountField({
  shown,
  chosen,
}: {
  shown: string | undefined;
  chosen: string | undefined;
}) {
  const { value: accounts = [], reload } = useControlData<AccountSummary[]>(
    'accounts',
    undefined,
    shown,
  );
  const own = chosen === undefined && shown !== undefined ? ` (${shown})` : '';
  const listed = accounts.slice(0, mostOptions).map(({ id, items }) => {
    const count = Object.values(items).reduce((sum, one) => sum + one, 0);
    return [id, `${id} · ${countOf(count, 'item')}`] as const;
  });
  const isMissing = chosen !== undefined && !listed.some(([id]) => id === chosen);
  return (
    <SelectField
      label="Account"
      value={chosen ?? ''}
      options={[
        ['', `This page's token${own}`],
        ...(isMissing ? [[chosen, chosen] as const] : []),
        ...listed,
      ]}
      onFocus={reload}
      onChange={(id) => (id === '' ? navigate('state') : navigate('state', id))}
    />
  );
}
