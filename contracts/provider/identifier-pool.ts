import type { IdentifierKind } from '../../spec/index.ts';

/** An identifier that a caller lends. */
export type Identifier = number | string;

/** The identifiers of one kind that a caller lends. */
export interface TestData {
  readonly kind: IdentifierKind;
  readonly ids: readonly Identifier[];
  /** Whether the caller named them, or they are the default. */
  readonly explicit: boolean;
}

const most = 100_000;

/**
 * Reads identifiers as a caller writes them: `1000-1099,1200`. What is no number is taken as text.
 * @throws RangeError with a sentence that says what is wrong
 */
export function parseIdentifiers(text: string, many: boolean): Identifier[] {
  const ids = text.split(',').flatMap((written): Identifier[] => {
    const part = written.trim();
    if (part === '') throw new RangeError(`"${text}" names nothing between two commas.`);
    const range = /^(\d+)\s*-\s*(\d+)$/.exec(part);
    if (range === null) return [/^\d+$/.test(part) ? whole(part) : part];
    const [first, last] = [whole(range[1] ?? ''), whole(range[2] ?? '')];
    if (last < first) throw new RangeError(`The range ${part} ends before it begins.`);
    if (last - first >= most) throw new RangeError(`The range ${part} is longer than ${most}.`);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
  const unique = [...new Set(ids)];
  if (!many && unique.length > 1) throw new RangeError(`"${text}" names more than one.`);
  return unique;
}

function whole(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new RangeError(`${text} is no identifier: it must be a whole number from 1 to 2^53-1.`);
}

/** There are not enough identifiers of a kind. */
export class TooFewIdentifiers extends Error {
  override readonly name = 'TooFewIdentifiers';
}

/** Something was not lent, on purpose, and a check needs it. */
export class NoTestData extends Error {
  override readonly name = 'NotLent';
}

/** Identifiers of one kind, lent to one borrower at a time; the freshest go first. */
export class IdentifierPool {
  readonly kind: IdentifierKind;
  /** Every identifier that was lent. */
  readonly lent: readonly Identifier[];
  readonly #explicit: boolean;
  readonly #free: Identifier[];
  readonly #kept: Identifier[] = [];
  readonly #putBy: Identifier[] = [];
  readonly #touched: ReadonlySet<unknown>;
  #out = 0;
  readonly #waiting: (() => void)[] = [];

  /** @param touched what was sent to the provider so far, of whatever kind */
  constructor({ kind, ids, explicit }: TestData, touched: ReadonlySet<unknown> = new Set()) {
    this.#touched = touched;
    this.kind = kind;
    this.lent = ids;
    this.#explicit = explicit;
    this.#free = [...ids];
  }

  /** Whether the caller named them. */
  get explicit(): boolean {
    return this.#explicit;
  }

  /** What everybody may use at the same time. */
  get shared(): readonly Identifier[] {
    return this.kind.exclusive ? [] : this.#free;
  }

  /** How many nobody holds. */
  get free(): number {
    return this.#free.length;
  }

  /**
   * Takes so many, waiting until others give theirs back.
   * @throws TooFewIdentifiers when there can never be so many
   */
  async take(count: number): Promise<Identifier[]> {
    if (this.#explicit && this.lent.length === 0) {
      throw new NoTestData(`Nothing was lent by --${this.kind.flag}.`);
    }
    if (!this.kind.exclusive) {
      if (this.#free.length < count) throw this.#tooFew(count);
      return this.#free.slice(0, count);
    }
    while (this.#free.length < count) {
      if (this.#free.length + this.#out < count) {
        if (this.#kept.length + this.#putBy.length === 0) throw this.#tooFew(count);
        this.release();
        this.#free.push(...this.#putBy.splice(0));
        continue;
      }
      await new Promise<void>((go) => this.#waiting.push(go));
    }
    this.#out += count;
    return this.#free.splice(0, count);
  }

  /** Takes identifiers that are picked from those that nobody holds; none when none are picked. */
  takePicked(pick: (free: readonly Identifier[]) => readonly Identifier[]): readonly Identifier[] {
    const picked = pick(this.#free);
    this.leaveOut(new Set(picked));
    this.#out += picked.length;
    return picked;
  }

  /** Takes up to so many that another pool lends as well, out of both. */
  takeShared(other: IdentifierPool, count: number): Identifier[] {
    const shared = this.#free.filter((id) => other.#free.includes(id)).slice(0, count);
    for (const pool of [this, other]) {
      pool.leaveOut(new Set(shared));
      pool.#out += shared.length;
    }
    return shared;
  }

  /** Whether it was sent to the provider. */
  isTouched(id: Identifier): boolean {
    return this.#touched.has(id);
  }

  /** Puts so many aside, to be brought as fresh or when there are too few, where there are plenty. */
  putBy(count: number): void {
    if (this.kind.exclusive && this.#free.length >= 5 * count) {
      this.#putBy.push(...this.#free.splice(0, count));
    }
  }

  /**
   * Brings so many to be taken next: fresh ones that were never sent to the provider, or such as were;
   * as far as possible those that are preferred.
   * @returns what was brought; nothing when there are too few
   */
  bring(
    count: number,
    which: 'fresh' | 'used',
    preferred: ReadonlySet<Identifier>,
  ): ReadonlySet<Identifier> | undefined {
    if (!this.kind.exclusive) return preferred;
    const stores = which === 'fresh' ? [this.#free, this.#kept, this.#putBy] : [this.#free];
    const fitting = stores.flat().filter((id) => this.isTouched(id) === (which === 'used'));
    if (fitting.length < count) return undefined;
    fitting.sort((a, b) => Number(preferred.has(b)) - Number(preferred.has(a)));
    const brought = new Set(fitting.slice(0, count));
    for (const store of stores) {
      const others = store.filter((id) => !brought.has(id));
      store.splice(0, store.length, ...others);
    }
    this.#free.unshift(...brought);
    return brought;
  }

  /** Keeps so many of the freshest for later, where there are plenty. */
  keepBack(count: number): void {
    if (this.kind.exclusive && this.#free.length >= 5 * count) {
      this.#kept.push(...this.#free.splice(0, count));
    }
  }

  /** Lends what was kept for later before anything else. */
  release(): void {
    this.#free.unshift(...this.#kept.splice(0));
    this.#wake();
  }

  /** Gives identifiers back that nothing claims any more; they are taken last. */
  giveBack(ids: readonly Identifier[]): void {
    if (!this.kind.exclusive) return;
    this.#out -= ids.length;
    this.#free.push(...ids);
    this.#wake();
  }

  /** Gives up identifiers that something may still claim. */
  giveUp(ids: readonly Identifier[]): void {
    if (!this.kind.exclusive) return;
    this.#out -= ids.length;
    this.#wake();
  }

  /** Takes identifiers in again that were given up, because nothing claims them any more. */
  reclaim(ids: readonly Identifier[]): void {
    if (!this.kind.exclusive) return;
    this.#free.push(...ids);
    this.#wake();
  }

  /** Leaves out identifiers that turned out to be claimed by somebody else. */
  leaveOut(ids: ReadonlySet<Identifier>): number {
    const kept = this.#free.filter((id) => !ids.has(id));
    const left = this.#free.length - kept.length;
    this.#free.splice(0, this.#free.length, ...kept);
    return left;
  }

  #wake(): void {
    for (const go of this.#waiting.splice(0)) go();
  }

  #tooFew(count: number): TooFewIdentifiers {
    const { flag } = this.kind;
    const gone = this.lent.length - this.#free.length - this.#out;
    const used = gone > 0 ? `, of which ${gone} are in use for good` : '';
    return new TooFewIdentifiers(
      `It needs ${count} of --${flag} at once; ${this.lent.length} were lent${used}. Lend more.`,
    );
  }
}
