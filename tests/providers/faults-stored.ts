import { type Client, field, same } from './client.ts';
import type { Fault } from './fault.ts';
import type { Rule } from './storage.ts';
import { conflict, transactions } from './transactions.ts';

/** Changes how the list shows each rule. */
const listed = (change: (rule: Rule) => Rule): Fault['ways'] => ({
  list: (db, account) => transactions.list(db, account).map(change),
});

/** Responds as the lawful provider does, but stores something else of an edit. */
const editKeeps = (kept: (next: Rule, before: Rule) => Rule): Fault['ways'] => ({
  edit: async (b, db, account, id, draft) => {
    const before = b.find(db, account, id);
    const next = await transactions.edit(b, db, account, id, draft);
    if (before) b.save(db, kept(next, before));
    return next;
  },
});

/** Whether the list shows a new rule differently from the response. */
const listDiffers: Fault['shows'] = async (api) => {
  const { json } = await api.add({ numbers: [1001, 1000], groups: [2000], source: 'client' });
  const shown = await api.shown(field(json, 'id'));
  return shown !== undefined && !same(shown, json);
};

const editDiffers: Fault['shows'] = async (api) => {
  const id = await api.addForId({ numbers: [1000], groups: [2000] });
  const next = { numbers: [1001], groups: [2001], source: 'client', media: 51 };
  return !same((await api.edit(id, next)).json, await api.shown(id));
};

const paged = (size: number): Fault => ({
  id: `list-shows-${size}`,
  says: `The list shows the first ${size} rules only.`,
  mistake: 'Pages by default, in a list that has none.',
  breaks: ['stored'],
  needs: 'list',
  ways: { list: (db, account) => transactions.list(db, account).slice(0, size) },
  shows: async (api) => {
    let last: unknown;
    for (let at = 0; at < size; at += 1) last = await api.addForId({ numbers: [1000 + at] });
    return (await api.shown(last)) === undefined;
  },
});

const addTwo = async (api: Client) => [
  await api.addForId({ numbers: [1000] }),
  await api.addForId({ numbers: [1001] }),
];

