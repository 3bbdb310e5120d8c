import { useState } from 'preact/hooks';
import type { JournalEntry } from '../../journal/journal.ts';
import { nameOfAccount } from '../data/account-names.ts';
import { control, messageOf } from '../data/control-client.ts';
import { journal } from '../data/journal-store.ts';
import { contract, operationOf } from '../data/session.ts';
import { texts } from '../data/texts.ts';
import { toCurlScript } from '../export/curl.ts';
import type { SentExchange } from '../export/exported-request.ts';
import { toHar } from '../export/har.ts';
import { toPactFile } from '../export/pact.ts';
import { ActionStatus, useAction } from '../ui/action.tsx';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { Menu } from '../ui/menu.tsx';
import { saveFile } from '../ui/save-file.ts';
import { exchangeToExport, exchangeToPact } from './exchange-to-export.ts';

/** Saves the listed exchanges as an HTTP archive, a script or a pact. */
export function SaveMenu({ found }: { found: readonly JournalEntry[] }) {
  const action = useAction();
  const loaded = contract.value;
  if (loaded === undefined) return null;
  const { title, account: key } = loaded;
  const t = texts.value.journal;
  const { origin } = location;
  const requestOf = (one: JournalEntry) =>
    exchangeToExport(one, key, origin, {
      token: undefined,
      isFresh: true,
      accountName: nameOfAccount(one.account),
    });
  const saveHar = async () =>
    saveFile('journal.har', 'application/json', toHar(found, origin, `${title}, mock`));
  const saveCurl = async () =>
    saveFile('journal.sh', 'application/x-sh', toCurlScript(found.map(requestOf)));
  const savePact = async () => {
    const exchanges: SentExchange[] = [];
    const reasons: string[] = [];
    for (const one of found) {
      const operation = operationOf(one.operation);
      try {
        exchanges.push(await exchangeToPact(one, operation, requestOf(one), journal.value));
      } catch (error) {
        reasons.push(messageOf(error));
      }
    }
    if (exchanges.length > 0) {
      saveFile('journal.pact.json', 'application/json', toPactFile(exchanges, 'explorer', title));
    }
    if (reasons[0] !== undefined) throw new Error(t.leftOut(reasons.length, reasons[0]));
  };
  const entries = { [t.saveHar]: saveHar, [t.saveCurl]: saveCurl, [t.savePact]: savePact };
  return (
    <>
      <Menu label={t.save}>
        {Object.entries(entries).map(([label, save]) => (
          <Button
            key={label}
            data-closes
            disabled={found.length === 0}
            onClick={() => void action.run(save)}
          >
            {label}
          </Button>
        ))}
      </Menu>
      <ActionStatus action={action} />
    </>
  );
}

/** Clears the journal after a confirmation. */
export function ClearButton({ onCleared }: { onCleared(): void }) {
  const [asks, setAsks] = useState(false);
  const action = useAction();
  const t = texts.value.journal;
  const clear = () =>
    action.run(async () => {
      await control('journal', { method: 'DELETE' });
      journal.value = [];
      onCleared();
      setAsks(false);
    });
  return (
    <>
      <Button aria-expanded={asks} onClick={() => setAsks(!asks)}>
        {t.clear}
      </Button>
      {asks && (
        <Confirm
          question={t.clearAll}
          action={t.clearNow}
          onConfirm={() => void clear()}
          onCancel={() => setAsks(false)}
        />
      )}
      <ActionStatus action={action} />
    </>
  );
}
