import { Writable } from 'node:stream';

/** A stream that captures its text, as a terminal or as a file. */
export class CapturedStream extends Writable {
  text = '';
  readonly isTTY: boolean;
  // The spinner reads the size of a terminal.
  readonly columns: number;
  readonly rows = 24;

  constructor(isTTY = false, columns = 80) {
    super({ decodeStrings: false });
    this.isTTY = isTTY;
    this.columns = columns;
  }

  override _write(chunk: string | Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }

  cursorTo(): boolean {
    return true;
  }

  clearLine(): boolean {
    return true;
  }

  moveCursor(): boolean {
    return true;
  }

  get lines(): string[] {
    return this.text.split('\n');
  }
}
