import { type Report, type VerifyOptions, verify } from '../../../contracts/index.ts';
import { startProvider, type Ways } from '../../providers/index.ts';

/** How a provider differs from the lawful one. */
export type Differences = Exclude<Ways, () => unknown>;
type Around = NonNullable<Differences['around']>;
/** The tables of a provider. */
export type Tables = Parameters<Around>[0];
/** A response of a provider. */
export type Reply = Exclude<Awaited<ReturnType<Around>>, string>;

/** A request that a provider received. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly token: string | undefined;
}

/** What a verification said, and what it did to the provider. */
export interface ObservedRun {
  readonly report: Report;
  readonly requests: readonly Received[];
  readonly rules: Tables['rules'];
}

/** What a test may do at a request. */
export interface Moment {
  readonly request: Received;
  /** Counts from 1. */
  readonly count: number;
  readonly tables: Tables;
  /** Answers as the provider does otherwise. */
  next(): ReturnType<Around>;
  /** Ends the provider, so that further connections are refused. */
  die(): void;
}

/** Verifies a provider that treats each request as `around` says. */
export async function observeRun(
  around: (moment: Moment) => ReturnType<Around>,
  options: Partial<VerifyOptions> = {},
  ways: Differences = {},
): Promise<ObservedRun> {
  const requests: Received[] = [];
  let tables: Tables | undefined;
  const provider = await startProvider({
    ...ways,
    prepare(db) {
      ways.prepare?.(db);
      tables = db;
    },
    around(db, { method, path, body, authorization }, next) {
      const request = { method, path, body: String(body), token: authorization };
      const count = requests.push(request);
      return around({ request, count, tables: db, next, die: () => void provider.close() });
    },
  });
  try {
    const { url, tokens } = provider;
    const lent = { token: tokens.first, secondToken: tokens.second };
    const report = await verify({ provider: url, ...lent, seed: 1, time: 300, ...options });
    return { report, requests, rules: tables?.rules ?? [] };
  } finally {
    await provider.close();
  }
}

/** Returns the accepted or refused response of a provider; the examples never drop one themselves. */
export async function replyOf(moment: Moment): Promise<Reply> {
  const reply = await moment.next();
  if (typeof reply === 'string') throw new Error(`The provider would ${reply}.`);
  return reply;
}

/** The ids in the paths of requests. */
export function idsInPaths(requests: readonly Received[]): string[] {
  return requests.flatMap(({ path }) => /\/personal\/(.+)$/.exec(path)?.[1] ?? []);
}
