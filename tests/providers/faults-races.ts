import type { Behaviour } from './behaviour.ts';
import { type Client, field, type Seen, same } from './client.ts';
import type { Fault } from './fault.ts';
import { Refusal } from './refusal.ts';
import { type Claim, claimsOf, delay, names, turn } from './storage.ts';
import { conflict, isOthers, transactions, want } from './transactions.ts';

/** A database that takes time between the check and the write. */
const slowly: Partial<Behaviour> = {
  step: (name) => (name === 'check' ? delay(3) : turn()),
};

const unlocked = <T>(run: () => Promise<T>) => run();
const winners = (responses: Seen[]) => responses.filter(({ accepted }) => accepted).length;

/** Whether two of several simultaneous requests are accepted. */
const twoWin =
  (requests: (api: Client) => Promise<(() => Promise<Seen>)[]>): Fault['shows'] =>
  async (api) => {
    const sends = await requests(api);
    return winners(await Promise.all(sends.map((send) => send()))) > 1;
  };

const addsOf = (...rules: Parameters<Client['add']>[0][]) =>
  twoWin(async (api) => rules.map((rule) => () => api.add(rule)));

/** Two rules, simultaneously edited to take the same id. */
const twoEdits = twoWin(async (api) => {
  const one = await api.addForId({ numbers: [1001] });
  const other = await api.addForId({ numbers: [1002] });
  return [() => api.edit(one, { numbers: [1000] }), () => api.edit(other, { numbers: [1000] })];
});

const addAndEdit = twoWin(async (api) => {
  const one = await api.addForId({ numbers: [1001] });
  return [() => api.add({ numbers: [1000] }), () => api.edit(one, { numbers: [1000] })];
});

