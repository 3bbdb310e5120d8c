import { heldIn, tables } from './memory.ts';
import { SharedTables } from './shared-tables.ts';
import type { Backend } from './stack.ts';
import type { ThreadData } from './thread.ts';
import { startThreads } from './workers.ts';

/** Four threads that share memory and answer 0 to 60 ms after the work is done. */
export function inThreads(hasty = false): Backend {
  const shared = new SharedTables();
  shared.write(tables());
  const data: ThreadData = { memory: shared.memory, hasty };
  return { ...startThreads(4, 'thread.ts', data), held: async () => heldIn(shared.read()) };
}
