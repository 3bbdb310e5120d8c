/**
 * The identities of the items that a provider holds, by its responses. A provider may reuse an
 * identity as soon as it has deleted the item, which can be before the response to the deletion
 * arrives, and of several deletions at the same time any may be the one that took effect.
 *
 * @example
 * const live = new LiveItems();
 * live.add('first /things 5');
 * live.startDeletion('first /things 5'); // from here on, 5 may be given again
 * live.endDeletion('first /things 5', true); // refused: the item is still there
 */
export class LiveItems {
  readonly #keys = new Set<string>();
  readonly #deletions = new Map<string, { running: number; isKept: boolean }>();

  add(key: string): void {
    this.#keys.add(key);
  }

  /** Whether an item certainly has this identity. */
  has(key: string): boolean {
    return this.#keys.has(key);
  }

  /** Call it before the request is sent. */
  startDeletion(key: string): void {
    const running = this.#deletions.get(key);
    if (running !== undefined) running.running += 1;
    if (this.#keys.delete(key) && running === undefined) {
      this.#deletions.set(key, { running: 1, isKept: true });
    }
  }

  /** Call it after the response; `isKept` is true if the provider refused, and not because the item was missing. */
  endDeletion(key: string, isKept: boolean): void {
    const running = this.#deletions.get(key);
    if (running === undefined) return;
    running.running -= 1;
    running.isKept &&= isKept;
    if (running.running > 0) return;
    this.#deletions.delete(key);
    if (running.isKept) this.#keys.add(key);
  }
}
