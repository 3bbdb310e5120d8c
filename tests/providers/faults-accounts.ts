import type { Fault } from './fault.ts';
import { delay, names } from './storage.ts';
import { transactions } from './transactions.ts';

/** Faults between accounts. */
export const accountFaults: Fault[] = [
  {
    id: 'claims-of-all-accounts',
    says: 'A number claimed in one account is refused in another.',
    mistake: 'The unique index lacks the account.',
    breaks: ['U13'],
    needs: 'second-token',
    ways: {
      taken: (db, w) => db.claims.find((claim) => names(w, claim) && claim.rule !== w.id),
    },
    shows: async (api, second) => {
      await api.add({ numbers: [1000] });
      return !(await second.add({ numbers: [1000] })).accepted;
    },
  },
  {
    id: 'groups-of-all-accounts',
    says: 'A group claimed in one account is refused in another; a number is not.',
    mistake: 'Of two unique indexes one lacks the account.',
    breaks: ['U13'],
    needs: 'second-token',
    ways: {
      taken: (db, w) =>
        transactions.taken(db, w) ??
        db.claims.find(
          ({ kind, id, rule }) => kind === 'group' && w.groups.includes(id) && rule !== w.id,
        ),
    },
    shows: async (api, second) => {
      await api.add({ groups: [2000] });
      return !(await second.add({ groups: [2000] })).accepted;
    },
  },
  {
    id: 'edit-compares-all-accounts',
    says: 'An edit is refused for an id of another account.',
    mistake: 'The account is added to the query by the add alone.',
    breaks: ['U13'],
    needs: 'second-token',
    ways: {
      taken: (db, w) =>
        w.id === undefined
          ? transactions.taken(db, w)
          : db.claims.find((claim) => names(w, claim) && claim.rule !== w.id),
    },
    shows: async (api, second) => {
      await api.add({ numbers: [1000] });
      const id = await second.addForId({ numbers: [1001] });
      return !(await second.edit(id, { numbers: [1000] })).accepted;
    },
  },
  {
    id: 'one-account-for-all',
    says: 'All tokens use the rules of one account.',
    mistake: 'The account is read from the configuration, not from the token.',
    breaks: ['U13'],
    needs: 'second-token',
    ways: {
      find: (db, _account, id) => transactions.find(db, 'one', id),
      add: (b, db, _account, draft) => transactions.add(b, db, 'one', draft),
      edit: (b, db, _account, id, draft) => transactions.edit(b, db, 'one', id, draft),
      remove: (b, db, _account, id) => transactions.remove(b, db, 'one', id),
      list: (db) => transactions.list(db, 'one'),
    },
    shows: async (api, second) => {
      await api.add({ numbers: [1000] });
      return !(await second.add({ numbers: [1000] })).accepted;
    },
  },
  {
    id: 'list-of-all-accounts',
    says: 'The list shows the rules of all accounts.',
    mistake: 'The query of the list lacks the account.',
    breaks: ['U13', 'stored'],
    needs: 'second-token',
    ways: { list: (db) => db.rules },
    shows: async (api, second) =>
      (await second.shown(await api.addForId({ numbers: [1000] }))) !== undefined,
  },
  {
    id: 'edit-across-accounts',
    says: 'A rule can be edited with the token of another account.',
    mistake: 'The rule is found by its id alone.',
    breaks: ['U13'],
    needs: 'second-token',
    ways: {
      find: (db, account, id) =>
        transactions.find(db, account, id) ?? db.rules.find((rule) => rule.id === id),
      remove: (b, db, account, id) =>
        transactions.remove({ ...b, find: transactions.find }, db, account, id),
    },
    shows: async (api, second) =>
      (await second.edit(await api.addForId({ numbers: [1000] }), { numbers: [1001] })).accepted,
  },
  {
    id: 'delete-across-accounts',
    says: 'A rule can be deleted with the token of another account.',
    mistake: 'DELETE … WHERE id = …, without the account.',
    breaks: ['U13'],
    needs: 'second-token',
    ways: {
      remove: (b, db, account, id) => {
        const rule = transactions.find(db, account, id) ?? db.rules.find((one) => one.id === id);
        return transactions.remove(b, db, rule?.account ?? account, id);
      },
    },
    shows: async (api, second) => {
      const id = await api.addForId({ numbers: [1000] });
      return (await second.remove(id)).accepted && (await api.add({ numbers: [1000] })).accepted;
    },
  },
  {
    id: 'delete-frees-in-all-accounts',
    says: 'Deleting a rule frees the same ids of another account.',
    mistake: 'DELETE FROM claims WHERE target_id IN (…), without the account.',
    breaks: ['U13', 'U10'],
    needs: 'second-token',
    ways: {
      release: (db, rule, next) => {
        if (next) transactions.release(db, rule);
        else db.claims = db.claims.filter((claim) => !names(rule, claim));
      },
    },
    shows: async (api, second) => {
      await api.add({ numbers: [1000] });
      await second.remove(await second.addForId({ numbers: [1000] }));
      return (await api.add({ numbers: [1000] })).accepted;
    },
  },
  {
    id: 'account-of-the-last-request',
    says: 'A request that another one overtakes takes effect in the other one’s account.',
    mistake: 'The current account is a variable of the module, read again after an await.',
    breaks: ['U13'],
    needs: 'second-token',
    race: true,
    ways: () => {
      let current = '';
      return {
        add: async (b, db, account, draft) => {
          current = account;
          await delay(3);
          return transactions.add(b, db, current, draft);
        },
      };
    },
    shows: async (api, second) => {
      const [one, other] = await Promise.all([
        api.add({ numbers: [1000] }),
        second.add({ numbers: [1000] }),
      ]);
      return !one?.accepted || !other?.accepted;
    },
  },
];
