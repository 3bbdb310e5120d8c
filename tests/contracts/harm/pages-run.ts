import { type Report, type VerifyOptions, verify } from '../../../contracts/index.ts';
import { parseJson } from '../../../spec/index.ts';
import type { Behaviour } from '../../providers/behaviour.ts';
import type { Pages } from '../../providers/pages/pages.ts';
import { withPages } from '../../providers/pages/serving-pages.ts';
import { type read, startProvider } from '../../providers/provider.ts';

type Around = Behaviour['around'];
/** A request to a provider. */
export type Incoming = Awaited<ReturnType<typeof read>>;
/** A response, or what happens instead of one. */
export type Reply = Awaited<ReturnType<Around>>;
/** How a provider treats a request; `next` answers as a provider of all pages does. */
export type Between = (
  request: Incoming,
  next: (changed?: Partial<Incoming>) => Promise<Reply>,
) => Promise<Reply> | Reply;

/** What a verification said, what it sent, and what the provider kept. */
export interface PagesRun {
  readonly report: Report;
  /** Requests that may change something, as `METHOD PATH BODY`. */
  readonly writes: readonly string[];
  /** The account before and after, as its lists show it. */
  readonly before: readonly unknown[];
  readonly after: readonly unknown[];
}

/** What is lent of an account that has everything that the pages print. */
export const everythingLent = {
  numbers: '1000-1199',
  groups: '2000-2199',
  media: '50,51',
  'sip-number': '608',
  'phone-numbers': '74872003000-74872003199',
  'mobile-number': '542',
  'city-number': '569',
  'connectable-numbers': '79001000010-79001000029',
  employees: '125,129',
  'main-melodies': '1',
  uploads: Array.from({ length: 9 }, (_, i) => `verify-${i + 1}.mp3`).join(','),
};

const lists = [
  '/melodies/personal',
  '/numbers/virtual-number',
  '/melodies/client',
  '/melodies/main',
  '/employee-group',
  '/employee',
];

/** Verifies a provider of all pages, by default without what only a mock lends. */
export async function verifyPages(
  between: Between = (_, next) => next(),
  options: Partial<VerifyOptions> = {},
  changes: Partial<Pages> = {},
): Promise<PagesRun> {
  const ways = withPages(changes);
  const behaviour = typeof ways === 'function' ? ways() : ways;
  const writes: string[] = [];
  const provider = await startProvider({
    ...behaviour,
    around: async (db, request, next) =>
      between(request, async (changed = {}) => {
        const one = { ...request, ...changed };
        if (one.method !== 'GET') writes.push(`${one.method} ${one.path} ${one.body}`);
        return behaviour.around?.(db, one, next) ?? next();
      }),
  });
  const { url, tokens } = provider;
  const account = () =>
    Promise.all(
      lists.map(async (path) => {
        const answer = await fetch(url + path, { headers: { authorization: tokens.first } });
        const text = await answer.text();
        return parseJson(text) ?? text;
      }),
    );
  try {
    const before = await account();
    writes.length = 0;
    const report = await verify({
      provider: url,
      token: tokens.first,
      secondToken: tokens.second,
      seed: 1,
      time: 300,
      ...options,
    });
    const sent = [...writes];
    return { report, writes: sent, before, after: await account() };
  } finally {
    await provider.close();
  }
}
