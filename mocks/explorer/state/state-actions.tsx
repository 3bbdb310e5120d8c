import { useState } from 'preact/hooks';
import type { Seed } from '../../../spec/index.ts';
import { accountPath, ControlError, control, messageOf, undoTo } from '../data/control-client.ts';
import { contract } from '../data/session.ts';
import { ActionStatus, useAction } from '../ui/action.tsx';
import { Button } from '../ui/button.tsx';
import { JsonEditor } from '../ui/json-editor.tsx';
import { marksOf, RefusalDetails } from '../ui/refusal.tsx';
import { saveFile } from '../ui/save-file.ts';
import type { AccountState } from './account-state.ts';
import { findUndoRedo } from './undo-redo.ts';

/** The actions on an account: undo, redo, reset, snapshot, restore, seed. */
export function StateActions({ state }: { state: AccountState }) {
  const action = useAction();
  const [seed, setSeed] = useState<string>();
  const { undo, redo } = findUndoRedo(state.beginning, state.changes);
  const path = (name: string) => accountPath(state.id, name);

  const save = () =>
    action.run(async () => {
      const snapshot = await control<Seed>(path('snapshot'));
      saveFile(`${state.id}.json`, 'application/json', `${JSON.stringify(snapshot, null, 2)}\n`);
    }, 'Snapshot saved, including secrets.');
  const restore = (file: File) =>
    action.run(async () => {
      const body = parse(await file.text(), file.name);
      await control(path('snapshot'), { method: 'PUT', body });
    }, `Restored from ${file.name}. Undo reverts this.`);
  const applySeed = async () => {
    const isDone = await action.run(async () => {
      await control(path('seed'), { method: 'POST', body: parse(seed ?? '', 'The seed') });
    }, 'Seed applied. Undo reverts this.');
    if (isDone) setSeed(undefined);
  };

  const problem = action.error instanceof ControlError ? action.error.problem : undefined;
  return (
    <>
      <div class="actions">
        <Button
          disabled={undo === undefined}
          onClick={() => void action.run(() => undoTo(state.id, undo), 'Undone.')}
        >
          Undo
        </Button>
        <Button
          disabled={redo === undefined}
          onClick={() => void action.run(() => undoTo(state.id, redo), 'Redone.')}
        >
          Redo
        </Button>
        <Button
          title="Restores the initial state, and removes the switches and faults of the account"
          onClick={() =>
            void action.run(
              () => control(path('reset'), { method: 'POST' }),
              'Reset, including switches and faults. Undo restores the items.',
            )
          }
        >
          Reset
        </Button>
        <Button onClick={() => void save()}>Save snapshot</Button>
        <FileButton label="Restore snapshot" onFile={restore} />
        <Button
          aria-expanded={seed !== undefined}
          onClick={() => setSeed(seed === undefined ? emptySeed() : undefined)}
        >
          Seed…
        </Button>
      </div>
      {problem === undefined ? (
        <ActionStatus action={action} />
      ) : (
        <div role="alert">
          <RefusalDetails problem={problem} />
        </div>
      )}
      {seed !== undefined && (
        <form
          class="seed"
          aria-label="Seed"
          onSubmit={(event) => {
            event.preventDefault();
            void applySeed();
          }}
        >
          <p class="quiet">
            Adds items to the account. An item with the identity of an existing one replaces it.
          </p>
          <JsonEditor
            label="Seed"
            text={seed}
            schema={undefined}
            marks={marksOf(problem)}
            check={async () => []}
            onChange={setSeed}
            onSend={() => void applySeed()}
          />
          <div class="actions">
            <button type="submit" class="primary">
              Apply seed
            </button>
            <FileButton
              label="Load from file"
              onFile={async (file) => setSeed(await file.text())}
            />
          </div>
        </form>
      )}
    </>
  );
}

function FileButton({ label, onFile }: { label: string; onFile(file: File): Promise<unknown> }) {
  return (
    <label class="file-button">
      {label}
      <input
        type="file"
        accept=".json,application/json"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          // So that the same file can be chosen again after it was edited.
          currentTarget.value = '';
          if (file !== undefined) void onFile(file);
        }}
      />
    </label>
  );
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${name} is not valid JSON (${messageOf(error)}). Nothing was changed.`);
  }
}

function emptySeed(): string {
  const collections = contract.value?.resources.map(({ collection }) => collection) ?? [];
  const topLevel = collections.find((one) => !one.includes('{')) ?? '/';
  return `{\n  ${JSON.stringify(topLevel)}: {\n    "items": []\n  }\n}`;
}
