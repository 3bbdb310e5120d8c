import { useRef, useState } from 'preact/hooks';
import type { Fault } from '../../accounts/faults.ts';
import { ControlError, control, messageOf } from '../data/control-client.ts';
import { journal } from '../data/journal-store.ts';
import { token } from '../data/session.ts';
import { stateChange } from '../data/state-changes.ts';
import { type ControlData, useControlData } from '../data/use-control-data.ts';
import { ActionStatus, LoadStatus, useAction } from '../ui/action.tsx';
import { Button } from '../ui/button.tsx';
import type { Mark } from '../ui/json-editor.tsx';
import { type Scope, scope, scopedPath } from '../ui/scope.tsx';
import { describeFault } from './describe-fault.ts';
import { InvalidDraft, newFault, toFault, toFaultDraft } from './fault-draft.ts';
import { FaultForm } from './fault-form.tsx';
import './faults.css';

type FaultsByOperation = Readonly<Record<string, Fault>>;

/** The faults: delays, statuses and dropped connections on purpose. */
export default function FaultsView() {
  const [draft, setDraft] = useState(newFault);
  const action = useAction();
  // Each request may use up one of the times that a fault strikes.
  const counts = useRef(false);
  const version = `${stateChange.value.count} ${counts.current ? journal.value.at(-1)?.seq : ''}`;
  const lists = {
    me: useControlData<FaultsByOperation>('accounts/me/faults', token.value, version),
    all: useControlData<FaultsByOperation>('faults', undefined, version),
  };
  counts.current = Object.values(lists)
    .flatMap(({ value = {} }) => Object.values(value))
    .some(({ times }) => times !== undefined);
  const change = (next: typeof draft) => {
    setDraft(next);
    action.clear();
  };
  const set = () =>
    action.run(
      async () => {
        const where = scope.value;
        const path = faultPath(where, draft.operation);
        const body = toFault(draft);
        lists[where].set(await control(path, { method: 'PUT', body, token: token.value }));
      },
      `Fault set for ${nameOf(draft.operation)}.`,
    );
  return (
    <div class="faults">
      <div>
        <h1>Faults</h1>
        <p class="quiet">
          Make requests slow or fail on purpose. A fault applies before the mock reads the request;
          a request that gets a fault's response changes nothing.
        </p>
        <FaultForm
          draft={draft}
          errors={errorsOf(action.error)}
          onChange={(part) => change({ ...draft, ...part })}
          onSet={() => void set()}
        />
        <p role="status" class="quiet">
          {action.message}
        </p>
      </div>
      <div>
        <h2>Active faults</h2>
        <p class="quiet">
          A fault of this account overrides one of all accounts; a fault of an operation overrides
          one of all operations.
        </p>
        {(['me', 'all'] as const).map((where) => (
          <FaultList
            key={where}
            where={where}
            faults={lists[where]}
            onEdit={(operation, fault) => {
              scope.value = where;
              change(toFaultDraft(operation, fault));
            }}
          />
        ))}
      </div>
    </div>
  );
}

function FaultList({
  where,
  faults,
  onEdit,
}: {
  where: Scope;
  faults: ControlData<FaultsByOperation>;
  onEdit(operation: string, fault: Fault): void;
}) {
  const action = useAction();
  const remove = async (operation?: string) => {
    const path = faultPath(where, operation);
    await action.run(() => control(path, { method: 'DELETE', token: token.value }));
    faults.reload();
  };
  const entries = Object.entries(faults.value ?? {});
  const title = where === 'all' ? 'All accounts' : `This account (token ${token.value})`;
  return (
    <section class="card fault-list" aria-label={title}>
      <h3>{title}</h3>
      <ActionStatus action={action} />
      <LoadStatus data={faults} />
      {faults.value !== undefined && entries.length === 0 && <p class="empty">No faults.</p>}
      <ul>
        {entries.map(([operation, fault]) => (
          <li key={operation}>
            <span>
              <strong>{nameOf(operation)}</strong>: {describeFault(fault)}
            </span>
            <span class="buttons">
              <Button
                aria-label={`Edit fault: ${nameOf(operation)}`}
                onClick={() => onEdit(operation, fault)}
              >
                Edit
              </Button>
              <Button
                aria-label={`Remove fault: ${nameOf(operation)}`}
                onClick={() => void remove(operation)}
              >
                Remove
              </Button>
            </span>
          </li>
        ))}
      </ul>
      {entries.length > 1 && (
        <Button onClick={() => void remove()}>Remove all {entries.length}</Button>
      )}
    </section>
  );
}

function faultPath(where: Scope, operation: string | undefined): string {
  const path = scopedPath(where, 'faults');
  return operation === undefined ? path : `${path}/${encodeURIComponent(operation)}`;
}

function nameOf(operation: string): string {
  return operation === '*' ? 'all operations' : operation;
}

function errorsOf(error: unknown): Mark[] {
  if (error === undefined) return [];
  if (error instanceof InvalidDraft) return [error];
  const errors = error instanceof ControlError ? error.problem?.errors : undefined;
  return errors?.length ? [...errors] : [{ pointer: '', message: messageOf(error) }];
}
