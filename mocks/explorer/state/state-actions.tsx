import { useState } from 'preact/hooks';
import type { Seed } from '../../../spec/index.ts';
import type { Problem } from '../../problems/problem.ts';
import { ControlFailure, control } from '../data/control-client.ts';
import { contract } from '../data/session.ts';
import { JsonEditor } from '../ui/json-editor.tsx';
import { marksOf, RefusalDetails } from '../ui/refusal.tsx';
import { saveFile } from '../ui/save-file.ts';
import type { AccountState } from './account-state.ts';
import { undoLine } from './undo-redo.ts';

interface Outcome {
  readonly said: string;
  readonly problem?: Problem | undefined;
  readonly failed?: boolean;
}

/** What can be done with an account: back and forth, reset, snapshot, restore, seed. */
export function StateActions({ state }: { readonly state: AccountState }) {
  const [outcome, setOutcome] = useState<Outcome>();
  const [seed, setSeed] = useState<string>();
  const { undo, redo } = undoLine(state.beginning, state.changes);
  const at = `accounts/${encodeURIComponent(state.id)}`;

  const act = async (said: string, work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work();
      setOutcome({ said });
      return true;
    } catch (error) {
      const problem = error instanceof ControlFailure ? error.problem : undefined;
      setOutcome({ said: String((error as Error).message), problem, failed: true });
      return false;
    }
  };
  const goBack = (to: number | undefined, said: string) => () =>
    void act(said, () => control(`${at}/undo`, { method: 'POST', body: { state: to } }));
  const save = () =>
    void act('The snapshot is saved, secrets included.', async () => {
      const held = await control<Seed>(`${at}/snapshot`);
      saveFile(`${state.id}.json`, 'application/json', `${JSON.stringify(held, null, 2)}\n`);
    });
  const restore = (file: File) =>
    void act(`Restored from ${file.name}; Undo takes it back.`, async () => {
      const body = parsed(await file.text(), file.name);
      await control(`${at}/snapshot`, { method: 'PUT', body });
    });
  const sow = async () => {
    const done = await act('Seeded; Undo takes it back.', async () => {
      await control(`${at}/seed`, { method: 'POST', body: parsed(seed ?? '', 'The seed') });
    });
    if (done) setSeed(undefined);
  };

  return (
    <>
      <div class="actions">
        <button
          type="button"
          disabled={undo === undefined}
          onClick={goBack(undo, 'The last change is taken back; Redo makes it again.')}
        >
          Undo
        </button>
        <button
          type="button"
          disabled={redo === undefined}
          onClick={goBack(redo, 'What was taken back is made again.')}
        >
          Redo
        </button>
        <button
          type="button"
          title="Back to the initial state, with the account's switches and faults"
          onClick={() =>
            void act('Reset, with its switches and faults; Undo brings its items back.', () =>
              control(`${at}/reset`, { method: 'POST' }),
            )
          }
        >
          Reset
        </button>
        <button type="button" onClick={save}>
          Save a snapshot
        </button>
        <FileButton label="Restore a snapshot" onFile={restore} />
        <button
          type="button"
          aria-expanded={seed !== undefined}
          onClick={() => setSeed(seed === undefined ? emptySeed() : undefined)}
        >
          Seed…
        </button>
      </div>
      <div role="status" class={outcome?.failed ? 'outcome failed' : 'outcome'}>
        {outcome !== undefined && outcome.problem === undefined && <p>{outcome.said}</p>}
        {outcome?.problem !== undefined && <RefusalDetails problem={outcome.problem} />}
      </div>
      {seed !== undefined && (
        <form
          class="seed"
          aria-label="Seed"
          onSubmit={(event) => {
            event.preventDefault();
            void sow();
          }}
        >
          <p class="quiet">
            What the account gets on top of what it holds; an item of the same identity is replaced.
          </p>
          <JsonEditor
            label="Seed"
            text={seed}
            schema={undefined}
            marks={outcome?.problem === undefined ? [] : marksOf(outcome.problem)}
            check={async () => []}
            onChange={setSeed}
            onSend={() => void sow()}
          />
          <div class="actions">
            <button type="submit" class="primary">
              Lay the seed
            </button>
            <FileButton
              label="Take it from a file"
              onFile={async (file) => setSeed(await file.text())}
            />
          </div>
        </form>
      )}
    </>
  );
}

function FileButton({ label, onFile }: { readonly label: string; onFile(file: File): void }) {
  return (
    <label class="file-button">
      {label}
      <input
        type="file"
        accept=".json,application/json"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          // The same file may be chosen again once it was mended.
          currentTarget.value = '';
          if (file !== undefined) onFile(file);
        }}
      />
    </label>
  );
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${name} is not JSON (${(error as Error).message}); nothing was changed.`);
  }
}

function emptySeed(): string {
  const collections = contract.value?.resources.map(({ collection }) => collection) ?? [];
  const plain = collections.find((one) => !one.includes('{')) ?? '/';
  return `{\n  ${JSON.stringify(plain)}: {\n    "items": []\n  }\n}`;
}
