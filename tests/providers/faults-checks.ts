import type { RuleSent } from './client.ts';
import type { Fault } from './fault.ts';
import { Refusal } from './refusal.ts';
import { type Claim, type Database, type Kind, names, type Wanted } from './storage.ts';
import { isOthers, transactions } from './transactions.ts';

const holder = (db: Database, wanted: Wanted, kind: Kind, id: number | undefined) =>
  db.claims.find((claim) => isOthers(claim, wanted) && claim.kind === kind && claim.id === id);

const numberHolder = (db: Database, wanted: Wanted, ids: (number | undefined)[]) =>
  ids.map((id) => holder(db, wanted, 'number', id)).find((claim) => claim !== undefined);

const groupHolder = (db: Database, wanted: Wanted, ids: (number | undefined)[]) =>
  ids.map((id) => holder(db, wanted, 'group', id)).find((claim) => claim !== undefined);

/** Whether both rules are accepted, one after the other. */
const both =
  (one: RuleSent, other: RuleSent): Fault['shows'] =>
  async (api) =>
    (await api.add(one)).accepted && (await api.add(other)).accepted;

/** Whether the second rule is not accepted, although the first leaves its ids free. */
const notBoth =
  (one: RuleSent, other: RuleSent): Fault['shows'] =>
  async (api) =>
    (await api.add(one)).accepted && !(await api.add(other)).accepted;

/** Whether a rule can be edited to take another's ids. */
const editTakes =
  (one: RuleSent, other: RuleSent, edited: RuleSent): Fault['shows'] =>
  async (api) => {
    await api.add(one);
    return (await api.edit(await api.addForId(other), edited)).accepted;
  };

/** A conflict with the claims of the last few rules only. */
const latest = (count: number): Fault => ({
  id: `last-${count}-rules-compared`,
  says: `A rule is compared with the last ${count} rules of the account only.`,
  mistake: `The query for other rules is the one of the list page: ORDER BY id DESC LIMIT ${count}.`,
  breaks: ['U1', 'U2', 'U4', 'U10'],
  ways: {
    taken: (db, wanted) => {
      const recent = db.rules.filter(({ account }) => account === wanted.account).slice(-count);
      return db.claims.find(
        (claim) =>
          isOthers(claim, wanted) &&
          names(wanted, claim) &&
          recent.some(({ id }) => id === claim.rule),
      );
    },
  },
  shows: async (api) => {
    await api.add({ numbers: [1000] });
    for (let at = 1; at <= count; at += 1) await api.add({ numbers: [1000 + at] });
    return (await api.add({ numbers: [1000] })).accepted;
  },
});

/** Compares with the rules that have something in common with the new one. */
const among = (alike: (rule: Wanted, other: Wanted) => boolean) => (db: Database, wanted: Wanted) =>
  db.claims.find(
    (claim) =>
      isOthers(claim, wanted) &&
      names(wanted, claim) &&
      db.rules.some((rule) => rule.id === claim.rule && alike(wanted, rule)),
  );

/** A claim that conflicts by a comparison of texts. */
function textMatch(db: Database, wanted: Wanted): Claim | undefined {
  return db.claims.find((claim) => {
    const rule = db.rules.find(({ id }) => id === claim.rule);
    return (
      rule !== undefined &&
      isOthers(claim, wanted) &&
      wanted.numbers.some((id) => rule.numbers.join('').includes(String(id)))
    );
  });
}