/** Faults that show in simultaneous requests. */
export const raceFaults: Fault[] = [
  {
    id: 'no-lock',
    says: 'Simultaneous requests for the same id are all accepted.',
    mistake: 'SELECT, then INSERT, without a transaction or a unique index.',
    breaks: ['U11'],
    race: true,
    ways: { ...slowly, locked: (_db, _account, _want, run) => unlocked(run) },
    shows: addsOf({ numbers: [1000] }, { numbers: [1000] }),
  },
  {
    id: 'adds-not-locked',
    says: 'Simultaneous adds of the same id are all accepted; edits wait for each other.',
    mistake: 'SELECT … FOR UPDATE locks the edited row; an add has none to lock.',
    breaks: ['U11'],
    race: true,
    ways: {
      ...slowly,
      locked: (db, account, { operation }, run) =>
        operation === 'add' ? unlocked(run) : db.locks.hold([account], run),
    },
    shows: addsOf({ groups: [2000] }, { groups: [2000] }),
  },
  {
    id: 'edits-not-locked',
    says: 'Simultaneous edits of two rules may take the same id; adds wait for each other.',
    mistake: 'The lock was put into the add, where the bug was reported.',
    breaks: ['U11', 'U4'],
    race: true,
    ways: {
      ...slowly,
      locked: (db, account, { operation }, run) =>
        operation === 'edit' ? unlocked(run) : db.locks.hold([account], run),
    },
    shows: twoEdits,
  },
  {
    id: 'a-lock-for-adds-and-one-for-edits',
    says: 'A simultaneous add and edit may both take the same id.',
    mistake: 'Each of the two services has a mutex of its own.',
    breaks: ['U11'],
    race: true,
    ways: {
      ...slowly,
      locked: (db, account, { operation }, run) => db.locks.hold([`${account} ${operation}`], run),
    },
    shows: addAndEdit,
  },
  {
    id: 'lock-per-rule',
    says: 'Simultaneous edits of two different rules may take the same id.',
    mistake: 'The lock is on the row of the edited rule; adds share one.',
    breaks: ['U11', 'U4'],
    race: true,
    ways: {
      ...slowly,
      locked: (db, account, { id }, run) => db.locks.hold([`${account} ${id ?? 'new'}`], run),
    },
    shows: twoEdits,
  },
  {
    id: 'groups-not-locked',
    says: 'Simultaneous requests for the same group are all accepted; of those for a number, one is.',
    mistake: 'Only the table of numbers has a unique index.',
    breaks: ['U11'],
    race: true,
    ways: {
      ...slowly,
      locked: (_db, _account, _want, run) => unlocked(run),
      nextId: (db, wanted) => {
        const taken = transactions.taken(db, { ...wanted, groups: [] });
        if (taken) throw conflict(taken);
        return transactions.nextId(db, wanted);
      },
    },
    shows: addsOf({ groups: [2000] }, { groups: [2000] }),
  },
  {
    id: 'numbers-not-locked',
    says: 'Simultaneous requests for the same number are all accepted; of those for a group, one is.',
    mistake: 'Only the table of groups has a unique index.',
    breaks: ['U11'],
    race: true,
    ways: {
      ...slowly,
      locked: (_db, _account, _want, run) => unlocked(run),
      nextId: (db, wanted) => {
        const taken = transactions.taken(db, { ...wanted, numbers: [] });
        if (taken) throw conflict(taken);
        return transactions.nextId(db, wanted);
      },
    },
    shows: addsOf({ numbers: [1000] }, { numbers: [1000] }),
  },
  {
    id: 'lock-on-the-first-id',
    says: 'Simultaneous requests whose lists overlap, but begin differently, are all accepted.',
    mistake: 'The advisory lock is taken on the first id of the list.',
    breaks: ['U11', 'U3'],
    race: true,
    ways: {
      ...slowly,
      locked: (db, account, { id, draft }, run) => {
        const first = draft?.numbers?.[0] ?? draft?.groups?.[0];
        return db.locks.hold([`${account} id ${first}`, `${account} rule ${id}`].slice(0, 1), run);
      },
    },
    shows: addsOf({ numbers: [1001, 1000] }, { numbers: [1002, 1000] }),
  },
  {
    id: 'lock-on-the-list',
    says: 'Simultaneous requests are compared by their whole lists: with different lists, both win.',
    mistake: 'The key of the lock is the text of the list.',
    breaks: ['U11', 'U3'],
    race: true,
    ways: {
      ...slowly,
      locked: (db, account, { draft }, run) =>
        db.locks.hold([`${account} ${draft?.numbers} ${draft?.groups}`], run),
    },
    shows: addsOf({ numbers: [1000] }, { numbers: [1000, 1001] }),
  },
  {
    id: 'lock-on-the-melody',
    says: 'Simultaneous requests with different melodies may both take an id.',
    mistake: 'The lock is on the row of the media file, which the add reads anyway.',
    breaks: ['U11', 'U9'],
    race: true,
    ways: {
      ...slowly,
      locked: (db, account, { draft }, run) => db.locks.hold([`${account} ${draft?.mediaId}`], run),
    },
    shows: addsOf({ numbers: [1000] }, { numbers: [1000], media: 51 }),
  },
  {
    id: 'lock-let-go-before-the-write',
    says: 'The lock covers the check but not the write.',
    mistake: 'A forgotten await in the guarded function.',
    breaks: ['U11'],
    race: true,
    ways: {
      add: async (b, db, account, draft) => {
        const wanted = want(account, undefined, draft);
        await db.locks.hold([account], async () => {
          await b.step('read');
          const taken = b.taken(db, wanted);
          if (taken) throw conflict(taken);
        });
        await delay(3);
        const rule = { ...wanted, id: b.nextId(db, wanted) };
        b.save(db, rule);
        b.claim(db, rule);
        return rule;
      },
    },
    shows: addsOf({ numbers: [1000] }, { numbers: [1000] }),
  },
  {
    id: 'lock-gives-up',
    says: 'A request that waits for the lock longer than a millisecond continues without it.',
    mistake: 'The result of tryLock with a timeout is not looked at.',
    breaks: ['U11'],
    race: true,
    ways: {
      ...slowly,
      locked: (db, account, _want, run) =>
        new Promise((resolve, reject) => {
          let started = false;
          const start = async () => {
            if (started) return;
            started = true;
            await run().then(resolve, reject);
          };
          void db.locks.hold([account], start);
          void delay(1).then(start);
        }),
    },
    shows: addsOf({ numbers: [1000] }, { numbers: [1000] }, { numbers: [1000] }),
  },
  {
    id: 'write-behind',
    says: 'Both of two rules are accepted, and the later one is discarded afterwards.',
    mistake: 'Answered from the queue; the worker that writes meets the conflict.',
    breaks: ['U1', 'U11', 'stored'],
    ways: {
      add: async (b, db, account, draft) => {
        const wanted = want(account, undefined, draft);
        const rule = { ...wanted, id: b.nextId(db, wanted) };
        void db.locks.hold([account], async () => {
          await b.step('write');
          if (b.taken(db, rule)) return;
          b.save(db, rule);
          b.claim(db, rule);
        });
        return rule;
      },
    },
    shows: async (api) =>
      (await api.add({ numbers: [1000] })).accepted &&
      (await api.add({ numbers: [1000] })).accepted,
  },
  {
    id: 'replica-lags',
    says: 'A claim becomes visible after 20 ms.',
    mistake: 'The check reads from a replica.',
    breaks: ['U11', 'U1', 'U2'],
    race: true,
    ways: () => {
      const fresh = new Map<Claim, number>();
      return {
        claim: (db, rule, before) => {
          const claims = claimsOf(rule);
          for (const claim of claims)
            if (!before || !names(before, claim)) fresh.set(claim, performance.now());
          db.claims.push(...claims);
        },
        taken: (db, wanted) =>
          db.claims.find(
            (claim) =>
              isOthers(claim, wanted) &&
              names(wanted, claim) &&
              performance.now() - (fresh.get(claim) ?? 0) > 20,
          ),
      };
    },
    shows: addsOf({ numbers: [1000] }, { numbers: [1000] }),
  },
  {
    id: 'workers-with-claims-of-their-own',
    says: 'Only every second request sees a claim.',
    mistake: 'Claims are kept in the memory of each of two workers.',
    breaks: ['U1', 'U2', 'U4', 'U11'],
    ways: () => {
      let requests = 0;
      const worker = new Map<number, number>();
      return {
        claim: (db, rule) => {
          worker.set(rule.id, requests % 2);
          transactions.claim(db, rule);
        },
        around: (_db, _request, next) => {
          requests += 1;
          return next();
        },
        taken: (db, wanted) =>
          db.claims.find(
            (claim) =>
              isOthers(claim, wanted) &&
              names(wanted, claim) &&
              (worker.get(claim.rule) ?? 0) === requests % 2,
          ),
      };
    },
    shows: async (api) =>
      (await api.add({ numbers: [1000] })).accepted &&
      (await api.add({ numbers: [1000] })).accepted,
  },
  {
    id: 'loser-keeps-its-free-ids',
    says: 'The loser of a race is refused, but its free ids stay claimed.',
    mistake:
      'Claims are inserted one by one; the unique index stops in the middle, with no rollback.',
    breaks: ['U12', 'U3', 'U11'],
    race: true,
    ways: {
      ...slowly,
      locked: (_db, _account, _want, run) => unlocked(run),
      nextId: (db, wanted) => {
        for (const claim of claimsOf({ ...wanted, id: -1 })) {
          const taken = db.claims.find(
            (other) =>
              isOthers(other, wanted) && other.kind === claim.kind && other.id === claim.id,
          );
          if (taken) throw conflict(taken);
          db.claims.push(claim);
        }
        db.claims = db.claims.filter(({ rule }) => rule !== -1);
        return transactions.nextId(db, wanted);
      },
    },
    shows: async (api) => {
      const responses = await Promise.all([
        api.add({ numbers: [1001, 1000] }),
        api.add({ numbers: [1002, 1000] }),
      ]);
      if (winners(responses) !== 1) return false;
      const lost = responses[0]?.accepted ? 1002 : 1001;
      return !(await api.add({ numbers: [lost] })).accepted;
    },
  },
  {
    id: 'loser-gets-500',
    says: 'The loser of a race returns 500.',
    mistake: 'The unique index stops it, and nobody catches its error.',
    breaks: ['U11', 'no 5xx'],
    race: true,
    ways: {
      ...slowly,
      locked: (_db, _account, _want, run) => unlocked(run),
      nextId: (db, wanted) => {
        if (transactions.taken(db, wanted)) throw new Error('duplicate key value');
        return transactions.nextId(db, wanted);
      },
    },
    shows: async (api) => {
      const adds = [1, 2, 3].map(() => api.add({ numbers: [1000] }));
      return (await Promise.all(adds)).some(({ status }) => status >= 500);
    },
  },
  {
    id: 'loser-hangs',
    says: 'The losers of a race never get a response.',
    mistake: 'Two transactions wait for each other, and no deadlock is detected.',
    breaks: ['U11', 'answers'],
    race: true,
    ways: () => {
      const busy = new Set<string>();
      return {
        ...slowly,
        around: async (_db, { method, body }, next) => {
          const key = `${method} ${body}`;
          if (method !== 'POST') return next();
          if (busy.has(key)) return 'hang';
          busy.add(key);
          const reply = await next();
          busy.delete(key);
          return reply;
        },
      };
    },
    shows: async (api) => {
      const adds = [1, 2, 3].map(() => api.add({ numbers: [1000] }));
      return (await Promise.all(adds)).some(({ status }) => status === 0);
    },
  },
  {
    id: 'parallel-adds-share-an-id',
    says: 'Two simultaneously added rules get the same id.',
    mistake: 'SELECT MAX(id) + 1, and then the INSERT.',
    breaks: ['identity'],
    race: true,
    ways: {
      add: async (b, db, account, draft) => {
        const wanted = want(account, undefined, draft);
        const taken = b.taken(db, wanted);
        if (taken) throw conflict(taken);
        const rule = { ...wanted, id: Math.max(82, ...db.rules.map(({ id }) => id)) + 1 };
        b.claim(db, rule);
        await delay(3);
        db.rules.push(rule);
        return rule;
      },
    },
    shows: async (api) => {
      const [one, other] = await Promise.all([
        api.add({ numbers: [1000] }),
        api.add({ numbers: [1001] }),
      ]);
      return field(one?.json, 'id') === field(other?.json, 'id');
    },
  },
  {
    id: 'lost-update-leaves-claims',
    says: 'After two simultaneous edits of one rule the ids of both stay claimed.',
    mistake: 'Both delete the claims that they have read, then both insert.',
    breaks: ['U6', 'stored'],
    needs: 'list',
    race: true,
    ways: {
      edit: async (b, db, account, id, draft) => {
        const before = b.find(db, account, id);
        if (!before) throw new Refusal(404, 'There is no such rule.');
        const old = new Set(
          db.claims.filter((claim) => claim.account === account && claim.rule === id),
        );
        await delay(3);
        const next = b.change(before, draft);
        const taken = b.taken(db, next);
        if (taken) throw conflict(taken);
        db.claims = db.claims.filter((claim) => !old.has(claim));
        b.save(db, next);
        b.claim(db, next, before);
        return next;
      },
    },
    shows: async (api) => {
      const id = await api.addForId({ numbers: [1000] });
      await Promise.all([api.edit(id, { numbers: [1001] }), api.edit(id, { numbers: [1002] })]);
      const shown = field(await api.shown(id), 'number_capacity_ids');
      const dropped = same(shown, [1001]) ? 1002 : 1001;
      return !(await api.add({ numbers: [dropped] })).accepted;
    },
  },
];
