import { useState } from 'preact/hooks';
import { ControlError } from '../data/control-client.ts';
import { contract } from '../data/session.ts';
import { isString, storedSignal } from '../data/stored-signal.ts';
import { texts } from '../data/texts.ts';
import { useControlData } from '../data/use-control-data.ts';
import type { Action } from '../ui/action.tsx';
import { Button } from '../ui/button.tsx';
import { bind, SelectField } from '../ui/fields.tsx';
import { LazyJsonEditor } from '../ui/lazy-json-editor.tsx';
import { marksOf } from '../ui/refusal.tsx';
import { type AccountState, askAccount } from './account-state.ts';
import { FileButton, parseFile } from './json-file.tsx';
import { panel } from './panel.ts';

const seed = storedSignal('seed', '', isString);
const preset = storedSignal('preset', '', isString);

/** What the forms below the actions of an account need. */
export interface PanelProps {
  readonly state: AccountState;
  readonly action: Action;
}

/** Adds items that the user wrote, or gives the account a named state of the mock. */
export function SeedForm({ state, action }: PanelProps) {
  const t = texts.value.state;
  const [empty] = useState(emptySeed);
  const text = seed.value === '' ? empty : seed.value;
  const apply = () =>
    action.run(async () => {
      const body = parseFile(text, t.seed);
      await askAccount(state, 'seed', { method: 'POST', body });
      seed.value = '';
      panel.value = '';
    }, t.seedApplied);
  const problem = action.error instanceof ControlError ? action.error.problem : undefined;
  return (
    <form
      class="panel"
      aria-label={t.seed}
      onSubmit={(event) => {
        event.preventDefault();
        void apply();
      }}
    >
      <PresetField state={state} action={action} />
      <p class="quiet">{t.seedHelp}</p>
      <LazyJsonEditor
        label={t.seed}
        text={text}
        schema={undefined}
        marks={marksOf(problem)}
        check={async () => []}
        onChange={bind(seed).onChange}
        onSend={() => void apply()}
      />
      <div class="actions">
        <button type="submit" class="primary">
          {t.applySeed}
        </button>
        <FileButton
          label={t.loadFile}
          onFile={async (file) => {
            seed.value = await file.text();
          }}
        />
      </div>
    </form>
  );
}

function PresetField({ state, action }: PanelProps) {
  const t = texts.value.state;
  const { value: presets = [] } =
    useControlData<{ name: string; items: Record<string, number> }[]>('presets');
  const chosen = presets.find(({ name }) => name === preset.value) ?? presets[0];
  if (chosen === undefined) return null;
  const apply = () =>
    askAccount(state, `presets/${encodeURIComponent(chosen.name)}`, { method: 'POST' });
  return (
    <div class="fields">
      <SelectField
        label={t.preset}
        value={chosen.name}
        options={presets.map(({ name, items }) => {
          const count = Object.values(items).reduce((sum, one) => sum + one, 0);
          return [name, `${name} · ${texts.value.common.items(count)}`];
        })}
        onChange={bind(preset).onChange}
      />
      <Button
        title={t.presetHint}
        onClick={() => void action.run(apply, t.presetApplied(chosen.name))}
      >
        {t.applyPreset}
      </Button>
    </div>
  );
}

function emptySeed(): string {
  const collections = contract.value?.resources.map(({ collection }) => collection) ?? [];
  const topLevel = collections.find((one) => !one.includes('{')) ?? '/';
  return `{\n  ${JSON.stringify(topLevel)}: {\n    "items": []\n  }\n}`;
}
