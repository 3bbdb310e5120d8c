import type { Database } from '../storage.ts';

/** Tables that several threads share. */
export type Tables = Omit<Database, 'locks'>;

const size = 4_000_000;
const head = 8;

/** Tables in memory that threads share, and their one lock. */
export class SharedTables {
  readonly memory: SharedArrayBuffer;
  readonly #numbers: Int32Array;
  readonly #bytes: Buffer;

  constructor(memory = new SharedArrayBuffer(size)) {
    this.memory = memory;
    this.#numbers = new Int32Array(memory, 0, head / 4);
    this.#bytes = Buffer.from(memory, head);
  }

  /** Waits until no other thread holds the lock. */
  lock(): void {
    while (Atomics.compareExchange(this.#numbers, 0, 0, 1) !== 0) Atomics.wait(this.#numbers, 0, 1);
  }

  unlock(): void {
    Atomics.store(this.#numbers, 0, 0);
    Atomics.notify(this.#numbers, 0, 1);
  }

  read(): Tables {
    return JSON.parse(this.#bytes.toString('utf8', 0, this.#numbers[1]));
  }

  write({ rules, claims, sipNumbers, lastId }: Tables): void {
    this.#numbers[1] = this.#bytes.write(JSON.stringify({ rules, claims, sipNumbers, lastId }));
  }
}
