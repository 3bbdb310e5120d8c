import { setImmediate } from 'node:timers/promises';
import type { LawfulWay } from './lawful-way.ts';
import { Refusal } from './refusal.ts';
import { type Reply, responding } from './responding.ts';
import { type Draft, delay } from './storage.ts';
import { transactions, want } from './transactions.ts';

const json = { 'Content-Type': 'application/json; charset=UTF-8' };
const rpcError = (code: number, message: string) =>
  JSON.stringify({ jsonrpc: '2.0', error: { code, message }, id: null });

const always = (status: number): LawfulWay['ways'] => ({
  refuse: (b, { message }, operation) =>
    responding.refuse(b, new Refusal(status, message), operation),
});

const body = (type: string | undefined, text: (message: string) => string): LawfulWay['ways'] => ({
  refuse: (_b, { status, message }): Reply => ({
    status,
    headers: type === undefined ? {} : { 'Content-Type': type },
    body: text(message),
  }),
});

const overlap = (one: Draft | undefined, other: Draft | undefined) =>
  one?.numbers?.some((id) => other?.numbers?.includes(id)) ||
  one?.groups?.some((id) => other?.groups?.includes(id));

/** Lawful ways to refuse: statuses, bodies, and the losers of races. */
export const lawfulRefusals: LawfulWay[] = [
  {
    id: 'always-400',
    says: 'Every refusal is a 400.',
    why: 'D8',
    ways: always(400),
  },
  {
    id: 'always-403',
    says: 'Every refusal is a 403.',
    why: 'D8',
    ways: always(403),
  },
  {
    id: 'always-404',
    says: 'Every refusal is a 404, to reveal nothing.',
    why: 'D8',
    ways: always(404),
  },
  {
    id: 'teapot',
    says: 'Every refusal is a 418.',
    why: 'D8',
    ways: always(418),
  },
  {
    id: 'refusal-in-plain-text',
    says: 'Refusals are plain text.',
    why: 'D8',
    ways: body('text/plain; charset=utf-8', (message) => message),
  },
  {
    id: 'refusal-in-html',
    says: 'Refusals are HTML pages, as a gateway writes them.',
    why: 'D8',
    ways: body('text/html', (message) => `<html><body><h1>Error</h1>${message}</body></html>`),
  },
  {
    id: 'refusal-without-body',
    says: 'Refusals have neither a body nor a content type.',
    why: 'D8',
    ways: body(undefined, () => ''),
  },
  {
    id: 'refusal-as-json-string',
    says: 'Refusals are a bare JSON string.',
    why: 'D8',
    ways: body('application/json', (message) => JSON.stringify(message)),
  },
  {
    id: 'refusal-null',
    says: 'Refusals have null for a body.',
    why: 'D8',
    ways: body('application/json', () => 'null'),
  },
  {
    id: 'refusal-as-problem',
    says: 'Refusals are application/problem+json.',
    why: 'D8',
    ways: body('application/problem+json', (title) =>
      JSON.stringify({ type: 'about:blank', title }),
    ),
  },
  {
    id: 'json-rpc-1',
    says: 'Refusals are JSON-RPC 1.0 responses with 409, with a null result and the error.',
    why: 'D8',
    ways: {
      refuse: (_b, { message }) => ({
        status: 409,
        headers: json,
        body: JSON.stringify({ result: null, error: { code: 1, message } }),
      }),
    },
  },
  {
    id: 'json-rpc-with-200',
    says: 'Refusals are JSON-RPC error objects with status 200.',
    why: 'D8',
    ways: {
      refuse: (_b, { message }) => ({
        status: 200,
        headers: json,
        body: rpcError(-32_602, message),
      }),
    },
  },
  {
    id: 'json-rpc-with-4xx',
    says: 'Refusals are JSON-RPC error objects with a 4xx.',
    why: 'D8',
    ways: {
      refuse: (_b, { status, message }) => ({
        status,
        headers: json,
        body: rpcError(-32_000 - (status % 100), message),
      }),
    },
  },
  {
    id: 'json-rpc-without-a-token',
    says: 'A refused token is a 403 in HTML, everything else a JSON-RPC error with status 200.',
    why: 'D8, D19',
    ways: {
      refuse: (_b, { status, message }) =>
        status === 401
          ? { status: 403, headers: { 'Content-Type': 'text/html' }, body: '<h1>403</h1>' }
          : { status: 200, headers: json, body: rpcError(status, message) },
    },
  },
  {
    id: 'unknown-rule-is-a-conflict',
    says: 'An edit of an unknown rule is refused with 409.',
    why: 'D17',
    ways: {
      editUnknown: ({ id }) => {
        throw new Refusal(409, `Rule ${id} was never added.`);
      },
    },
  },
  {
    id: 'unknown-rule-is-a-bad-request',
    says: 'An edit of an unknown rule is refused with 400.',
    why: 'D17',
    ways: {
      editUnknown: ({ id }) => {
        throw new Refusal(400, `Rule ${id} was never added.`);
      },
    },
  },
  {
    id: 'unknown-rule-is-gone',
    says: 'An edit of an unknown rule is refused with 410.',
    why: 'D17',
    ways: {
      editUnknown: () => {
        throw new Refusal(410, 'Gone.');
      },
    },
  },
  {
    id: 'race-refuses-all',
    says: 'Simultaneous requests for the same ids are all refused, as deadlock victims.',
    why: 'U11: at most one is accepted.',
    ways: () => {
      const waiting = new Set<{ account: string; draft: Draft | undefined; victim: boolean }>();
      return {
        locked: async (db, account, { operation, id, draft }, run) => {
          const me = { account, draft, victim: false };
          for (const other of waiting)
            if (other.account === account && overlap(other.draft, draft))
              other.victim = me.victim = true;
          waiting.add(me);
          try {
            await delay(2);
            if (me.victim) throw new Refusal(409, 'Deadlock found; try again.');
            return await transactions.locked(db, account, { operation, id, draft }, run);
          } finally {
            waiting.delete(me);
          }
        },
      };
    },
  },
  {
    id: 'race-loser-423',
    says: 'A request that meets another one for the same ids is refused with 423 at once.',
    why: 'D8; U11 says at most one, and no page promises that a busy account accepts.',
    ways: () => {
      const busy = new Map<string, Draft | undefined>();
      return {
        locked: async (db, account, { operation, id, draft }, run) => {
          const other = busy.get(account);
          if (overlap(other, draft)) throw new Refusal(423, 'The rule is being written.');
          busy.set(account, draft);
          try {
            await setImmediate();
            return await transactions.locked(db, account, { operation, id, draft }, run);
          } finally {
            busy.delete(account);
          }
        },
      };
    },
  },
  {
    id: 'race-loser-400',
    says: 'The loser of a race gets 400 with the message of a database, a sequential conflict 409.',
    why: 'D8',
    ways: {
      step: () => delay(1),
      locked: (db, account, { id }, run) =>
        id === undefined ? run() : db.locks.hold([`${account} ${id}`], run),
      // The unique index, checked when the row is written.
      nextId: (db, wanted) => {
        if (transactions.taken(db, wanted)) throw new Refusal(400, 'duplicate key value');
        return transactions.nextId(db, wanted);
      },
      release: (db, rule, next) => {
        if (next && transactions.taken(db, next)) throw new Refusal(400, 'duplicate key value');
        transactions.release(db, rule);
      },
    },
  },
  {
    id: 'one-at-a-time',
    says: 'All requests of all accounts are served one at a time.',
    why: 'No page promises that requests run beside each other.',
    ways: { around: (db, _request, next) => db.locks.hold(['everything'], next) },
  },
  {
    id: 'lock-per-id',
    says: 'Requests lock only the numbers and groups that they name or may release.',
    why: 'U11 asks for no more.',
    ways: {
      step: () => delay(1),
      locked: (db, account, { id, draft }, run) => {
        const wanted = draft && want(account, id, draft);
        const keys = db.claims
          .filter((claim) => claim.account === account && claim.rule === id)
          .map((claim) => `${account} ${claim.kind} ${claim.id}`);
        for (const number of wanted?.numbers ?? []) keys.push(`${account} number ${number}`);
        for (const group of wanted?.groups ?? []) keys.push(`${account} group ${group}`);
        return db.locks.hold([`${account} rule ${id ?? 'new'}`, ...keys], run);
      },
    },
  },
];
