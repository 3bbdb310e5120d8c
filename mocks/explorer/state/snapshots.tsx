import { useEffect, useState } from 'preact/hooks';
import type { Seed } from '../../../spec/index.ts';
import { isString, storedSignal } from '../data/stored-signal.ts';
import { texts } from '../data/texts.ts';
import { Button } from '../ui/button.tsx';
import { bind, TextField } from '../ui/fields.tsx';
import { saveFile } from '../ui/save-file.ts';
import { accountLabel } from './account-field.tsx';
import { askAccount } from './account-state.ts';
import { FileButton, parseFile } from './json-file.tsx';
import type { PanelProps } from './seed-form.tsx';
import {
  deleteSnapshots,
  itemsIn,
  keepSnapshot,
  listSnapshots,
  type NamedSnapshot,
  renameSnapshot,
} from './snapshot-store.ts';

const newName = storedSignal('snapshot-name', '', isString);

/** The named snapshots that this browser keeps. */
export function useSnapshots() {
  const [snapshots, setSnapshots] = useState<readonly NamedSnapshot[]>([]);
  const reload = () => listSnapshots().then(setSnapshots);
  useEffect(() => {
    void reload();
    addEventListener('focus', reload);
    return () => removeEventListener('focus', reload);
  }, []);
  return { snapshots, reload };
}

/** Saves the state of the account under a name, and restores, renames, downloads and deletes what was saved. */
export function Snapshots({ state, action }: PanelProps) {
  const { common, state: t } = texts.value;
  const { snapshots, reload } = useSnapshots();
  const name = newName.value.trim() || t.snapshotOf(accountLabel(state.id));
  const save = () =>
    action.run(async () => {
      const seed = await askAccount<Seed>(state, 'snapshot');
      const account = accountLabel(state.id);
      await keepSnapshot({ name, time: Date.now(), account, items: itemsIn(seed), seed });
      newName.value = '';
      await reload();
    }, t.snapshotSaved);
  const restore = (body: unknown, from: string) =>
    action.run(() => askAccount(state, 'snapshot', { method: 'PUT', body }), t.restoredFrom(from));
  const change = (work: () => Promise<unknown>, message: string) =>
    action.run(() => work().then(reload), message);
  return (
    <section class="panel" aria-label={t.panels.snapshots}>
      <p class="quiet">{t.snapshotsHelp}</p>
      <form
        class="fields"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextField label={t.name} autocomplete="off" placeholder={name} {...bind(newName)} />
        <button type="submit" class="primary">
          {t.saveSnapshot}
        </button>
        <FileButton
          label={t.restoreFile}
          onFile={(file) =>
            file
              .text()
              .then((text) => parseFile(text, file.name))
              .then(
                (body) => restore(body, file.name),
                (error) => action.run(() => Promise.reject(error)),
              )
          }
        />
      </form>
      {snapshots.length === 0 && <p class="empty">{t.noSnapshots}</p>}
      <ul class="snapshots" aria-label={t.panels.snapshots}>
        {snapshots.map((one) => (
          <li key={one.name}>
            <TextField
              class="bare"
              label={t.nameOf(one.name)}
              lazy
              autocomplete="off"
              value={one.name}
              onChange={(to) =>
                void change(() => renameSnapshot(one.name, to.trim() || one.name), t.renamed)
              }
            />
            <small>
              {one.account} · {common.items(one.items)} ·{' '}
              {new Date(one.time).toLocaleString(common.locale)}
            </small>
            <span class="buttons">
              <Button
                aria-label={`${t.restore}: ${one.name}`}
                onClick={() => void restore(one.seed, one.name)}
              >
                {t.restore}
              </Button>
              <Button
                aria-label={`${t.saveFile}: ${one.name}`}
                onClick={() =>
                  saveFile(
                    `${one.name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')}.json`,
                    'application/json',
                    `${JSON.stringify(one.seed, null, 2)}\n`,
                  )
                }
              >
                {t.saveFile}
              </Button>
              <Button
                aria-label={`${t.delete}: ${one.name}`}
                onClick={() => void change(() => deleteSnapshots(one.name), t.deleted(one.name))}
              >
                {t.delete}
              </Button>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
