import type { Identifier } from '../../spec/index.ts';
import type { Provider } from '../provider/provider.ts';

/**
 * Identifiers of sequences that showed a violation. The provider may be wrong about them, so that a
 * later sequence with them would show what an earlier one did.
 */
export class Quarantine {
  readonly #pools: Provider['pools'];
  readonly #batches: (readonly [kind: string, ids: readonly Identifier[]])[] = [];

  constructor({ pools }: Provider) {
    this.#pools = pools;
  }

  /** Quarantines released identifiers, as far as they were sent to the provider. */
  add(ids: ReadonlyMap<string, readonly Identifier[]>): void {
    for (const [kind, some] of ids) {
      const pool = this.#pools.get(kind);
      if (pool === undefined || !pool.kind.exclusive) continue;
      // With few identifiers, those that together show a violation must be able to meet again.
      if (pool.free < 3 * some.length) continue;
      const picked = pool.reserveSome((free) =>
        free.filter((id) => some.includes(id) && pool.isUsed(id)),
      );
      if (picked.length > 0) this.#batches.push([kind, picked]);
    }
  }

  /** Releases the oldest identifiers, until the pools have as many as are needed. */
  releaseFor(needs: ReadonlyMap<string, number>): void {
    for (const [kind, count] of needs) {
      const pool = this.#pools.get(kind);
      while (pool !== undefined && pool.free < count) {
        const at = this.#batches.findIndex(([one]) => one === kind);
        if (at < 0) break;
        for (const [, ids] of this.#batches.splice(at, 1)) pool.release(ids);
      }
    }
  }
}
