import { randomInt } from 'node:crypto';
import type { LawfulWay } from './lawful-way.ts';
import { Refusal } from './refusal.ts';
import { serving, tokenIn } from './serving.ts';
import { claimsOf, delay, type Rule } from './storage.ts';

const without = (...operations: string[]): LawfulWay['ways'] => ({
  route: (method, path) => {
    const route = serving.route(method, path);
    return route && operations.includes(route.operation) ? undefined : route;
  },
});

const limited = (most: number, retryAfter: () => string): LawfulWay['ways'] => {
  return () => {
    let recent: number[] = [];
    return {
      around: async (_db, _request, next) => {
        const now = performance.now();
        recent = recent.filter((at) => now - at < 1000);
        if (recent.length < most) {
          recent.push(now);
          return next();
        }
        return { status: 429, headers: { 'Retry-After': retryAfter() }, body: '' };
      },
    };
  };
};

/** Lawful ways to serve: operations, tokens, ids, speed and limits. */
export const lawfulService: LawfulWay[] = [
  {
    id: 'no-list',
    says: 'Rules cannot be listed.',
    why: 'The list is on none of the three pages.',
    ways: without('list'),
  },
  {
    id: 'no-delete',
    says: 'Rules cannot be deleted.',
    why: 'The deletion is on none of the three pages.',
    ways: without('delete'),
  },
  {
    id: 'neither-list-nor-delete',
    says: 'Rules can be neither listed nor deleted.',
    why: 'Both are on none of the three pages.',
    ways: without('list', 'delete'),
  },
  {
    id: 'list-and-delete-not-allowed',
    says: 'Listing and deleting return 405.',
    why: 'Both are on none of the three pages.',
    ways: {
      perform: async (b, db, account, route, request) => {
        if (route.operation === 'list' || route.operation === 'delete')
          throw new Refusal(405, 'Not allowed.');
        return serving.perform(b, db, account, route, request);
      },
    },
  },
  {
    id: 'list-not-implemented',
    says: 'Listing and deleting return 501.',
    why: 'Both are on none of the three pages.',
    ways: {
      around: async (_db, { method }, next) =>
        method === 'GET' || method === 'DELETE'
          ? { status: 501, headers: { 'Content-Type': 'text/plain' }, body: 'Not Implemented' }
          : next(),
    },
  },
  {
    id: 'slow',
    says: 'Each request takes 120 ms.',
    why: 'No page promises a speed.',
    ways: {
      around: async (_db, _request, next) => {
        await delay(120);
        return next();
      },
    },
  },
  {
    id: 'jittery',
    says: 'Responses overtake each other: every third request takes 30 ms longer.',
    why: 'No page promises a speed.',
    ways: () => {
      let turns = 0;
      return {
        around: async (_db, _request, next) => {
          turns += 1;
          if (turns % 3 === 0) await delay(30);
          return next();
        },
      };
    },
  },
  {
    id: 'rate-limited',
    says: 'More than 80 requests in a second return 429 and Retry-After: 1.',
    why: 'No page gives a rate limit.',
    ways: limited(80, () => '1'),
  },
  {
    id: 'rate-limited-until-a-date',
    says: 'More than 80 requests in a second return 429 and Retry-After as a date.',
    why: 'RFC 9110 allows a date.',
    ways: limited(80, () => new Date(Date.now() + 1500).toUTCString()),
  },
  {
    id: 'big-random-ids',
    says: 'Rule ids are random, up to 2^53-1.',
    why: 'D24',
    ways: { nextId: () => Number.MAX_SAFE_INTEGER - randomInt(2 ** 47) },
  },
  {
    id: 'ids-reused',
    says: 'A new rule gets the id after the highest, even if a deleted rule had it.',
    why: 'No page says that ids of deleted rules are never given again.',
    ways: {
      prepare: (db) => {
        db.rules = db.rules.map((rule) => ({ ...rule, id: 1 }));
        db.claims = db.rules.flatMap(claimsOf);
      },
      nextId: (db) => Math.max(0, ...db.rules.map(({ id }) => id)) + 1,
    },
  },
  {
    id: 'lowest-free-id',
    says: 'A new rule gets the lowest free id.',
    why: 'No page says how ids are chosen.',
    ways: {
      nextId: (db) => {
        let id = 1;
        while (db.rules.some((rule) => rule.id === id)) id += 1;
        return id;
      },
    },
  },
  {
    id: 'ids-descending',
    says: 'Each new rule gets a lower id than the one before.',
    why: 'No page says how ids are chosen.',
    ways: { nextId: (db) => 1_000_000 - ++db.lastId },
  },
  {
    id: 'path-prefix',
    says: 'All paths start with /api/v1.',
    why: 'The base URL is handed in.',
    ways: { prefix: '/api/v1' },
  },
  {
    id: 'no-tokens',
    says: 'No token is needed, and tokens are ignored.',
    why: 'D19: verified without a token.',
    authorization: null,
    ways: { authorise: () => 'one' },
  },
  {
    id: 'bearer-needed',
    says: 'The token is accepted only with the scheme Bearer.',
    why: 'No scheme is named; whoever verifies hands in what to send.',
    ways: {
      authorise: (header, operation) => {
        if (!header?.startsWith('Bearer ')) throw new Refusal(401, 'Send Bearer and the token.');
        return serving.authorise(header, operation);
      },
    },
    authorization: 'Bearer token-one',
  },
  {
    id: 'full-account',
    says: 'The account has 300 rules already, with numbers and groups beyond the test data.',
    why: 'An account may be in use.',
    ways: {
      prepare: (db) => {
        for (let at = 0; at < 300; at += 1) {
          db.lastId += 1;
          const lists = { numbers: [50_000 + at], groups: at % 3 ? [] : [60_000 + at] };
          const rule: Rule = {
            account: 'one',
            id: db.lastId,
            ...lists,
            sourceType: 'client',
            mediaId: 50,
          };
          db.rules.push(rule);
          db.claims.push(...claimsOf(rule));
        }
      },
    },
  },
  {
    id: 'rule-ids-like-numbers',
    says: 'Rule ids have the same range as numbers: the first is 1000.',
    why: 'Ids of rules and of numbers have nothing to do with each other.',
    ways: {
      prepare: (db) => {
        db.lastId = 999;
      },
    },
  },
  {
    id: 'keep-alive-short',
    says: 'Idle connections are kept for one second, and a header says so.',
    why: 'HTTP/1.1',
    ways: {
      send: (reply, response) => {
        response.setHeader('Keep-Alive', 'timeout=1');
        serving.send(reply, response);
      },
    },
  },
  {
    id: 'token-before-path',
    says: 'Without a valid token every path is refused, even an unknown one.',
    why: 'No page gives an order of checks.',
    ways: {
      around: async (_db, { authorization }, next) =>
        ['token-one', 'token-two'].includes(tokenIn(authorization))
          ? next()
          : { status: 401, headers: { 'WWW-Authenticate': 'Bearer' }, body: '' },
    },
  },
  {
    id: 'writes-take-a-while',
    says: 'Each step of the database takes 5 ms, under a lock of the account.',
    why: 'No page promises a speed.',
    ways: { step: () => delay(5) },
  },
];