/** Faults in the check that an id isn't claimed yet. */
export const checkFaults: Fault[] = [
  {
    id: 'no-check-on-add',
    says: 'Adding never looks at claims; editing does.',
    mistake: 'The check sits in the edit form, which was written first.',
    breaks: ['U1', 'U2', 'U3'],
    ways: { taken: (db, w) => (w.id === undefined ? undefined : transactions.taken(db, w)) },
    shows: both({ numbers: [1000] }, { numbers: [1000] }),
  },
  {
    id: 'no-check-on-edit',
    says: 'Editing never looks at claims; adding does.',
    mistake: 'Only the create validator has the uniqueness rule.',
    breaks: ['U4'],
    ways: { taken: (db, w) => (w.id === undefined ? transactions.taken(db, w) : undefined) },
    shows: editTakes({ numbers: [1000] }, { numbers: [1001] }, { numbers: [1000] }),
  },
  {
    id: 'no-check-at-all',
    says: 'Nothing is ever compared.',
    mistake: 'The uniqueness was left to an index that no migration creates.',
    breaks: ['U1', 'U2', 'U3', 'U4', 'U11'],
    ways: { taken: () => undefined },
    shows: both({ groups: [2000] }, { groups: [2000] }),
  },
  {
    id: 'numbers-never-checked',
    says: 'Only groups are compared.',
    mistake: 'The check was written for groups and never repeated for numbers.',
    breaks: ['U1', 'U4'],
    ways: { taken: (db, w) => groupHolder(db, w, w.groups) },
    shows: both({ numbers: [1000] }, { numbers: [1000] }),
  },
  {
    id: 'groups-never-checked',
    says: 'Only numbers are compared.',
    mistake: 'The check was written for numbers and never repeated for groups.',
    breaks: ['U2', 'U4'],
    ways: { taken: (db, w) => numberHolder(db, w, w.numbers) },
    shows: both({ groups: [2000] }, { groups: [2000] }),
  },
  {
    id: 'groups-checked-only-without-numbers',
    says: 'Groups are not compared when the rule has numbers too.',
    mistake: '`else if` where a second `if` was meant.',
    breaks: ['U2', 'U3'],
    ways: {
      taken: (db, w) =>
        w.numbers.length ? numberHolder(db, w, w.numbers) : groupHolder(db, w, w.groups),
    },
    shows: both({ groups: [2000] }, { numbers: [1000], groups: [2000] }),
  },
  {
    id: 'refused-only-when-both-kinds-are-taken',
    says: 'A rule with numbers and groups is refused only when one of each is claimed.',
    mistake: '`&&` where `||` was meant.',
    breaks: ['U1', 'U2', 'U3'],
    ways: {
      taken: (db, w) => {
        const [number, group] = [numberHolder(db, w, w.numbers), groupHolder(db, w, w.groups)];
        return w.numbers.length && w.groups.length ? number && group : (number ?? group);
      },
    },
    shows: both({ numbers: [1000] }, { numbers: [1000], groups: [2000] }),
  },
  {
    id: 'first-number-checked',
    says: 'Only the first number of the list is compared.',
    mistake: 'numbers[0] from the days when a rule had one number.',
    breaks: ['U3', 'U4'],
    ways: {
      taken: (db, w) => numberHolder(db, w, w.numbers.slice(0, 1)) ?? groupHolder(db, w, w.groups),
    },
    shows: both({ numbers: [1000] }, { numbers: [1001, 1000] }),
  },
  {
    id: 'last-number-checked',
    says: 'Only the last number of the list is compared.',
    mistake: 'The result of the check is overwritten in each turn of the loop.',
    breaks: ['U3', 'U4'],
    ways: {
      taken: (db, w) => {
        let taken: Claim | undefined;
        for (const id of w.numbers) taken = holder(db, w, 'number', id);
        return taken ?? groupHolder(db, w, w.groups);
      },
    },
    shows: both({ numbers: [1000] }, { numbers: [1000, 1001] }),
  },
  {
    id: 'first-group-checked',
    says: 'Only the first group of the list is compared.',
    mistake: 'groups[0] from the days when a rule had one group.',
    breaks: ['U3', 'U4'],
    ways: {
      taken: (db, w) => numberHolder(db, w, w.numbers) ?? groupHolder(db, w, [w.groups[0]]),
    },
    shows: both({ groups: [2000] }, { groups: [2001, 2000] }),
  },
  {
    id: 'last-group-checked',
    says: 'Only the last group of the list is compared.',
    mistake: 'groups.at(-1), as the form appends the newest one.',
    breaks: ['U3', 'U4'],
    ways: {
      taken: (db, w) => numberHolder(db, w, w.numbers) ?? groupHolder(db, w, [w.groups.at(-1)]),
    },
    shows: both({ groups: [2000] }, { groups: [2000, 2001] }),
  },
  {
    id: 'check-skips-the-first',
    says: 'The first id of each list is not compared.',
    mistake: 'A loop that starts at 1.',
    breaks: ['U1', 'U2', 'U3'],
    ways: {
      taken: (db, w) =>
        numberHolder(db, w, w.numbers.slice(1)) ?? groupHolder(db, w, w.groups.slice(1)),
    },
    shows: both({ numbers: [1000] }, { numbers: [1000] }),
  },
  {
    id: 'check-skips-the-last-of-several',
    says: 'The last of several ids is not compared.',
    mistake: 'A loop that ends before length - 1, and a special case for one id.',
    breaks: ['U3'],
    ways: {
      taken: (db, w) => {
        const most = (ids: number[]) => (ids.length > 1 ? ids.slice(0, -1) : ids);
        return numberHolder(db, w, most(w.numbers)) ?? groupHolder(db, w, most(w.groups));
      },
    },
    shows: both({ numbers: [1000] }, { numbers: [1001, 1000] }),
  },
  {
    id: 'check-stops-at-the-first-free-number',
    says: 'The check ends at the first free number.',
    mistake: '`break` where `continue` was meant.',
    breaks: ['U3'],
    ways: {
      taken: (db, w) => {
        for (const id of w.numbers) {
          const taken = holder(db, w, 'number', id);
          if (taken) return taken;
          break;
        }
        return groupHolder(db, w, w.groups);
      },
    },
    shows: both({ numbers: [1002] }, { numbers: [1000, 1001, 1002] }),
  },
  {
    id: 'first-three-checked',
    says: 'Only the first three ids of a list are compared.',
    mistake: 'The check is a query with three placeholders, made for the example of the page.',
    breaks: ['U3'],
    ways: {
      taken: (db, w) =>
        numberHolder(db, w, w.numbers.slice(0, 3)) ?? groupHolder(db, w, w.groups.slice(0, 3)),
    },
    shows: both({ numbers: [1003] }, { numbers: [1000, 1001, 1002, 1003] }),
  },
  {
    id: 'refused-only-when-all-numbers-are-taken',
    says: 'A rule is refused only when all of its numbers are claimed.',
    mistake: '`every` where `some` was meant.',
    breaks: ['U3', 'U4'],
    ways: {
      taken: (db, w) =>
        w.numbers.every((id) => holder(db, w, 'number', id))
          ? (numberHolder(db, w, w.numbers) ?? groupHolder(db, w, w.groups))
          : groupHolder(db, w, w.groups),
    },
    shows: both({ numbers: [1000] }, { numbers: [1000, 1001] }),
  },
  {
    id: 'exact-list-compared',
    says: 'Only a rule with the very same list is refused.',
    mistake: 'The lists are stored as JSON text with a unique index on the text.',
    breaks: ['U1', 'U2', 'U3'],
    ways: {
      taken: (db, w) =>
        db.claims.find(
          (claim) =>
            isOthers(claim, w) &&
            db.rules.some(
              ({ id, numbers, groups }) =>
                id === claim.rule &&
                ((numbers.length > 0 && String(numbers) === String(w.numbers)) ||
                  (groups.length > 0 && String(groups) === String(w.groups))),
            ),
        ),
    },
    shows: both({ numbers: [1000, 1001] }, { numbers: [1001, 1000] }),
  },
  {
    id: 'first-numbers-of-both-compared',
    says: 'A rule is compared with the first number and group of each other rule.',
    mistake: 'The join takes one row for each rule (GROUP BY rule_id).',
    breaks: ['U1', 'U2'],
    ways: {
      taken: (db, w) =>
        db.claims.find(
          (claim) =>
            isOthers(claim, w) &&
            names(w, claim) &&
            db.rules.some(({ numbers, groups }) => [numbers[0], groups[0]].includes(claim.id)),
        ),
    },
    shows: both({ numbers: [1000, 1001] }, { numbers: [1001] }),
  },
  {
    id: 'latest-rule-compared',
    says: 'A rule is compared with the latest rule only.',
    mistake: 'findOne with an order, where findAll was meant.',
    breaks: ['U1', 'U2', 'U4', 'U10'],
    ways: {
      taken: (db, w) => {
        const rule = db.rules.findLast(({ account, id }) => account === w.account && id !== w.id);
        return db.claims.find((claim) => claim.rule === rule?.id && names(w, claim));
      },
    },
    shows: async (api) => {
      await api.add({ numbers: [1000] });
      await api.add({ numbers: [1001] });
      return (await api.add({ numbers: [1000] })).accepted;
    },
  },
  latest(10),
  latest(20),
  latest(50),
  {
    id: 'newer-rules-compared-on-edit',
    says: 'An edited rule is compared with newer rules only.',
    mistake: '`>` where `<>` was meant, to leave the rule itself out.',
    breaks: ['U4'],
    ways: {
      taken: (db, w) =>
        db.claims.find(
          (claim) => isOthers(claim, w) && names(w, claim) && claim.rule > (w.id ?? 0),
        ),
    },
    shows: editTakes({ numbers: [1000] }, { numbers: [1001] }, { numbers: [1000] }),
  },
  {
    id: 'edit-checked-only-when-the-list-grows',
    says: 'An edit is checked only if its list of numbers gets longer.',
    mistake: 'New ids are told by the length of the list, to save a query.',
    breaks: ['U4'],
    ways: {
      taken: (db, w) => {
        const before = db.rules.find(({ account, id }) => account === w.account && id === w.id);
        return before && w.numbers.length <= before.numbers.length
          ? groupHolder(db, w, w.groups)
          : transactions.taken(db, w);
      },
    },
    shows: editTakes({ numbers: [1000] }, { numbers: [1001] }, { numbers: [1000] }),
  },
  {
    id: 'edit-checks-only-numbers',
    says: 'An edit does not compare groups.',
    mistake: 'Groups were added to the add form alone.',
    breaks: ['U4'],
    ways: {
      taken: (db, w) =>
        w.id === undefined ? transactions.taken(db, w) : numberHolder(db, w, w.numbers),
    },
    shows: editTakes({ groups: [2000] }, { groups: [2001] }, { groups: [2000] }),
  },
  {
    id: 'edit-checks-only-groups',
    says: 'An edit does not compare numbers.',
    mistake: 'The edit reads `numbers` from the wrong variable, which is empty.',
    breaks: ['U4'],
    ways: {
      taken: (db, w) =>
        w.id === undefined ? transactions.taken(db, w) : groupHolder(db, w, w.groups),
    },
    shows: editTakes({ numbers: [1000] }, { numbers: [1001] }, { numbers: [1000] }),
  },
  {
    id: 'edit-check-skipped-when-one-id-stays',
    says: 'An edit that keeps one of its ids may take any others.',
    mistake: 'A claim of the rule itself ends the check, instead of being passed over.',
    breaks: ['U4'],
    ways: {
      taken: (db, w) => {
        const own = db.claims.some(
          (claim) => claim.account === w.account && claim.rule === w.id && names(w, claim),
        );
        return own ? undefined : transactions.taken(db, w);
      },
    },
    shows: editTakes({ numbers: [1000] }, { numbers: [1001] }, { numbers: [1001, 1000] }),
  },
  {
    id: 'edit-refuses-own-numbers',
    says: 'An edit that keeps a number of its own is refused.',
    mistake: 'The check of the add is called without leaving the rule itself out.',
    breaks: ['U5'],
    ways: {
      taken: (db, w) =>
        numberHolder(db, { ...w, id: undefined }, w.numbers) ?? groupHolder(db, w, w.groups),
    },
    shows: async (api) =>
      !(await api.edit(await api.addForId({ numbers: [1000] }), { numbers: [1000], media: 51 }))
        .accepted,
  },
  {
    id: 'edit-refuses-own-groups',
    says: 'An edit that keeps a group of its own is refused.',
    mistake: 'The rule itself is left out of the query for numbers alone.',
    breaks: ['U5'],
    ways: {
      taken: (db, w) =>
        numberHolder(db, w, w.numbers) ?? groupHolder(db, { ...w, id: undefined }, w.groups),
    },
    shows: async (api) =>
      !(await api.edit(await api.addForId({ groups: [2000] }), { groups: [2000, 2001] })).accepted,
  },
  {
    id: 'edit-refuses-own-beside-new',
    says: 'An edit that keeps its ids and takes another free one is refused.',
    mistake: 'An edit with unchanged lists skips the check; any other is checked like an add.',
    breaks: ['U5'],
    ways: {
      taken: (db, w) => {
        const before = db.rules.find(({ account, id }) => account === w.account && id === w.id);
        const unchanged =
          before &&
          String(before.numbers) === String(w.numbers) &&
          String(before.groups) === String(w.groups);
        return unchanged ? undefined : transactions.taken(db, { ...w, id: undefined });
      },
    },
    shows: async (api) =>
      !(await api.edit(await api.addForId({ numbers: [1000] }), { numbers: [1000, 1001] }))
        .accepted,
  },
  {
    id: 'one-namespace',
    says: 'Number 5 and group 5 block each other.',
    mistake: 'One table of targets, asked without its column `kind`.',
    breaks: ['U7'],
    ways: {
      taken: (db, w) =>
        db.claims.find(
          (claim) => isOthers(claim, w) && [...w.numbers, ...w.groups].includes(claim.id),
        ),
    },
    shows: notBoth({ numbers: [5] }, { groups: [5] }),
  },
  {
    id: 'one-namespace-within-a-rule',
    says: 'A rule that names number 5 and group 5 is refused.',
    mistake: 'Repeated ids are looked for in both lists put together.',
    breaks: ['U7'],
    ways: {
      checkKnown: ({ numbers = [], groups = [] }) => {
        const ids = [...numbers, ...groups];
        if (new Set(ids).size < ids.length) throw new Refusal(422, 'An id is given twice.');
      },
    },
    shows: async (api) => !(await api.add({ numbers: [5], groups: [5] })).accepted,
  },
  {
    id: 'one-namespace-on-edit',
    says: 'An edit to group 5 is refused when another rule has number 5.',
    mistake: 'The edit calls an older check, from before groups had a table of their own.',
    breaks: ['U7'],
    ways: {
      taken: (db, w) =>
        w.id === undefined
          ? transactions.taken(db, w)
          : db.claims.find(
              (claim) => isOthers(claim, w) && [...w.numbers, ...w.groups].includes(claim.id),
            ),
    },
    shows: async (api) => {
      await api.add({ numbers: [5] });
      return !(await api.edit(await api.addForId({ numbers: [6] }), { groups: [5] })).accepted;
    },
  },
  {
    id: 'groups-looked-up-as-numbers',
    says: 'Groups are compared with claimed numbers.',
    mistake: 'A copied line in which the name of the table was not changed.',
    breaks: ['U2', 'U7'],
    ways: { taken: (db, w) => numberHolder(db, w, [...w.numbers, ...w.groups]) },
    shows: both({ groups: [2000] }, { groups: [2000] }),
  },
  {
    id: 'compared-within-a-source-type',
    says: 'A number may belong to a client and a system melody.',
    mistake: 'The unique index is on (source_type, number).',
    breaks: ['U9', 'U1'],
    ways: { taken: among((rule, other) => rule.sourceType === other.sourceType) },
    shows: both({ numbers: [1000] }, { numbers: [1000], source: 'client' }),
  },
  {
    id: 'compared-within-a-media',
    says: 'A number may belong to several rules with different media.',
    mistake: 'The unique index is on (media_id, number).',
    breaks: ['U9', 'U1'],
    ways: { taken: among((rule, other) => rule.mediaId === other.mediaId) },
    shows: both({ numbers: [1000] }, { numbers: [1000], media: 51 }),
  },
  {
    id: 'groups-compared-within-a-source-type',
    says: 'A group may belong to a client and a system melody; a number may not.',
    mistake: 'Of two unique indexes one has a column too many.',
    breaks: ['U9', 'U2'],
    ways: {
      taken: (db, w) =>
        numberHolder(db, w, w.numbers) ??
        among((rule, other) => rule.sourceType === other.sourceType)(db, { ...w, numbers: [] }),
    },
    shows: both({ groups: [2000] }, { groups: [2000], source: 'client' }),
  },
  {
    id: 'edit-compared-within-a-media',
    says: 'An edit to another media may take claimed numbers.',
    mistake: 'The edit compares with rules of its media only, as it lists those beside the form.',
    breaks: ['U9', 'U4'],
    ways: {
      taken: (db, w) =>
        w.id === undefined
          ? transactions.taken(db, w)
          : among((rule, other) => rule.mediaId === other.mediaId)(db, w),
    },
    shows: editTakes({ numbers: [1000] }, { numbers: [1001] }, { numbers: [1000], media: 51 }),
  },
  {
    id: 'one-rule-a-media',
    says: 'A second rule with the same media is refused.',
    mistake: 'The unique index is on media_id.',
    breaks: ['U9', 'accepted'],
    ways: {
      taken: (db, w) => {
        const rule = db.rules.find(
          ({ account, id, mediaId }) =>
            account === w.account && id !== w.id && mediaId === w.mediaId && id !== 77,
        );
        return (
          transactions.taken(db, w) ?? db.claims.find((claim) => rule && claim.rule === rule.id)
        );
      },
    },
    shows: notBoth({ numbers: [1000] }, { numbers: [1001] }),
  },
  {
    id: 'compared-as-joined-text',
    says: 'A free number is refused when its digits occur in another rule’s numbers put together.',
    mistake: 'LIKE on a column that holds the ids one after the other: 1110, 1111 holds 1101.',
    breaks: ['accepted', 'U1'],
    ways: { taken: (db, w) => transactions.taken(db, w) ?? textMatch(db, w) },
    shows: notBoth({ numbers: [1110, 1111] }, { numbers: [1101] }),
  },
  {
    id: 'add-moves-claimed-ids',
    says: 'An added rule takes claimed ids away from their rule.',
    mistake: 'INSERT … ON CONFLICT DO UPDATE SET rule_id = …',
    breaks: ['U1', 'U2', 'U10'],
    ways: {
      taken: (db, w) => {
        if (w.id !== undefined) return transactions.taken(db, w);
        db.claims = db.claims.filter((claim) => !isOthers(claim, w) || !names(w, claim));
        return undefined;
      },
    },
    shows: both({ numbers: [1000] }, { numbers: [1000, 1001] }),
  },
  {
    id: 'edit-moves-claimed-ids',
    says: 'An edited rule takes claimed ids away from their rule.',
    mistake: 'REPLACE INTO, which deletes the row in the way.',
    breaks: ['U4', 'U10'],
    ways: {
      taken: (db, w) => {
        if (w.id === undefined) return transactions.taken(db, w);
        db.claims = db.claims.filter((claim) => !isOthers(claim, w) || !names(w, claim));
        return undefined;
      },
    },
    shows: editTakes({ groups: [2000] }, { groups: [2001] }, { groups: [2000] }),
  },
  {
    id: 'add-leaves-out-claimed-ids',
    says: 'A rule with free and claimed ids is accepted with the free ones.',
    mistake: 'INSERT … ON CONFLICT DO NOTHING.',
    breaks: ['U3', 'echo'],
    ways: {
      taken: (db, w) => {
        const free = (kind: Kind) => (id: number) => !holder(db, w, kind, id);
        const numbers = w.numbers.filter(free('number'));
        const groups = w.groups.filter(free('group'));
        if (!numbers.length && !groups.length) return transactions.taken(db, w);
        Object.assign(w, { numbers, groups });
        return undefined;
      },
    },
    shows: both({ numbers: [1000] }, { numbers: [1000, 1001] }),
  },
  {
    id: 'same-rule-added-again',
    says: 'Adding the same rule again is accepted, and returns the existing rule.',
    mistake: 'Clients that repeat a request after a lost response should not be refused.',
    breaks: ['U1', 'U2', 'identity'],
    ways: {
      add: async (b, db, account, draft) =>
        db.rules.find(
          (rule) =>
            rule.account === account &&
            String(rule.numbers) === String(draft.numbers ?? []) &&
            String(rule.groups) === String(draft.groups ?? []) &&
            rule.mediaId === draft.mediaId,
        ) ?? transactions.add(b, db, account, draft),
    },
    shows: both({ numbers: [1000] }, { numbers: [1000] }),
  },
  {
    id: 'claims-read-once-at-start',
    says: 'Rules are compared with those from when the provider started.',
    mistake: 'The index of claims is built at start and never added to.',
    breaks: ['U1', 'U2', 'U4', 'U6'],
    ways: () => {
      const known = new Map<Database, Claim[]>();
      return {
        prepare: (db) => known.set(db, [...db.claims]),
        taken: (db, w) => known.get(db)?.find((claim) => isOthers(claim, w) && names(w, claim)),
      };
    },
    shows: both({ numbers: [1000] }, { numbers: [1000] }),
  },
];
