import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { nameOfAccount } from '../data/account-names.ts';
import { linkTo, route } from '../data/router.ts';
import { isString, storedSignal } from '../data/stored-signal.ts';
import { texts } from '../data/texts.ts';
import { useTitle } from '../data/title.ts';
import { Failure } from '../ui/action.tsx';
import { bind, TextField } from '../ui/fields.tsx';
import { AccountField, accountLabel } from './account-field.tsx';
import { useAccountState } from './account-state.ts';
import { type ClaimingItem, findValue } from './claims.ts';
import { CompareStates } from './compare-states.tsx';
import { ConflictNote } from './conflict-note.tsx';
import { useConflicts } from './conflicts.ts';
import { ItemTable } from './item-table.tsx';
import { MissingAccount } from './missing-account.tsx';
import { Owners } from './owners.tsx';
import { panel } from './panel.ts';
import { StateActions } from './state-actions.tsx';
import { StateHistory } from './state-history.tsx';
import './state.css';

const searched = storedSignal('state-search', '', isString);

/** The live items and claims of an account, its history, and the actions on it. */
export default function StateView() {
  const t = texts.value.state;
  const chosen = route.value[1];
  const { state, failure, isMissing } = useAccountState(chosen);
  const conflicts = useConflicts(state);
  const [asked, setAsked] = useState('');
  const scrollToItem = useRef<(item: ClaimingItem) => void>(undefined);
  useTitle(chosen === undefined ? '' : nameOfAccount(chosen));

  const claims = state?.claims;
  const search = searched.value.trim();
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
  const select = (item: ClaimingItem) => scrollToItem.current?.(item);
  const show = (id: string) => {
    const item = itemOf(id);
    setAsked(id);
    if (item !== undefined) select(item);
  };

  if (failure !== '') {
    return (
      <div class="state">
        <h1>{t.heading}</h1>
        {isMissing && chosen !== undefined ? (
          <MissingAccount id={chosen} failure={failure} />
        ) : (
          <>
            <Failure text={failure} />
            {chosen !== undefined && <a href={linkTo('state')}>{t.showOwnAccount}</a>}
          </>
        )}
      </div>
    );
  }
  return (
    <div class="state">
      <div class="state-top">
        <h1>{t.heading}</h1>
        <AccountField shown={state?.id} chosen={chosen} />
        <TextField
          label={t.whoOwns}
          type="search"
          autocomplete="off"
          placeholder={t.whoOwnsHint}
          {...bind(searched)}
        />
      </div>
      {search !== '' && state !== undefined && (
        <Owners found={found} search={search} onSelect={select} />
      )}
      {state !== undefined && <StateActions key={state.id} state={state} />}
      <ConflictNote conflicts={conflicts} onSelect={select} />
      <p class="quiet" role="status">
        {asked !== '' && itemOf(asked) === undefined && t.hasNo(asked)}
      </p>
      {state === undefined && <p class="empty">{t.loading}</p>}
      {state !== undefined && panel.value === 'compare' && <CompareStates state={state} />}
      {state !== undefined && panel.value !== 'compare' && (
        <div class="state-columns">
          <div>
            {state.claims.length === 0 && <p class="empty">{t.noResources}</p>}
            {state.claims.map((one) => (
              <ItemTable
                key={one.resource.collection}
                claims={one}
                changedItems={state.changedItems}
                matches={matches}
                flashing={conflicts.flashing}
                isOwn={chosen === undefined}
                asked={asked}
                onNamed={show}
                scrollToItem={scrollToItem}
              />
            ))}
          </div>
          <StateHistory state={state} title={t.historyOf(accountLabel(state.id))} />
        </div>
      )}
    </div>
  );
}
