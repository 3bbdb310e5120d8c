import type { ComponentChildren } from 'preact';
import type { Fault } from '../../accounts/faults.ts';
import { control } from '../data/control-client.ts';
import { token } from '../data/session.ts';
import { texts } from '../data/texts.ts';
import type { ControlData } from '../data/use-control-data.ts';
import { ActionStatus, LoadStatus, useAction } from '../ui/action.tsx';
import { Button } from '../ui/button.tsx';
import { type Scope, scopedPath } from '../ui/scope.tsx';
import { describeFault } from './describe-fault.ts';
import '../ui/tag.css';

/** The faults that are set, by the id of the operation; `*` is all of them. */
export type FaultsByOperation = Readonly<Record<string, Fault>>;

interface FaultListProps {
  readonly where: Scope;
  readonly title: ComponentChildren;
  readonly faults: ControlData<FaultsByOperation>;
  onEdit(operation: string, fault: Fault): void;
}

/** The faults that are set in a scope, each with how many requests it has left. */
export function FaultList({ where, title, faults, onEdit }: FaultListProps) {
  const t = texts.value.faults;
  const action = useAction();
  const remove = async (operation?: string) => {
    const path = faultPath(where, operation);
    await action.run(() => control(path, { method: 'DELETE', token: token.value }));
    faults.reload();
  };
  const entries = Object.entries(faults.value ?? {});
  return (
    <section class="card fault-list" aria-label={where === 'all' ? t.allAccounts : t.thisAccount}>
      <h2>{title}</h2>
      <ActionStatus action={action} />
      <LoadStatus data={faults} />
      {faults.value !== undefined && entries.length === 0 && <p class="empty">{t.none}</p>}
      <ul>
        {entries.map(([operation, fault]) => (
          <li key={operation}>
            <span>
              <strong>{operationWords(operation)}</strong>: {describeFault(fault)}{' '}
              {fault.times !== undefined && <span class="tag changed">{t.left(fault.times)}</span>}
            </span>
            <span class="buttons">
              <Button
                aria-label={t.editOne(operationWords(operation))}
                onClick={() => onEdit(operation, fault)}
              >
                {t.edit}
              </Button>
              <Button
                aria-label={t.removeOne(operationWords(operation))}
                onClick={() => void remove(operation)}
              >
                {t.remove}
              </Button>
            </span>
          </li>
        ))}
      </ul>
      {entries.length > 1 && (
        <Button onClick={() => void remove()}>{t.removeAll(entries.length)}</Button>
      )}
    </section>
  );
}

/** The path of the faults in a scope, or of that of one operation. */
export function faultPath(where: Scope, operation: string | undefined): string {
  const path = scopedPath(where, 'faults');
  return operation === undefined ? path : `${path}/${encodeURIComponent(operation)}`;
}

/** An operation as people name it; `*` is all of them. */
export function operationWords(operation: string): string {
  return operation === '*' ? texts.value.faults.allOperations : operation;
}
