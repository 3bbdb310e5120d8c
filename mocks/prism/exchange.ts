import {
  type Diagnostic,
  type EngineCall,
  type EngineResult,
  refused,
  type Violation,
} from './engine.ts';
import {
  createLogger,
  E,
  getHttpConfigFromRequest,
  type IHttpOperationConfig,
  type IHttpResponse,
} from './library.ts';
import { isOfConnection } from './parameter-check.ts';
import type { Check, Diagnostics } from './schema-check.ts';
import type { Input } from './types.ts';

/** What the client chose of the answer. */
export type Preferences = Partial<IHttpOperationConfig>;

/** What Prism found a request to be that is not valid. */
export type Invalid = Extract<EngineResult, { kind: 'invalid' }>;

const noPreferences = E.right<Error, Preferences>({});

/** Prism's logger, which says nothing. */
export const logger = createLogger('prism', { level: 'silent' });
// Prism asks for a child logger twice a request, and pino takes its time.
logger.child = () => logger;

/** What Prism is to do: all of it but the forwarding of requests. */
export const wholeOfPrism = {
  isProxy: false,
  checkSecurity: true as boolean,
  validateRequest: true,
  validateResponse: true,
  errors: false,
  upstreamProxy: undefined,
  mock: { dynamic: false },
} as const;

/** What an operation has to know of a request. */
export interface EngineRequest extends Input {
  readonly state: EngineCall['state'];
  readonly status: EngineCall['status'];
  readonly preferences: Preferences;
  /** The client chose the response. */
  readonly chosen: boolean;
  /** Set when Prism found the request invalid. */
  invalid: Invalid | undefined;
}

/** A response, and its check against the document. */
export class PrismResponse implements IHttpResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: unknown;
  readonly check: Check;

  constructor(statusCode: number, headers: Record<string, string>, check: Check, body?: unknown) {
    this.statusCode = statusCode;
    this.headers = headers;
    this.check = check;
    this.body = body;
  }

  /** What the document does not declare. */
  violations(): Diagnostics {
    return this.body === refused ? [] : this.check(this.body);
  }
}

/** What a request prefers, in its headers or its query. */
export function preferencesOf(
  call: Pick<EngineCall, 'headers' | 'query' | 'path'>,
): E.Either<Error, Preferences> {
  const { headers, query, path } = call;
  const asked =
    headers.prefer ?? query.__code ?? query.__example ?? query.__dynamic ?? query.__seed;
  if (asked === undefined) return noPreferences;
  return E.map(({ code, exampleKey, dynamic, seed }: Preferences) => ({
    ...(code !== undefined && { code }),
    ...(exampleKey !== undefined && { exampleKey }),
    ...(dynamic !== undefined && { dynamic }),
    ...(seed !== undefined && { seed }),
  }))(getHttpConfigFromRequest({ headers, url: { path, query } }));
}

/**
 * Headers that can be sent: names in lower case, values as text, none that Prism has no value for, or that
 * say how this very response is sent.
 */
export function plain(headers: Record<string, unknown> = {}): Record<string, string> {
  const given = Object.entries(headers).filter(
    ([name, value]) => value !== null && value !== undefined && !isOfConnection(name),
  );
  return Object.fromEntries(given.map(([name, value]) => [name.toLowerCase(), String(value)]));
}

/** Prism hands out the document's own examples. */
export function copy(body: unknown): unknown {
  return typeof body === 'object' ? structuredClone(body) : body;
}

/** Tells a mistake from a warning. */
export function isError({ severity }: Diagnostics[number]): boolean {
  return severity === 0;
}

/** What Prism found, without what is Prism's alone. */
export function diagnosticsOf(found: Diagnostics): Diagnostic[] {
  return found.map(({ path = [], code = '', message, say, tags: [hint] = [] }) => ({
    path,
    code,
    message,
    ...(say !== undefined && { say }),
    ...(hint !== undefined && code !== 401 && { hint }),
  }));
}

/** What Prism found, in the form of its header `sl-violations`. */
export function violationsOf(place: 'request' | 'response', found: Diagnostics): Violation[] {
  return found.map(({ path = [], severity, code, message }) => ({
    location: [place, ...path],
    severity: severity === 0 ? 'Error' : 'Warning',
    code,
    message,
  }));
}
