import { type Client, field, same } from './client.ts';
import type { Fault } from './fault.ts';
import { claimsOf, names } from './storage.ts';
import { conflict, transactions, want } from './transactions.ts';

const free = async (api: Client, rule: Parameters<Client['add']>[0]) =>
  (await api.add(rule)).accepted;

/** Claims that refused requests leave or lose: half transactions. */
export const rollbackFaults: Fault[] = [
  {
    id: 'refused-add-keeps-claims',
    says: 'The free ids of a refused rule stay claimed.',
    mistake: 'Each id is checked and claimed in one loop, without a transaction.',
    breaks: ['U3', 'U12'],
    ways: {
      taken: (db, w) => {
        if (w.id !== undefined) return transactions.taken(db, w);
        for (const claim of claimsOf({ ...w, id: -1 })) {
          const one = { ...w, numbers: [], groups: [], [`${claim.kind}s`]: [claim.id] };
          const taken = transactions.taken(db, one);
          if (taken) return taken;
          db.claims.push(claim);
        }
        db.claims = db.claims.filter((claim) => claim.rule !== -1 || !names(w, claim));
        return undefined;
      },
    },
    shows: async (api) => {
      await api.add({ numbers: [1000] });
      await api.add({ numbers: [1001, 1000] });
      return !(await free(api, { numbers: [1001] }));
    },
  },
  {
    id: 'refused-add-keeps-numbers',
    says: 'The numbers of a rule that is refused for a group stay claimed.',
    mistake: 'Numbers are written before groups are checked.',
    breaks: ['U3', 'U12'],
    ways: {
      taken: (db, w) => {
        const number = transactions.taken(db, { ...w, groups: [] });
        if (number) return number;
        const group = transactions.taken(db, { ...w, numbers: [] });
        if (group && w.id === undefined) db.claims.push(...claimsOf({ ...w, groups: [], id: -1 }));
        return group;
      },
    },
    shows: async (api) => {
      await api.add({ groups: [2000] });
      await api.add({ numbers: [1000], groups: [2000] });
      return !(await free(api, { numbers: [1000] }));
    },
  },
  {
    id: 'refused-add-keeps-the-rule',
    says: 'A refused rule is listed anyway.',
    mistake: 'The row is inserted, the claims fail, nothing is rolled back.',
    breaks: ['U12', 'stored'],
    needs: 'list',
    ways: {
      add: async (b, db, account, draft) => {
        const wanted = want(account, undefined, draft);
        const rule = { ...wanted, id: b.nextId(db, wanted) };
        b.save(db, rule);
        const taken = b.taken(db, rule);
        if (taken) throw conflict(taken);
        b.claim(db, rule);
        return rule;
      },
    },
    shows: async (api) => {
      await api.add({ numbers: [1000] });
      const before = await api.list();
      await api.add({ numbers: [1000, 1001] });
      return !same(before.json, (await api.list()).json);
    },
  },
  {
    id: 'refused-add-frees-the-holder',
    says: 'A refused add frees the claimed id that it was refused for.',
    mistake: 'The rollback deletes claims by id instead of by rule.',
    breaks: ['U3', 'U12', 'U10'],
    ways: {
      add: async (b, db, account, draft) => {
        try {
          return await transactions.add(b, db, account, draft);
        } catch (error) {
          const wanted = want(account, undefined, draft);
          db.claims = db.claims.filter((claim) => !names(wanted, claim));
          throw error;
        }
      },
    },
    shows: async (api) => {
      await api.add({ numbers: [1000] });
      await api.add({ numbers: [1000] });
      return free(api, { numbers: [1000] });
    },
  },
  {
    id: 'refused-edit-keeps-new-claims',
    says: 'The free ids of a refused edit stay claimed.',
    mistake: 'New claims are written one by one, and those before the conflict stay.',
    breaks: ['U4', 'U12'],
    ways: {
      edit: async (b, db, account, id, draft) => {
        try {
          return await transactions.edit(b, db, account, id, draft);
        } catch (error) {
          const wanted = { ...want(account, id, draft), id };
          const others = db.claims.some((claim) => claim.rule !== id && names(wanted, claim));
          if (others)
            db.claims.push(
              ...claimsOf(wanted).filter(
                ({ kind, id: target }) =>
                  !db.claims.some((claim) => claim.kind === kind && claim.id === target),
              ),
            );
          throw error;
        }
      },
    },
    shows: async (api) => {
      await api.add({ numbers: [1000] });
      const id = await api.addForId({ numbers: [1001] });
      await api.edit(id, { numbers: [1001, 1002, 1000] });
      return !(await free(api, { numbers: [1002] }));
    },
  },
  {
    id: 'refused-edit-loses-claims',
    says: 'A rule whose edit is refused has lost its claims.',
    mistake: 'Old claims are deleted before the new ones are checked, and not put back.',
    breaks: ['U4', 'U12', 'U10'],
    ways: {
      taken: (db, w) => {
        const taken = transactions.taken(db, w);
        if (w.id !== undefined) transactions.release(db, { ...w, id: w.id });
        return taken;
      },
    },
    shows: async (api) => {
      await api.add({ numbers: [1000] });
      await api.edit(await api.addForId({ numbers: [1001] }), { numbers: [1000] });
      return free(api, { numbers: [1001] });
    },
  },
  {
    id: 'refused-edit-loses-dropped-claims',
    says: 'A rule whose edit is refused has lost the ids that the edit would have released.',
    mistake: 'The released ids are deleted first, in a transaction of their own.',
    breaks: ['U4', 'U12', 'U10'],
    ways: {
      taken: (db, w) => {
        if (w.id !== undefined)
          db.claims = db.claims.filter((claim) => claim.rule !== w.id || names(w, claim));
        return transactions.taken(db, w);
      },
    },
    shows: async (api) => {
      await api.add({ numbers: [1000] });
      const id = await api.addForId({ numbers: [1001, 1002] });
      await api.edit(id, { numbers: [1001, 1000] });
      return free(api, { numbers: [1002] });
    },
  },
  {
    id: 'refused-edit-loses-groups',
    says: 'A rule whose edit is refused for a number has lost its groups.',
    mistake: 'Groups are replaced first, in a transaction of their own.',
    breaks: ['U4', 'U12', 'U10'],
    ways: {
      taken: (db, w) => {
        const taken = transactions.taken(db, w);
        if (taken?.kind === 'number')
          db.claims = db.claims.filter(({ rule, kind }) => rule !== w.id || kind === 'number');
        return taken;
      },
    },
    shows: async (api) => {
      await api.add({ numbers: [1000] });
      const id = await api.addForId({ numbers: [1001], groups: [2000] });
      await api.edit(id, { numbers: [1000], groups: [2000] });
      return free(api, { groups: [2000] });
    },
  },
  {
    id: 'refused-edit-changes-media',
    says: 'A refused edit changes the media of the rule.',
    mistake: 'The columns of the rule are saved before its lists.',
    breaks: ['U12', 'U4'],
    needs: 'list',
    ways: {
      taken: (db, w) => {
        const rule = db.rules.find(({ account, id }) => account === w.account && id === w.id);
        if (rule) transactions.save(db, { ...rule, mediaId: w.mediaId });
        return transactions.taken(db, w);
      },
    },
    shows: async (api) => {
      await api.add({ numbers: [1000] });
      const id = await api.addForId({ numbers: [1001] });
      await api.edit(id, { numbers: [1000], media: 51 });
      return field(await api.shown(id), 'media_id') === 51;
    },
  },
  {
    id: 'refused-edit-changes-source',
    says: 'A refused edit changes the source type of the rule.',
    mistake: 'The loaded object is assigned to, and the ORM saves it at the end of the request.',
    breaks: ['U12', 'U4'],
    needs: 'list',
    ways: {
      taken: (db, w) => {
        const rule = db.rules.find(({ account, id }) => account === w.account && id === w.id);
        if (rule) rule.sourceType = w.sourceType;
        return transactions.taken(db, w);
      },
    },
    shows: async (api) => {
      await api.add({ numbers: [1000] });
      const id = await api.addForId({ numbers: [1001] });
      await api.edit(id, { numbers: [1000], source: 'client' });
      return field(await api.shown(id), 'source_type') === 'client';
    },
  },
  {
    id: 'refused-edit-changes-lists',
    says: 'A refused edit shows in the list, although the claims are as before.',
    mistake: 'The row is saved before the claims are tried.',
    breaks: ['U12', 'U4', 'stored'],
    needs: 'list',
    ways: {
      taken: (db, w) => {
        if (w.id !== undefined) transactions.save(db, { ...w, id: w.id });
        return transactions.taken(db, w);
      },
    },
    shows: async (api) => {
      await api.add({ numbers: [1000] });
      const id = await api.addForId({ numbers: [1001] });
      await api.edit(id, { numbers: [1000] });
      return same(field(await api.shown(id), 'number_capacity_ids'), [1000]);
    },
  },
  {
    id: 'refused-edit-deletes-the-rule',
    says: 'A rule whose edit is refused is gone.',
    mistake: 'An edit is a deletion and an add, without a transaction around both.',
    breaks: ['U4', 'U12', 'U10'],
    ways: {
      taken: (db, w) => {
        const taken = transactions.taken(db, w);
        if (taken && w.id !== undefined) {
          db.rules = db.rules.filter(({ account, id }) => account !== w.account || id !== w.id);
          transactions.release(db, { ...w, id: w.id });
        }
        return taken;
      },
    },
    shows: async (api) => {
      await api.add({ numbers: [1000] });
      const id = await api.addForId({ numbers: [1001] });
      await api.edit(id, { numbers: [1000] });
      return !(await api.edit(id, { numbers: [1001] })).accepted;
    },
  },
  {
    id: 'refused-edit-frees-the-holder',
    says: 'A refused edit frees the id that it was refused for.',
    mistake: 'The rollback deletes the claims on the wanted ids, whoever holds them.',
    breaks: ['U4', 'U12', 'U10'],
    ways: {
      taken: (db, w) => {
        const taken = transactions.taken(db, w);
        if (w.id !== undefined) db.claims = db.claims.filter((claim) => claim !== taken);
        return taken;
      },
    },
    shows: async (api) => {
      await api.add({ numbers: [1000] });
      await api.edit(await api.addForId({ numbers: [1001] }), { numbers: [1000] });
      return free(api, { numbers: [1000] });
    },
  },
];
