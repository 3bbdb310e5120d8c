import { useState } from 'preact/hooks';
import type { JournalEntry } from '../../journal/journal.ts';
import { control } from '../data/control-client.ts';
import { journal } from '../data/journal-store.ts';
import { contract, token } from '../data/session.ts';
import { toCurlScript } from '../export/curl.ts';
import { toHar } from '../export/har.ts';
import { saveFile } from '../ui/save-file.ts';
import { exportedOf } from './replay.ts';

/** Takes away what the list shows, as an HTTP archive or as a script. */
export function Exports({ found }: { readonly found: readonly JournalEntry[] }) {
  const loaded = contract.value;
  if (loaded === undefined) return null;
  const none = found.length === 0;
  const saveHar = () => {
    const har = toHar(found, location.origin, `${loaded.title}, mock`);
    saveFile('journal.har', 'application/json', har);
  };
  const saveCurl = () => {
    const requests = found.map((one) =>
      exportedOf(one, loaded.account, location.origin, token.value),
    );
    saveFile('journal.sh', 'application/x-sh', toCurlScript(requests));
  };
  return (
    <>
      <button type="button" disabled={none} onClick={saveHar}>
        Save as HAR
      </button>
      <button
        type="button"
        disabled={none}
        title="Sends what the list shows, oldest first, in the name of one token"
        onClick={saveCurl}
      >
        Save as a curl script
      </button>
    </>
  );
}

/** Forgets the journal, but asks first. */
export function ClearButton({ onCleared }: { onCleared(): void }) {
  const [asking, setAsking] = useState(false);
  const [failure, setFailure] = useState('');
  const clear = async () => {
    try {
      await control('journal', { method: 'DELETE' });
      journal.value = [];
      onCleared();
      setAsking(false);
    } catch (error) {
      setFailure((error as Error).message);
    }
  };
  if (!asking) {
    return (
      <button type="button" onClick={() => setAsking(true)}>
        Clear…
      </button>
    );
  }
  return (
    <fieldset class="ask">
      <legend>Forget all exchanges of all accounts?</legend>
      <button type="button" onClick={() => void clear()}>
        Forget them
      </button>
      <button type="button" onClick={() => setAsking(false)} ref={(button) => button?.focus()}>
        Keep them
      </button>
      {failure !== '' && <span class="failure">{failure}</span>}
    </fieldset>
  );
}
