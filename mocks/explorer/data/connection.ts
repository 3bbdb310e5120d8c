import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { ContractView } from '../../control/contract-view.ts';
import type { JournalEntry } from '../../journal/journal.ts';
import { ControlError, control, controlStream, controlToken } from './control-client.ts';
import { addExchange, journal } from './journal-store.ts';
import { connection, contract, lockReason, outage } from './session.ts';
import { announceChange } from './state-changes.ts';

let current: AbortController | undefined;

/**
 * Loads the contract and the journal and listens for events, reconnecting while the mock is gone.
 * Another call starts over, for example with another control token.
 */
export async function connect(): Promise<void> {
  current?.abort();
  current = new AbortController();
  const { signal } = current;
  while (!signal.aborted) {
    let says = '';
    try {
      await listen(signal);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ControlError) says = error.problem?.title ?? '';
      if (error instanceof ControlError && error.status === 403) {
        lockReason.value = controlToken.value === '' ? '' : error.message;
        connection.value = 'locked';
        return;
      }
    }
    if (signal.aborted) return;
    outage.value = says;
    connection.value = 'down';
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

// Resolves when the stream ends: the server is gone or stopping.
async function listen(signal: AbortSignal): Promise<void> {
  const stream = await controlStream('journal/stream', signal);
  const [loaded, exchanges] = await Promise.all([
    control<ContractView>('contract', { signal }),
    control<JournalEntry[]>('journal?limit=1000', { signal }),
  ]);
  contract.value = loaded;
  document.title = `${loaded.title} · Explorer`;
  journal.value = exchanges;
  announceChange(undefined);
  connection.value = 'up';
  const events = stream
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream());
  for await (const { event, data } of events) {
    if (event === 'exchange') addExchange(JSON.parse(data) as JournalEntry);
    if (event === 'state') announceChange((JSON.parse(data) as { account: string }).account);
  }
}
