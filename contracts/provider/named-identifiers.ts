import {
  type Action,
  isObject,
  type Operation,
  parseLossless,
  type Resource,
  sentItem,
  writeJson,
} from '../../spec/index.ts';
import type { Request } from '../http/exchange.ts';
import type { IdentifierPool } from './identifier-pool.ts';

/** A request would have named an identifier that the verifier may not use; it was not sent. */
export class ForeignIdentifier extends Error {
  override readonly name = 'ForeignIdentifier';
}

/** What of a call may name identifiers. */
export interface NamingCall {
  readonly operation: Operation;
  readonly path?: Readonly<Record<string, unknown>>;
  readonly json?: unknown;
  readonly text?: string | undefined;
  readonly request?: Pick<Request, 'body'>;
  readonly account?: string | undefined;
  readonly note: string;
}

/** Returns what a call sends as the item, and its whole body, which a lenient provider may take for it. */
export function bodiesOf(
  resource: Resource,
  action: Action,
  { json, text, request }: NamingCall,
): unknown[] {
  if (json !== undefined && request === undefined) return [json];
  // A complete request is exact; what was read from it may be rounded.
  const whole = parseLossless(request?.body ?? text ?? '');
  return [...new Set([sentItem(resource, action, whole), whole])];
}

/** Returns the texts of a value that a lenient provider could read as identifiers: `12 a` as 12. */
export function readingsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(readingsOf);
  if (isObject(value)) return Object.values(value).flatMap(readingsOf);
  if (!['string', 'number', 'bigint'].includes(typeof value)) return [];
  const text = String(value);
  return /^\s*\+?0*[1-9]/.test(text) ? [text] : [];
}

/** Whether a text in a path can stand for one item at most: a server may take `*` or `x/../12` for others. */
export function namesOneItem(text: string): boolean {
  return /^[\p{L}\p{N}_-]+(\.[\p{L}\p{N}_-]+)*$/u.test(text);
}

/** Whether a text is an identifier of one of the pools, or begins with one. */
export function isLent(pools: readonly IdentifierPool[], text: string): boolean {
  const digits = /\d+/.exec(text)?.[0].replace(/^0+/, '');
  return pools.some(({ all }) => all.some((id) => [text, digits].includes(String(id))));
}

/** Whether an identifier is larger than any that a provider gives soon. */
export function isLarge(text: string): boolean {
  return Number(text) >= Number.MAX_SAFE_INTEGER;
}

/** Makes the failure of a call that would name a foreign identifier. */
export function foreign(
  { operation, note }: NamingCall,
  where: string,
  value: unknown,
): ForeignIdentifier {
  const name = `${operation.method.toUpperCase()} ${operation.path}`;
  return new ForeignIdentifier(
    `${name} (${note}) would name ${writeJson(value)} in ${where}, which is neither lent nor made in this run`,
  );
}
