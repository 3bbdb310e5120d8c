import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { parseLossless } from '../../spec/index.ts';
import type { Response } from './exchange.ts';

/** A response that cannot be read; the message says what came: `a response (200) of more than 8 MiB`. */
export class UnreadableResponse extends Error {
  override readonly name = 'UnreadableResponse';
}

/** A response whose body is not read yet. */
export interface IncomingResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: AsyncIterable<Buffer>;
}

const mib = 8;
const mostBytes = mib * 2 ** 20;
const deepest = 500;
const strictUtf8 = new TextDecoder('utf-8', { fatal: true });
const limit = { maxOutputLength: mostBytes };

const decoders = new Map<string, (bytes: Buffer) => Promise<Buffer>>([
  ['gzip', (bytes) => promisify(zlib.gunzip)(bytes, limit)],
  ['x-gzip', (bytes) => promisify(zlib.gunzip)(bytes, limit)],
  // Some servers leave out the header of zlib.
  [
    'deflate',
    (bytes) =>
      promisify(((bytes[0] ?? 0) & 15) === 8 ? zlib.inflate : zlib.inflateRaw)(bytes, limit),
  ],
  ['br', (bytes) => promisify(zlib.brotliDecompress)(bytes, limit)],
  ['zstd', (bytes) => promisify(zlib.zstdDecompress)(bytes, limit)],
  ['identity', async (bytes) => bytes],
]);

/** The content codings that every request offers, as browsers do. */
export const acceptEncoding = 'gzip, deflate, br, zstd';

/**
 * Reads a response, decodes it and parses it.
 * @throws UnreadableResponse if it is too large or too deeply nested, or cannot be decoded
 */
export async function readResponse(incoming: IncomingResponse): Promise<Response> {
  const { statusCode: status } = incoming;
  const unreadable = (what: string) => new UnreadableResponse(`a response (${status}) ${what}`);
  const headers = plainHeaders(incoming.headers);
  const bytes = await decode(await readBytes(incoming.body, unreadable), headers, unreadable);
  const text = asText(bytes);
  const json = parseLossless(text.body);
  if (text.body.length > deepest && isDeeper(json, deepest)) {
    throw unreadable(`of JSON that is nested more than ${deepest} levels deep`);
  }
  return { status, headers, ...text, bom: bytes.indexOf('\ufeff') === 0, json };
}

type Unreadable = (what: string) => UnreadableResponse;

async function readBytes(body: AsyncIterable<Buffer>, unreadable: Unreadable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop ends the connection.
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > mostBytes) throw unreadable(`of more than ${mib} MiB`);
  }
  return Buffer.concat(chunks);
}

async function decode(
  bytes: Buffer,
  headers: Readonly<Record<string, string>>,
  unreadable: Unreadable,
): Promise<Buffer> {
  let decoded = bytes;
  if (bytes.length === 0) return bytes;
  const codings = headers['content-encoding']?.toLowerCase().split(',') ?? [];
  for (const coding of codings.map((one) => one.trim()).reverse()) {
    const decoder = decoders.get(coding);
    if (decoder === undefined) {
      throw unreadable(`in the content coding "${coding}", which the request did not offer`);
    }
    try {
      decoded = await decoder(decoded);
    } catch (error) {
      if (error instanceof RangeError) throw unreadable(`of more than ${mib} MiB`);
      const why = error instanceof Error ? error.message : String(error);
      throw unreadable(`that is not in its content coding ${coding} (${why})`);
    }
  }
  return decoded;
}

function asText(bytes: Buffer): { readonly body: string; readonly utf8: boolean } {
  try {
    return { body: strictUtf8.decode(bytes), utf8: true };
  } catch {
    return { body: bytes.toString('latin1'), utf8: false };
  }
}

function plainHeaders(headers: IncomingResponse['headers']): Record<string, string> {
  const plain = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name.toLowerCase(), [value].flat().join(', ')]],
  );
  return Object.fromEntries(plain);
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((one) => isDeeper(one, levels - 1));
}
