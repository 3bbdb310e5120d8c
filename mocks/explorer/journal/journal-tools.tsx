import { useState } from 'preact/hooks';
import type { JournalEntry } from '../../journal/journal.ts';
import { control } from '../data/control-client.ts';
import { journal } from '../data/journal-store.ts';
import { contract, token } from '../data/session.ts';
import { toCurlScript } from '../export/curl.ts';
import { toHar } from '../export/har.ts';
import { ActionStatus, useAction } from '../ui/action.tsx';
import { Button } from '../ui/button.tsx';
import { saveFile } from '../ui/save-file.ts';
import { exchangeToExport } from './replay.ts';

/** Saves the listed exchanges as an HTTP archive or a script. */
export function ExportButtons({ found }: { found: readonly JournalEntry[] }) {
  const loaded = contract.value;
  if (loaded === undefined) return null;
  const isEmpty = found.length === 0;
  const saveHar = () => {
    const har = toHar(found, location.origin, `${loaded.title}, mock`);
    saveFile('journal.har', 'application/json', har);
  };
  const saveCurl = () => {
    const requests = found.map((one) =>
      exchangeToExport(one, loaded.account, location.origin, token.value),
    );
    saveFile('journal.sh', 'application/x-sh', toCurlScript(requests));
  };
  return (
    <>
      <Button disabled={isEmpty} onClick={saveHar}>
        Save as HAR
      </Button>
      <Button
        disabled={isEmpty}
        title="Sends the listed requests, oldest first, with a single token"
        onClick={saveCurl}
      >
        Save as curl script
      </Button>
    </>
  );
}

/** Clears the journal after a confirmation. */
export function ClearButton({ onCleared }: { onCleared(): void }) {
  const [asks, setAsks] = useState(false);
  const action = useAction();
  const clear = () =>
    action.run(async () => {
      await control('journal', { method: 'DELETE' });
      journal.value = [];
      onCleared();
      setAsks(false);
    });
  if (!asks) return <Button onClick={() => setAsks(true)}>Clear…</Button>;
  return (
    <fieldset class="confirm">
      <legend>Delete all exchanges of all accounts?</legend>
      <Button onClick={() => void clear()}>Clear journal</Button>
      <Button onClick={() => setAsks(false)} ref={(button) => button?.focus()}>
        Cancel
      </Button>
      <ActionStatus action={action} />
    </fieldset>
  );
}