/** Faults in what is stored, compared with the response. */
export const storedFaults: Fault[] = [
  {
    id: 'list-shows-other-media',
    says: 'The list shows media 50 for every rule.',
    mistake: 'The list joins the default melody of the account.',
    breaks: ['stored'],
    needs: 'list',
    ways: listed((rule) => ({ ...rule, mediaId: 50 })),
    shows: async (api) => {
      const id = await api.addForId({ numbers: [1000], media: 51 });
      return field(await api.shown(id), 'media_id') === 50;
    },
  },
  {
    id: 'list-shows-other-source',
    says: 'The list shows source type system for every rule.',
    mistake: 'The column is not selected, and the class has a default.',
    breaks: ['stored'],
    needs: 'list',
    ways: listed((rule) => ({ ...rule, sourceType: 'system' })),
    shows: listDiffers,
  },
  {
    id: 'list-shows-no-groups',
    says: 'The list shows null for the groups of every rule.',
    mistake: 'A relation that is not loaded.',
    breaks: ['stored'],
    needs: 'list',
    ways: listed((rule) => ({ ...rule, groups: [] })),
    shows: listDiffers,
  },
  {
    id: 'list-shows-one-number',
    says: 'The list shows the first number of each rule only.',
    mistake: 'GROUP BY rule without an aggregate for the numbers.',
    breaks: ['stored'],
    needs: 'list',
    ways: listed((rule) => ({ ...rule, numbers: rule.numbers.slice(0, 1) })),
    shows: listDiffers,
  },
  {
    id: 'list-without-rules-of-groups',
    says: 'A rule without numbers is not listed.',
    mistake: 'INNER JOIN where LEFT JOIN was meant.',
    breaks: ['stored'],
    needs: 'list',
    ways: {
      list: (db, account) =>
        transactions.list(db, account).filter(({ numbers }) => numbers.length > 0),
    },
    shows: async (api) => (await api.shown(await api.addForId({ groups: [2000] }))) === undefined,
  },
  {
    id: 'list-without-client-melodies',
    says: 'Rules with client melodies are not in the list.',
    mistake: 'The join with the table of system melodies drops them.',
    breaks: ['stored'],
    needs: 'list',
    ways: {
      list: (db, account) =>
        transactions.list(db, account).filter(({ sourceType }) => sourceType === 'system'),
    },
    shows: async (api) =>
      (await api.shown(await api.addForId({ numbers: [1000], source: 'client' }))) === undefined,
  },
  {
    id: 'list-cached',
    says: 'The list is the same for a second, whatever is added.',
    mistake: 'A cache with a time to live and no invalidation.',
    breaks: ['stored'],
    needs: 'list',
    ways: () => {
      const cache = new Map<string, { at: number; rules: Rule[] }>();
      return {
        list: (db, account) => {
          const kept = cache.get(account);
          if (kept && performance.now() - kept.at < 1000) return kept.rules;
          const rules = transactions.list(db, account);
          cache.set(account, { at: performance.now(), rules });
          return rules;
        },
      };
    },
    shows: async (api) => {
      await api.list();
      return (await api.shown(await api.addForId({ numbers: [1000] }))) === undefined;
    },
  },
  paged(10),
  paged(20),
  paged(100),
  {
    id: 'list-shows-deleted',
    says: 'The list still shows a deleted rule.',
    mistake: 'Deletions are soft, and the list does not look at the column.',
    breaks: ['stored', 'U8'],
    needs: 'delete',
    ways: () => {
      const deleted: Rule[] = [];
      return {
        remove: async (b, db, account, id) => {
          const rule = await transactions.remove(b, db, account, id);
          deleted.push(rule);
          return rule;
        },
        list: (db, account) => [
          ...transactions.list(db, account),
          ...deleted.filter((rule) => rule.account === account),
        ],
      };
    },
    shows: async (api) => {
      const id = await api.addForId({ numbers: [1000] });
      await api.remove(id);
      return (await api.shown(id)) !== undefined;
    },
  },
  {
    id: 'delete-does-nothing',
    says: 'A deletion is accepted, but the rule stays.',
    mistake: 'The transaction is never committed.',
    breaks: ['U8', 'stored'],
    needs: 'delete',
    ways: {
      remove: async (b, db, account, id) => {
        const rule = b.find(db, account, id);
        return rule ?? transactions.remove(b, db, account, id);
      },
    },
    shows: async (api) => {
      const id = await api.addForId({ numbers: [1000] });
      await api.remove(id);
      return !(await api.add({ numbers: [1000] })).accepted;
    },
  },
  {
    id: 'delete-removes-another',
    says: 'A deletion removes the latest rule, whichever the request names.',
    mistake: 'The id of the path is parsed into a variable that is not used.',
    breaks: ['U8', 'U10', 'stored'],
    needs: 'delete',
    ways: {
      remove: (b, db, account, id) => {
        if (!b.find(db, account, id)) return transactions.remove(b, db, account, id);
        const last = transactions.list(db, account).at(-1)?.id ?? id;
        return transactions.remove(b, db, account, last);
      },
    },
    shows: async (api) => {
      const [one] = await addTwo(api);
      await api.remove(one);
      return (await api.add({ numbers: [1001] })).accepted;
    },
  },
  {
    id: 'add-not-stored',
    says: 'An added rule is returned but not stored; its ids are claimed.',
    mistake: 'The claims are written, the rule itself is in a transaction without a commit.',
    breaks: ['stored', 'identity'],
    ways: {
      add: async (b, db, account, draft) => {
        const rule = await transactions.add(b, db, account, draft);
        db.rules = db.rules.filter((one) => one !== rule);
        return rule;
      },
    },
    shows: async (api) => {
      const id = await api.addForId({ numbers: [1000] });
      return !(await api.edit(id, { numbers: [1000] })).accepted;
    },
  },
  {
    id: 'add-stored-twice',
    says: 'An added rule is listed twice, with two ids.',
    mistake: 'The save of the ORM is called by the handler and by a hook.',
    breaks: ['stored', 'U1'],
    needs: 'list',
    ways: {
      add: async (b, db, account, draft) => {
        const rule = await transactions.add(b, db, account, draft);
        db.rules.push({ ...rule, id: b.nextId(db, rule) });
        return rule;
      },
    },
    shows: async (api) => {
      await api.add({ numbers: [1000] });
      const { json } = await api.list();
      const held = (rule: unknown) => same(field(rule, 'number_capacity_ids'), [1000]);
      return Array.isArray(json) && json.filter(held).length === 2;
    },
  },
  {
    id: 'edit-not-stored',
    says: 'An edit is accepted, but changes nothing.',
    mistake: 'The entity is detached; save() is without effect.',
    breaks: ['stored', 'U6'],
    ways: {
      edit: async (b, db, account, id, draft) => {
        const before = b.find(db, account, id);
        if (!before) return transactions.edit(b, db, account, id, draft);
        const next = b.change(before, draft);
        const taken = b.taken(db, next);
        if (taken) throw conflict(taken);
        return next;
      },
    },
    shows: async (api) => {
      const id = await api.addForId({ numbers: [1000] });
      const edited = await api.edit(id, { numbers: [1001] });
      return edited.accepted && (await api.add({ numbers: [1001] })).accepted;
    },
  },
  {
    id: 'edit-keeps-the-media',
    says: 'An edit returns the new media but keeps the old one.',
    mistake: 'The column is missing from the UPDATE.',
    breaks: ['stored'],
    needs: 'list',
    ways: editKeeps((next, before) => ({ ...next, mediaId: before.mediaId })),
    shows: editDiffers,
  },
  {
    id: 'edit-keeps-the-source',
    says: 'An edit returns the new source type but keeps the old one.',
    mistake: 'The column is missing from the UPDATE.',
    breaks: ['stored'],
    needs: 'list',
    ways: editKeeps((next, before) => ({ ...next, sourceType: before.sourceType })),
    shows: editDiffers,
  },
  {
    id: 'edit-keeps-the-groups',
    says: 'An edit returns the new groups but lists the old ones.',
    mistake: 'Of two join tables one is not rewritten.',
    breaks: ['stored'],
    needs: 'list',
    ways: editKeeps((next, before) => ({ ...next, groups: before.groups })),
    shows: editDiffers,
  },
  {
    id: 'edit-adds-to-the-list',
    says: 'An edit adds its numbers to those of the rule, but returns only the new ones.',
    mistake: 'The relation is attached to instead of synchronised.',
    breaks: ['stored', 'U6'],
    needs: 'list',
    ways: editKeeps((next, { numbers }) => ({
      ...next,
      numbers: [...new Set([...numbers, ...next.numbers])],
    })),
    shows: editDiffers,
  },
  {
    id: 'edit-writes-the-latest-rule',
    says: 'An edit changes the rule that was added last, whichever the request names.',
    mistake: 'The id of the last insert is used for the update.',
    breaks: ['stored', 'U10', 'U12'],
    ways: {
      edit: async (b, db, account, id, draft) => {
        const last = transactions.list(db, account).at(-1)?.id ?? id;
        if (!b.find(db, account, id)) return transactions.edit(b, db, account, id, draft);
        return { ...(await transactions.edit(b, db, account, last, draft)), id };
      },
    },
    shows: async (api) => {
      const [one] = await addTwo(api);
      await api.edit(one, { numbers: [1002] });
      return (await api.add({ numbers: [1001] })).accepted;
    },
  },
  {
    id: 'edit-changes-the-media-of-all',
    says: 'An edit changes the media of all rules.',
    mistake: 'UPDATE without WHERE.',
    breaks: ['stored'],
    needs: 'list',
    ways: {
      edit: async (b, db, account, id, draft) => {
        const next = await transactions.edit(b, db, account, id, draft);
        for (const rule of transactions.list(db, account)) rule.mediaId = next.mediaId;
        return next;
      },
    },
    shows: async (api) => {
      const [one, other] = await addTwo(api);
      await api.edit(one, { numbers: [1000], media: 51 });
      return field(await api.shown(other), 'media_id') === 51;
    },
  },
];
