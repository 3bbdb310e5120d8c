import { serveFastify } from './fastify-postgres.ts';
import type { Plan } from './postgres-store.ts';
import { inProcesses, type SqliteWay } from './sqlite.ts';
import { serveStack } from './stack.ts';
import { inThreads } from './threads.ts';
import { broken, kept, type PlainVariant, type PostgresVariant } from './variant.ts';

const over = (plan: Plan): Pick<PostgresVariant, 'start'> => ({
  start: (postgres) => serveFastify(postgres, plan),
});
const processes = (way: SqliteWay): Pick<PlainVariant, 'start'> => ({
  start: () => serveStack(inProcesses(way)),
});

const transactions =
  'No page says how the rules are kept, or in which order requests are answered.';
const race = /U11|^race-|^exploration-/;

/** Fastify with PostgreSQL, over a pool of connections. */
export const postgresVariants: readonly PostgresVariant[] = [
  {
    id: 'postgres-unique-index',
    says: 'A unique index on the claims refuses, in one transaction with the rule.',
    why: transactions,
    right: kept,
    quick: true,
    ...over({ guard: 'unique-index', retries: true }),
  },
  {
    id: 'postgres-advisory-lock',
    says: 'An advisory lock of the account stands around a look and an insert.',
    why: transactions,
    right: kept,
    ...over({ guard: 'check-then-insert', apart: 'advisory-lock', retries: false }),
  },
  {
    id: 'postgres-serializable',
    says: 'Transactions are SERIALIZABLE, and tried again when PostgreSQL gives one up.',
    why: transactions,
    right: kept,
    ...over({ guard: 'check-then-insert', apart: 'serializable', retries: true }),
  },
  {
    id: 'postgres-account-row',
    says: 'SELECT … FOR UPDATE on the row of the account stands around a look and an insert.',
    why: transactions,
    right: kept,
    ...over({ guard: 'check-then-insert', apart: 'account-row', retries: false }),
  },
  {
    id: 'postgres-identity-upserting',
    says: 'An edit makes the rule that is not there, beside an identity column that does not notice.',
    why: 'D17',
    right: kept,
    ...over({ guard: 'unique-index', retries: true, upserting: 'beside-the-sequence' }),
  },
  {
    id: 'postgres-sequence-moved',
    says: 'An edit makes the rule that is not there, and the sequence goes on from the highest id.',
    why: 'D17',
    right: kept,
    ...over({ guard: 'unique-index', retries: true, upserting: 'moving-the-sequence' }),
  },
  {
    id: 'postgres-read-committed',
    says: 'A look and an insert at READ COMMITTED, and nothing that keeps two of them apart.',
    breaks: 'U11',
    right: broken(race),
    quick: true,
    ...over({ guard: 'check-then-insert', retries: false }),
  },
  {
    id: 'postgres-serializable-without-retry',
    says: 'Transactions are SERIALIZABLE, and one that PostgreSQL gives up is answered with 500.',
    breaks: 'D8: a 5xx is never a refusal.',
    right: broken(/D8|U11|^race-|^exploration-|^answers-|^responses-/),
    ...over({ guard: 'check-then-insert', apart: 'serializable', retries: false }),
  },
  {
    id: 'postgres-do-nothing',
    says: 'Claims are inserted ON CONFLICT DO NOTHING: what is taken is accepted, and stays taken.',
    breaks: 'U1, U2',
    right: broken(/U1\b/),
    ...over({ guard: 'do-nothing', retries: true }),
  },
  {
    id: 'postgres-pool-leaks',
    says: 'Of a pool of two connections a refusal gives none back, so that soon nothing is answered.',
    breaks: 'D8: no answer is not a refusal.',
    right: { exits: [1, 3], leaves: 20, seconds: 60 },
    options: { timeout: 1_000 },
    ...over({ guard: 'unique-index', retries: true, refusalsLeak: true }),
  },
  {
    id: 'postgres-claims-expire',
    says: 'A claim is not seen any more when it is three seconds old.',
    breaks: 'U1, U10',
    right: broken(/^U\d|^claims-/),
    ...over({
      guard: 'check-then-insert',
      apart: 'advisory-lock',
      retries: false,
      claimsExpire: 3_000,
    }),
  },
  {
    id: 'postgres-delete-keeps-claims',
    says: 'A deletion leaves the claims of the rule.',
    breaks: 'U8',
    right: broken(/U8/),
    ...over({ guard: 'unique-index', retries: true, deleteKeepsClaims: true }),
  },
];

/** Processes over SQLite, and threads over shared memory, behind one port. */
export const workerVariants: readonly PlainVariant[] = [
  {
    id: 'sqlite-unique-index',
    says: 'Three processes over one file of SQLite, with BEGIN IMMEDIATE and a unique index.',
    why: transactions,
    right: kept,
    quick: true,
    ...processes({ guard: 'unique-index' }),
  },
  {
    id: 'sqlite-autoincrement-upserting',
    says: 'An edit makes the rule that is not there, and AUTOINCREMENT goes on from the highest id.',
    why: 'D17',
    right: kept,
    ...processes({ guard: 'unique-index', upserting: true }),
  },
  {
    id: 'sqlite-check-then-insert',
    says: 'Three processes over one file of SQLite look first and insert in another transaction.',
    breaks: 'U11',
    right: broken(race),
    ...processes({ guard: 'check-then-insert' }),
  },
  {
    id: 'threads-under-a-lock',
    says: 'Four threads work under one lock, and each answers up to 60 ms after the work is done.',
    why: transactions,
    right: kept,
    start: () => serveStack(inThreads()),
  },
  {
    id: 'threads-without-a-lock',
    says: 'Four threads let go of the lock between the check and the write.',
    breaks: 'U11',
    right: broken(race),
    start: () => serveStack(inThreads(true)),
  },
];
