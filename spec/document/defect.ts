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

  constructor(place: FileLocation, what: string, remedy: string) {
    const where = place.line === undefined ? place.file : `${place.file}:${place.line}`;
    super(`${where}: ${what}; ${remedy}.`);
    this.file = place.file;
    this.line = place.line;
    this.remedy = remedy;
  }
}
