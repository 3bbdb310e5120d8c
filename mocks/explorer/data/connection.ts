import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { ContractView } from '../../control/contract-view.ts';
import type { JournalEntry } from '../../journal/journal.ts';
import { ControlFailure, control, controlStream, controlToken } from './control-client.ts';
import { enter, journal } from './journal-store.ts';
import { connection, contract, lockedBecause } from './session.ts';
import { changed } from './state-changes.ts';

let current: AbortController | undefined;

/**
 * Loads the contract and the journal and listens to what happens, again and again while the mock is
 * gone; calling it again starts anew, for instance with another control token.
 */
export async function connect(): Promise<void> {
  current?.abort();
  const mine = new AbortController();
  current = mine;
  while (!mine.signal.aborted) {
    try {
      await listen(mine.signal);
    } catch (error) {
      if (mine.signal.aborted) return;
      if (error instanceof ControlFailure && error.status === 403) {
        lockedBecause.value = controlToken.value === '' ? '' : error.message;
        connection.value = 'locked';
        return;
      }
    }
    if (mine.signal.aborted) return;
    connection.value = 'down';
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

// Resolves when the stream ends: the server is gone, or is being stopped.
async function listen(signal: AbortSignal): Promise<void> {
  const stream = await controlStream('journal/stream', signal);
  const [loaded, exchanges] = await Promise.all([
    control<ContractView>('contract', { signal }),
    control<JournalEntry[]>('journal', { signal }),
  ]);
  contract.value = loaded;
  document.title = `${loaded.title} · Explorer`;
  journal.value = exchanges;
  changed.value = { account: undefined, count: changed.value.count + 1 };
  connection.value = 'up';
  const events = stream
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream());
  for await (const { event, data } of events) {
    if (event === 'exchange') enter(JSON.parse(data) as JournalEntry);
    if (event === 'state') {
      const { account } = JSON.parse(data) as { account: string };
      changed.value = { account, count: changed.value.count + 1 };
    }
  }
}
