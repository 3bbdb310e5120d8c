import { useState } from 'preact/hooks';
import type { Fault } from '../../accounts/faults.ts';
import { ControlFailure, control } from '../data/control-client.ts';
import { token } from '../data/session.ts';
import { changed } from '../data/state-changes.ts';
import { type Loaded, sentenceOf, useLoaded } from '../data/use-loaded.ts';
import { pathIn, scope } from '../ui/scope.tsx';
import { describeFault } from './describe-fault.ts';
import {
  emptyFault,
  type FaultDraft,
  faultDraft,
  faultOf,
  UnreadableDraft,
} from './fault-draft.ts';
import { FaultForm, type FieldError } from './fault-form.tsx';
import './faults.css';

type Faults = Readonly<Record<string, Fault>>;

/** What is made to go wrong: delays, statuses, dropped connections. */
export default function FaultsView() {
  const [draft, setDraft] = useState<FaultDraft>(emptyFault);
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const [told, setTold] = useState('');
  const { count } = changed.value;
  const lists = {
    me: useLoaded<Faults>('accounts/me/faults', token.value, count),
    all: useLoaded<Faults>('faults', undefined, count),
  };
  const set = async () => {
    const where = scope.value;
    setTold('');
    try {
      const body = faultOf(draft);
      const path = `${pathIn(where, 'faults')}/${encodeURIComponent(draft.operation)}`;
      lists[where].set(await control(path, { method: 'PUT', body, token: token.value }));
      setErrors([]);
      setTold(`Set: ${nameOf(draft.operation)} ${describeFault(body)}.`);
    } catch (error) {
      setErrors(errorsIn(error));
    }
  };
  return (
    <div class="faults">
      <div>
        <h1>Faults</h1>
        <p class="quiet">
          What goes wrong on purpose. A fault strikes before the request is looked at, and nothing
          of a request that it answers is stored.
        </p>
        <FaultForm
          draft={draft}
          errors={errors}
          onChange={(part) => {
            setDraft({ ...draft, ...part });
            setErrors([]);
          }}
          onSet={() => void set()}
        />
        <p role="status" class="quiet">
          {told}
        </p>
      </div>
      <div>
        <h2>Active faults</h2>
        <p class="quiet">
          The account's own go before those of all accounts, and an operation's before that of every
          operation.
        </p>
        {(['me', 'all'] as const).map((where) => (
          <FaultList
            key={where}
            where={where}
            faults={lists[where]}
            onEdit={(operation, fault) => {
              scope.value = where;
              setDraft(faultDraft(operation, fault));
              setErrors([]);
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
  readonly where: 'all' | 'me';
  readonly faults: Loaded<Faults>;
  onEdit(operation: string, fault: Fault): void;
}) {
  const [failure, setFailure] = useState('');
  const path = pathIn(where, 'faults');
  const remove = async (operation?: string) => {
    const below = operation === undefined ? '' : `/${encodeURIComponent(operation)}`;
    try {
      await control(`${path}${below}`, { method: 'DELETE', token: token.value });
      setFailure('');
    } catch (error) {
      setFailure(sentenceOf(error));
    }
    faults.reload();
  };
  const entries = Object.entries(faults.value ?? {});
  const problem = failure || faults.failure;
  const title = where === 'all' ? 'All accounts' : `The account of the token ${token.value}`;
  return (
    <section class="card fault-list" aria-label={title}>
      <h3>{title}</h3>
      {problem !== '' && (
        <p class="failure" role="alert">
          {problem}
        </p>
      )}
      {faults.value === undefined && problem === '' && <p class="empty">Loading…</p>}
      {faults.value !== undefined && entries.length === 0 && <p class="empty">No faults.</p>}
      <ul>
        {entries.map(([operation, fault]) => (
          <li key={operation}>
            <span>
              <strong>{nameOf(operation)}</strong>: {describeFault(fault)}
            </span>
            <span class="buttons">
              <button
                type="button"
                aria-label={`Edit the fault of ${nameOf(operation)}`}
                onClick={() => onEdit(operation, fault)}
              >
                Edit
              </button>
              <button
                type="button"
                aria-label={`Remove the fault of ${nameOf(operation)}`}
                onClick={() => void remove(operation)}
              >
                Remove
              </button>
            </span>
          </li>
        ))}
      </ul>
      {entries.length > 1 && (
        <button type="button" onClick={() => void remove()}>
          Remove all {entries.length}
        </button>
      )}
    </section>
  );
}

function nameOf(operation: string): string {
  return operation === '*' ? 'every operation' : operation;
}

function errorsIn(error: unknown): FieldError[] {
  if (error instanceof UnreadableDraft) return [error];
  const errors = error instanceof ControlFailure ? error.problem?.errors : undefined;
  return errors?.length ? [...errors] : [{ pointer: '', message: sentenceOf(error) }];
}
