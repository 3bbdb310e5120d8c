import { randomUUID } from 'node:crypto';
import { type Client, field } from './client.ts';
import type { Fault } from './fault.ts';
import { responding } from './responding.ts';
import { transactions } from './transactions.ts';

const addTwo = async (api: Client) => [
  await api.addForId({ numbers: [1000] }),
  await api.addForId({ numbers: [1001] }),
];

/** Ids that identify nothing, or the wrong thing. */
export const identityFaults: Fault[] = [
  {
    id: 'id-missing',
    says: 'An added rule is returned without an id.',
    mistake: 'The request’s object is sent back.',
    breaks: ['identity'],
    ways: {
      dress: (value, operation) =>
        operation === 'add' ? { ...Object(value), id: undefined } : value,
    },
    shows: async (api) => (await api.addForId({ numbers: [1000] })) === undefined,
  },
  {
    id: 'id-null',
    says: 'An added rule returns the id null.',
    mistake: 'The object is serialized before it is saved.',
    breaks: ['identity'],
    ways: {
      dress: (value, operation) => (operation === 'add' ? { ...Object(value), id: null } : value),
    },
    shows: async (api) => (await api.addForId({ numbers: [1000] })) === null,
  },
  {
    id: 'id-as-text',
    says: 'Ids are returned as text.',
    mistake: 'bigint columns come as strings from the driver.',
    breaks: ['identity'],
    ways: {
      showRule: (b, rule, operation) => ({
        ...Object(responding.showRule(b, rule, operation)),
        id: String(rule.id),
      }),
    },
    shows: async (api) => typeof (await api.addForId({ numbers: [1000] })) === 'string',
  },
  {
    id: 'id-as-uuid',
    says: 'An added rule returns a UUID.',
    mistake: 'The public key of the table is returned instead of the id.',
    breaks: ['identity'],
    ways: {
      dress: (value, operation) =>
        operation === 'add' ? { ...Object(value), id: randomUUID() } : value,
    },
    shows: async (api) => typeof (await api.addForId({ numbers: [1000] })) === 'string',
  },
  {
    id: 'id-always-83',
    says: 'Every added rule returns the id 83.',
    mistake: 'The example of the page was left in the template of the response.',
    breaks: ['identity', 'stored'],
    ways: {
      dress: (value, operation) => (operation === 'add' ? { ...Object(value), id: 83 } : value),
    },
    shows: async (api) => {
      const [one, other] = await addTwo(api);
      return one === other;
    },
  },
  {
    id: 'id-always-0',
    says: 'Every added rule returns the id 0.',
    mistake: 'LAST_INSERT_ID() of another connection of the pool.',
    breaks: ['identity'],
    ways: {
      dress: (value, operation) => (operation === 'add' ? { ...Object(value), id: 0 } : value),
    },
    shows: async (api) => (await api.addForId({ numbers: [1000] })) === 0,
  },
  {
    id: 'id-of-the-log-entry',
    says: 'An added rule returns an id that no rule has.',
    mistake: 'A trigger writes a log, and its id is the last one inserted.',
    breaks: ['identity', 'stored'],
    ways: {
      dress: (value, operation) =>
        operation === 'add' ? { ...Object(value), id: Number(field(value, 'id')) + 5000 } : value,
    },
    shows: async (api) => {
      const id = await api.addForId({ numbers: [1000] });
      return !(await api.edit(id, { numbers: [1000] })).accepted;
    },
  },
  {
    id: 'edit-answers-another-id',
    says: 'An edit returns another id than that of its path.',
    mistake: 'The id of the new version’s row is returned.',
    breaks: ['identity', 'echo'],
    ways: {
      dress: (value, operation) =>
        operation === 'edit' ? { ...Object(value), id: Number(field(value, 'id')) + 1 } : value,
    },
    shows: async (api) => {
      const id = await api.addForId({ numbers: [1000] });
      return field((await api.edit(id, { numbers: [1000] })).json, 'id') !== id;
    },
  },
  {
    id: 'edit-gives-a-new-id',
    says: 'An edited rule has a new id, and the old one is unknown.',
    mistake: 'REPLACE INTO, which deletes the row and inserts another.',
    breaks: ['identity', 'stored'],
    ways: {
      edit: async (b, db, account, id, draft) => {
        const next = await transactions.edit(b, db, account, id, draft);
        transactions.release(db, next);
        next.id = b.nextId(db, next);
        transactions.claim(db, next);
        return next;
      },
    },
    shows: async (api) => {
      const id = await api.addForId({ numbers: [1000] });
      await api.edit(id, { numbers: [1000] });
      return !(await api.edit(id, { numbers: [1000] })).accepted;
    },
  },
  {
    id: 'edit-makes-a-second-rule',
    says: 'An edit leaves the old rule in the list and adds the new one.',
    mistake: 'The object has no id when it is saved, so the ORM inserts it.',
    breaks: ['stored', 'identity'],
    needs: 'list',
    ways: {
      edit: async (b, db, account, id, draft) => {
        const before = b.find(db, account, id);
        const next = await transactions.edit(b, db, account, id, draft);
        if (before) db.rules.push({ ...before, id: b.nextId(db, next) });
        return next;
      },
    },
    shows: async (api) => {
      const id = await api.addForId({ numbers: [1000] });
      const count = (json: unknown) => (Array.isArray(json) ? json.length : -1);
      const before = count((await api.list()).json);
      await api.edit(id, { numbers: [1001] });
      return count((await api.list()).json) > before;
    },
  },
  {
    id: 'id-from-a-count',
    says: 'After a deletion an added rule gets the id of an existing one.',
    mistake: 'SELECT COUNT(*) + 1.',
    breaks: ['identity', 'stored'],
    needs: 'delete',
    ways: {
      nextId: (db, w) => 81 + db.rules.filter(({ account }) => account === w.account).length,
    },
    shows: async (api) => {
      const [one, other] = await addTwo(api);
      await api.remove(one);
      return (await api.addForId({ numbers: [1002] })) === other;
    },
  },
];
