import { Misuse } from '../shared/misuse.ts';

/** The place of a defect: a file, and a line (1-based) if it is known. */
export interface FileLocation {
  readonly file: string;
  readonly line?: number | undefined;
}

/** A defect of a document; its message says in one sentence where it is, what is wrong, and the remedy. */
export class ContractDefect extends Misuse {
  override readonly name = 'ContractDefect';
  readonly file: string;
  readonly line: number | undefined;
  readonly remedy: string;

  readonly #what: string;
  readonly #others: readonly ContractDefect[];

  /** @param others further defects, each of which adds a line to the message */
  constructor(
    place: FileLocation,
    what: string,
    remedy: string,
    others: readonly ContractDefect[] = [],
  ) {
    const where = place.line === undefined ? place.file : `${place.file}:${place.line}`;
    super([`${where}: ${what}; ${remedy}.`, ...others.map(({ message }) => message)].join('\n'));
    this.file = place.file;
    this.line = place.line;
    this.remedy = remedy;
    this.#what = what;
    this.#others = others;
  }

  /** Sorts defects by file and line, and leaves out what is said twice. */
  static sort(defects: readonly ContractDefect[]): ContractDefect[] {
    const single = defects.flatMap((one) => [
      new ContractDefect(one, one.#what, one.remedy),
      ...one.#others,
    ]);
    const unique = new Map(single.map((one) => [one.message, one]));
    return [...unique.values()].sort(
      (one, other) => one.file.localeCompare(other.file) || (one.line ?? 0) - (other.line ?? 0),
    );
  }

  /** Makes one defect of several, which names all; undefined if there are none. */
  static all(defects: readonly ContractDefect[]): ContractDefect | undefined {
    const [first, ...others] = ContractDefect.sort(defects);
    return first && new ContractDefect(first, first.#what, first.remedy, others);
  }
}

/** Runs a step, and keeps the defect that it throws; returns undefined then. */
export function collectDefect<Result>(
  into: ContractDefect[],
  step: () => Result,
): Result | undefined {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof ContractDefect)) throw error;
    into.push(error);
    return undefined;
  }
}
