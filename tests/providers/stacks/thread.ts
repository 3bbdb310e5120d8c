import { threadId, workerData } from 'node:worker_threads';
import { type Behaviour, lawfulBehaviour } from '../behaviour.ts';
import { pauses } from '../jitter.ts';
import { handle, type Incoming } from '../serving.ts';
import { type Database, delay, Locks } from '../storage.ts';
import { SharedTables } from './shared-tables.ts';
import { work } from './workers.ts';

// A thread of several. It works under the lock of all, and sends the answer a while later.

/** The data that a thread starts with. */
export interface ThreadData {
  readonly memory: SharedArrayBuffer;
  /** Whether the lock is let go of between the check and the write. */
  readonly hasty: boolean;
}

const { memory, hasty }: ThreadData = workerData;
const shared = new SharedTables(memory);
const db: Database = { ...shared.read(), locks: new Locks() };
const pause = pauses(60, threadId);

async function answer(request: Incoming) {
  const reply = await db.locks.hold(['thread'], async () => {
    take();
    try {
      return await handle(b, db, request);
    } finally {
      give();
    }
  });
  await delay(pause());
  return reply;
}

function take(): void {
  shared.lock();
  Object.assign(db, shared.read());
}

function give(): void {
  shared.write(db);
  shared.unlock();
}

const b: Behaviour = {
  ...lawfulBehaviour,
  locked: (_db, _account, _want, run) => run(),
  // While the lock is held nothing may be waited for.
  async step(name) {
    if (!hasty || name !== 'check') return;
    give();
    await delay(1);
    take();
  },
};

work(answer);
