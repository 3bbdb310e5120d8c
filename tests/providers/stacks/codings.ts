import * as zlib from 'node:zlib';
import type { Reply } from '../responding.ts';

/** Content codings, with their functions to encode and decode. */
export const codings = {
  gzip: [zlib.gzipSync, zlib.gunzipSync],
  deflate: [zlib.deflateSync, zlib.inflateSync],
  br: [zlib.brotliCompressSync, zlib.brotliDecompressSync],
  zstd: [zlib.zstdCompressSync, zlib.zstdDecompressSync],
} as const;

/** Decodes the body of an answer. */
export function decoded({ headers, body }: Exclude<Reply, string>): string | Buffer {
  const coding = headers['Content-Encoding'];
  const [, decode] = Object.entries(codings).find(([name]) => name === coding)?.[1] ?? [];
  return decode === undefined ? body : decode(body);
}
