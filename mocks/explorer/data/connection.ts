import type { ServedContract } from '../../control/contract-view.ts';
import type { JournalEntry } from '../../journal/journal.ts';
import './account-names.ts';
import { control, controlToken } from './control-client.ts';
import { listenToEvents } from './events.ts';
import type { StreamMessage } from './follow-events.ts';
import { addExchange, beginJournal, takeJournal } from './journal-store.ts';
import { connection, contract, forgot, lockReason, outage } from './session.ts';
import { announceBehaviour, announceChange } from './state-changes.ts';
import { isString, storedSignal } from './stored-signal.ts';

// The start of the mock that this tab saw last.
const lastInstance = storedSignal('instance', '', isString);

let stop: (() => void) | undefined;
let loads = 0;

/**
 * Loads the contract and the journal and listens for events, reconnecting while the mock is gone.
 * Another call starts over, for example with another control token.
 */
export function connect(): void {
  stop?.();
  stop = listenToEvents(controlToken.value, hear);
}

function hear(message: StreamMessage): void {
  if (message.kind === 'open') {
    beginJournal();
    void load(++loads);
  } else if (message.kind === 'event') take(message.event, message.data);
  else {
    loads++;
    const { status, problem } = message;
    if (status === 403) lockReason.value = controlToken.value === '' ? '' : (problem?.detail ?? '');
    outage.value = problem?.title ?? '';
    connection.value = status === 403 ? 'locked' : 'down';
  }
}

function take(event: string, data: string): void {
  if (event === 'exchange') addExchange(JSON.parse(data) as JournalEntry);
  if (event === 'behaviour') announceBehaviour();
  if (event === 'state') announceChange((JSON.parse(data) as { account: string }).account);
}

/** Loads what events then keep up to date; tried again while this is the latest attempt. */
async function load(attempt: number): Promise<void> {
  while (attempt === loads) {
    try {
      const [loaded, exchanges] = await Promise.all([
        control<ServedContract>('contract'),
        control<JournalEntry[]>('journal?limit=1000'),
      ]);
      if (attempt !== loads) return;
      const { instance, store } = loaded;
      const seen = lastInstance.value;
      // Of several mocks that share a PostgreSQL, another one may have answered.
      const lost = !store.lasts
        ? 'all'
        : store.kind === 'sqlite' && !store.journalLasts
          ? 'exchanges'
          : undefined;
      if (seen !== '' && seen !== instance) forgot.value = lost ?? forgot.value;
      lastInstance.value = instance;
      contract.value = loaded;
      takeJournal(exchanges);
      announceChange(undefined);
      announceBehaviour();
      connection.value = 'up';
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}
