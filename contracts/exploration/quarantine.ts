import type { Identifier } from '../provider/identifier-pool.ts';
import type { Provider } from '../provider/provider.ts';

/**
 * Identifiers about which a fault was shown: the provider may still hold them for claimed, or for free,
 * and a sequence that meets them again would show what another one did.
 */
export class Quarantine {
  readonly #pools: Provider['pools'];
  readonly #batches: (readonly [kind: string, ids: readonly Identifier[]])[] = [];

  constructor({ pools }: Provider) {
    this.#pools = pools;
  }

  /** Sets identifiers aside that were given back. */
  add(lent: ReadonlyMap<string, readonly Identifier[]>): void {
    for (const [kind, ids] of lent) {
      const pool = this.#pools.get(kind);
      if (pool === undefined || !pool.kind.exclusive) continue;
      // Where few were lent, and a fault hangs on which ones meet, they have to meet again.
      if (pool.free < 3 * ids.length) continue;
      const picked = pool.takePicked((free) =>
        free.filter((id) => ids.includes(id) && pool.isTouched(id)),
      );
      if (picked.length > 0) this.#batches.push([kind, picked]);
    }
  }

  /** Gives those back that were set aside first, as far as so many could not be taken otherwise. */
  releaseFor(needs: ReadonlyMap<string, number>): void {
    for (const [kind, count] of needs) {
      const pool = this.#pools.get(kind);
      while (pool !== undefined && pool.free < count) {
        const at = this.#batches.findIndex(([one]) => one === kind);
        if (at < 0) break;
        for (const [, ids] of this.#batches.splice(at, 1)) pool.giveBack(ids);
      }
    }
  }
}
