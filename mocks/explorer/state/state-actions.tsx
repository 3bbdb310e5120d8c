import { ControlError, undoTo } from '../data/control-client.ts';
import { texts } from '../data/texts.ts';
import { ActionStatus, useAction } from '../ui/action.tsx';
import { Button } from '../ui/button.tsx';
import { RefusalDetails } from '../ui/refusal.tsx';
import { type AccountState, askAccount } from './account-state.ts';
import { GenerateForm } from './generate-form.tsx';
import { panel, panels } from './panel.ts';
import { SeedForm } from './seed-form.tsx';
import { Snapshots } from './snapshots.tsx';
import { findUndoRedo } from './undo-redo.ts';

/** The actions on an account: undo, redo and reset, and what adds, keeps and compares data. */
export function StateActions({ state }: { state: AccountState }) {
  const t = texts.value.state;
  const action = useAction();
  const { undo, redo } = findUndoRedo(state.beginning, state.changes);
  const problem = action.error instanceof ControlError ? action.error.problem : undefined;
  const reset = () => askAccount(state, 'reset', { method: 'POST' });
  return (
    <>
      <div class="actions">
        <Button
          disabled={undo === undefined}
          onClick={() => void action.run(() => undoTo(state.id, undo), t.undone)}
        >
          {t.undo}
        </Button>
        <Button
          disabled={redo === undefined}
          onClick={() => void action.run(() => undoTo(state.id, redo), t.redone)}
        >
          {t.redo}
        </Button>
        <Button title={t.resetHint} onClick={() => void action.run(reset, t.wasReset)}>
          {t.reset}
        </Button>
        {panels.map((one) => (
          <Button
            key={one}
            aria-expanded={panel.value === one}
            onClick={() => {
              panel.value = panel.value === one ? '' : one;
              action.clear();
            }}
          >
            {t.panels[one]}
          </Button>
        ))}
      </div>
      {problem === undefined ? (
        <ActionStatus action={action} />
      ) : (
        <div role="alert">
          <RefusalDetails problem={problem} />
        </div>
      )}
      {panel.value === 'seed' && <SeedForm state={state} action={action} />}
      {panel.value === 'generate' && <GenerateForm state={state} action={action} />}
      {panel.value === 'snapshots' && <Snapshots state={state} action={action} />}
    </>
  );
}
