import { useRef } from 'preact/hooks';
import { ControlError, control, messageOf } from '../data/control-client.ts';
import { journal } from '../data/journal-store.ts';
import { token } from '../data/session.ts';
import { behaviourChanges } from '../data/state-changes.ts';
import { isLike, storedSignal } from '../data/stored-signal.ts';
import { texts } from '../data/texts.ts';
import { useTitle } from '../data/title.ts';
import { useControlData } from '../data/use-control-data.ts';
import { useAction } from '../ui/action.tsx';
import type { Mark } from '../ui/json-editor.tsx';
import { scope } from '../ui/scope.tsx';
import { TokenWord } from '../ui/token-word.tsx';
import { InvalidDraft, newFault, toFault, toFaultDraft } from './fault-draft.ts';
import { FaultForm } from './fault-form.tsx';
import { FaultList, type FaultsByOperation, faultPath, operationWords } from './fault-list.tsx';
import './faults.css';

const draft = storedSignal('fault', newFault, isLike(newFault));

/** The faults: delays, statuses and dropped connections on purpose. */
export default function FaultsView() {
  const t = texts.value.faults;
  useTitle('');
  const action = useAction();
  // Each request may use up one of the times that a fault strikes.
  const counts = useRef(false);
  const version = `${behaviourChanges.value} ${counts.current ? journal.value.at(-1)?.seq : ''}`;
  const lists = {
    me: useControlData<FaultsByOperation>('accounts/me/faults', token.value, version),
    all: useControlData<FaultsByOperation>('faults', undefined, version),
  };
  counts.current = Object.values(lists)
    .flatMap(({ value = {} }) => Object.values(value))
    .some(({ times }) => times !== undefined);
  const change = (next: typeof newFault) => {
    draft.value = next;
    action.clear();
  };
  const set = () => {
    const { operation } = draft.value;
    return action.run(
      async () => {
        const where = scope.value;
        const body = toFault(draft.value);
        const path = faultPath(where, operation);
        lists[where].set(await control(path, { method: 'PUT', body, token: token.value }));
      },
      t.wasSet(operationWords(operation)),
    );
  };
  const mine = (
    <>
      {t.thisAccount} <TokenWord token={token.value} />
    </>
  );
  return (
    <div class="faults">
      <div>
        <h1>{t.heading}</h1>
        <p class="quiet">{t.precedence}</p>
        {(['me', 'all'] as const).map((where) => (
          <FaultList
            key={where}
            where={where}
            title={where === 'me' ? mine : t.allAccounts}
            faults={lists[where]}
            onEdit={(operation, fault) => {
              scope.value = where;
              change(toFaultDraft(operation, fault));
            }}
          />
        ))}
      </div>
      <div>
        <h2>{t.newFault}</h2>
        <p class="quiet">{t.help}</p>
        <FaultForm
          draft={draft.value}
          errors={errorsOf(action.error)}
          onChange={(part) => change({ ...draft.value, ...part })}
          onSet={() => void set()}
        />
        <p role="status" class="quiet">
          {action.message}
        </p>
      </div>
    </div>
  );
}

function errorsOf(error: unknown): Mark[] {
  if (error === undefined) return [];
  if (error instanceof InvalidDraft) return [error];
  const errors = error instanceof ControlError ? error.problem?.errors : undefined;
  return errors?.length ? [...errors] : [{ pointer: '', message: messageOf(error) }];
}
