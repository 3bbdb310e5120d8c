import { isUtf8 } from 'node:buffer';
import { bodyLimit } from './body-limit.ts';

/** Keeps the text of a body that streams by. */
export interface KeptText {
  /** Yields the pieces as they come. */
  keep(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array>;
  /** Returns what came; undefined for nothing, for what is no plain text, and for a large body. */
  text(): string | undefined;
}

/** Creates the keeper of a body with some headers. */
export function keepText(headers: Readonly<Record<string, unknown>>): KeptText {
  const { 'content-encoding': coding = 'identity' } = headers;
  const kept: Uint8Array[] = [];
  let length = 0;
  return {
    async *keep(pieces) {
      for await (const piece of pieces) {
        length += piece.length;
        if (length <= bodyLimit) kept.push(piece);
        yield piece;
      }
    },
    text() {
      const bytes = Buffer.concat(kept);
      const isText = coding === 'identity' && length <= bodyLimit && isUtf8(bytes);
      return isText && length > 0 ? bytes.toString('utf8') : undefined;
    },
  };
}
