import type { Identifier, IdentifierKind } from '../../spec/index.ts';

/** The identifiers of one kind that the verifier may use. */
export interface TestData {
  readonly kind: IdentifierKind;
  readonly ids: readonly Identifier[];
  /** Whether the caller named them, or they are the default. */
  readonly explicit: boolean;
}

/** There are not enough identifiers of a kind. */
export class TooFewIdentifiers extends Error {
  override readonly name = 'TooFewIdentifiers';
}

/** A check needs test data that the caller chose not to give. */
export class NoTestData extends Error {
  override readonly name = 'NoTestData';
}

/** Says that identifiers must be lent, since they stand for a change of a real account. */
export function needsLending({ flag, says }: IdentifierKind): string {
  return `A real account would change; to try it, lend --${flag}: ${says}.`;
}

/** Identifiers of one kind, each reserved for one user at a time. Those that were used come last. */
export class IdentifierPool {
  readonly kind: IdentifierKind;
  /** Every identifier of the test data. */
  all: readonly Identifier[];
  /** Whether the caller named them. */
  readonly explicit: boolean;
  readonly #free: Identifier[];
  readonly #spare: Record<'retries' | 'exploration', Identifier[]> = {
    retries: [],
    exploration: [],
  };
  readonly #sent: ReadonlySet<unknown>;
  #reserved = 0;
  #isWithdrawn = false;
  readonly #waiting: (() => void)[] = [];

  /** @param sent the values that were sent to the provider so far, of every kind */
  constructor({ kind, ids, explicit }: TestData, sent: ReadonlySet<unknown> = new Set()) {
    this.kind = kind;
    this.all = ids;
    this.explicit = explicit;
    this.#free = [...ids];
    this.#sent = sent;
  }

  /** The identifiers that everybody may use at the same time. */
  get shared(): readonly Identifier[] {
    return this.kind.exclusive ? [] : this.#free;
  }

  /** Takes back the default test data, which is no real account's. */
  withdraw(): void {
    this.all = [];
    this.#free.splice(0);
    this.#isWithdrawn = true;
  }

  /** How many identifiers are free. */
  get free(): number {
    return this.#free.length;
  }

  /** Whether an identifier is free. */
  isFree(id: Identifier): boolean {
    return this.#free.includes(id);
  }

  /** Whether an identifier was sent to the provider. */
  isUsed(id: Identifier): boolean {
    return this.#sent.has(id);
  }

  /**
   * Reserves identifiers, and waits until others release theirs if necessary.
   * @throws TooFewIdentifiers if there can never be so many, NoTestData if the caller gave none
   */
  async reserve(count: number): Promise<Identifier[]> {
    if (this.#isWithdrawn) {
      throw new NoTestData(needsLending(this.kind));
    }
    if (this.explicit && this.all.length === 0) {
      throw new NoTestData(`It needs --${this.kind.flag}, which is "none".`);
    }
    if (!this.kind.exclusive) {
      if (this.#free.length < count) throw this.#tooFew(count);
      return this.#free.slice(0, count);
    }
    while (this.#free.length < count) {
      if (this.#free.length + this.#reserved >= count) {
        await new Promise<void>((go) => this.#waiting.push(go));
        continue;
      }
      const { retries, exploration } = this.#spare;
      if (retries.length + exploration.length === 0) throw this.#tooFew(count);
      this.returnRetries();
      this.#free.push(...exploration.splice(0));
    }
    this.#reserved += count;
    return this.#free.splice(0, count);
  }

  /** Reserves the free identifiers that `pick` chooses, without waiting. */
  reserveSome(pick: (free: readonly Identifier[]) => readonly Identifier[]): readonly Identifier[] {
    const picked = pick(this.#free);
    this.exclude(new Set(picked));
    this.#reserved += picked.length;
    return picked;
  }

  /** Keeps reserved identifiers so long that nobody should wait for them; returns what ends that. */
  keepOut(count: number): () => void {
    this.#reserved -= count;
    this.#wake();
    return () => {
      this.#reserved += count;
    };
  }

  /** Ends a reservation of identifiers that nothing claims any more. */
  release(ids: readonly Identifier[]): void {
    this.retire(ids);
    this.restore(ids);
  }

  /** Ends a reservation of identifiers that something may still claim; they are not used again. */
  retire(ids: readonly Identifier[]): void {
    if (!this.kind.exclusive) return;
    this.#reserved -= ids.length;
    this.#wake();
  }

  /** Frees retired identifiers that nothing claims any more. */
  restore(ids: readonly Identifier[]): void {
    if (!this.kind.exclusive) return;
    this.#free.push(...ids);
    this.#wake();
  }

  /** Removes free identifiers that somebody else claims. Returns how many there were. */
  exclude(ids: ReadonlySet<unknown>): number {
    const kept = this.#free.filter((id) => !ids.has(id));
    const excluded = this.#free.length - kept.length;
    this.#free.splice(0, this.#free.length, ...kept);
    return excluded;
  }

  /** Sets identifiers aside, if the pool is large, for second tries or for the exploration. */
  setAside(count: number, use: 'retries' | 'exploration'): void {
    if (!this.kind.exclusive || this.#free.length < 5 * count) return;
    this.#spare[use].push(...this.#free.splice(0, count));
  }

  /** Frees the identifiers that were set aside for second tries; they are reserved first. */
  returnRetries(): void {
    this.#free.unshift(...this.#spare.retries.splice(0));
    this.#wake();
  }

  /**
   * Makes fresh or used identifiers the next to be reserved, preferred ones first.
   * @returns those identifiers; undefined if there are fewer than `count`
   */
  putFirst(
    count: number,
    which: 'fresh' | 'used',
    preferred: ReadonlySet<Identifier>,
  ): ReadonlySet<Identifier> | undefined {
    if (!this.kind.exclusive) return preferred;
    const { retries, exploration } = this.#spare;
    const stores = which === 'fresh' ? [this.#free, retries, exploration] : [this.#free];
    const fitting = stores.flat().filter((id) => this.isUsed(id) === (which === 'used'));
    if (fitting.length < count) return undefined;
    fitting.sort((a, b) => Number(preferred.has(b)) - Number(preferred.has(a)));
    const first = new Set(fitting.slice(0, count));
    for (const store of stores) {
      const others = store.filter((id) => !first.has(id));
      store.splice(0, store.length, ...others);
    }
    this.#free.unshift(...first);
    return first;
  }

  #wake(): void {
    for (const go of this.#waiting.splice(0)) go();
  }

  #tooFew(count: number): TooFewIdentifiers {
    const { flag } = this.kind;
    const gone = this.all.length - this.#free.length - this.#reserved;
    const used = gone > 0 ? `, of which ${gone} stay in use` : '';
    return new TooFewIdentifiers(
      `It needs ${count} of --${flag} at once; there are ${this.all.length}${used}. Give more.`,
    );
  }
}
