import { isUtf8 } from 'node:buffer';

/** One part of a multipart body. */
export interface Part {
  readonly name: string;
  /** Its media type; empty where it names none. */
  readonly type: string;
  /** Text; one character a byte where the bytes are not UTF-8. */
  readonly data: string;
}

/** The most characters that the headers of a part may have. */
const mostHeaders = 8_192;

/**
 * Reads the parts of a body of `multipart/form-data` that have a name; undefined where the boundary ends
 * none.
 *
 * @param body one character a byte
 */
export function readParts(body: string, boundary: string): Part[] | undefined {
  const [, ...pieces] = `\r\n${body}`.split(`\r\n--${boundary}`);
  const end = pieces.findIndex((piece) => piece.startsWith('--'));
  if (end < 0) return undefined;
  return pieces.slice(0, end).flatMap((piece) => {
    const start = piece.indexOf('\r\n\r\n');
    if (start < 0 || start > mostHeaders) return [];
    const head = textOf(piece.slice(0, start));
    const name = /^content-disposition:.*?;\s*name=(?:"((?:[^"\\]|\\.)*)"|([^\s;]+))/im.exec(head);
    const [, type = ''] = /^content-type:\s*(.*)$/im.exec(head) ?? [];
    if (name === null) return [];
    return { name: name[1] ?? name[2] ?? '', type, data: textOf(piece.slice(start + 4)) };
  });
}

function textOf(bytes: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
  if (/^[\x00-\x7f]*$/.test(bytes)) return bytes;
  const buffer = Buffer.from(bytes, 'latin1');
  return isUtf8(buffer) ? buffer.toString('utf8') : bytes;
}
