import type { Client } from './client.ts';
import { field, same } from './client.ts';
import type { Fault } from './fault.ts';
import { type Claim, claimsOf, type Database, names, type Rule } from './storage.ts';
import { transactions } from './transactions.ts';

const mine = (claim: Claim, rule: Rule) => claim.account === rule.account && claim.rule === rule.id;

/** Removes the claims of a rule that fulfil a condition. */
const releaseOnly =
  (which: (claim: Claim, rule: Rule, next: Rule | undefined) => boolean) =>
  (db: Database, rule: Rule, next?: Rule) => {
    db.claims = db.claims.filter((claim) => !mine(claim, rule) || !which(claim, rule, next));
  };

/** Releases claims differently for edits and deletions. */
const releases =
  (edited: typeof transactions.release, deleted: typeof transactions.release) =>
  (db: Database, rule: Rule, next?: Rule) =>
    next ? edited(db, rule, next) : deleted(db, rule);

const free = async (api: Client, rule: Parameters<Client['add']>[0]) =>
  (await api.add(rule)).accepted;

/** A rule that holds 1000 and group 2000, edited to 1001 and group 2001. */
async function movedOn(api: Client) {
  const id = await api.addForId({ numbers: [1000], groups: [2000] });
  await api.edit(id, { numbers: [1001], groups: [2001] });
  return id;
}

/** Faults in the claims of rules: released too late, too early or not at all. */
export const claimFaults: Fault[] = [
  {
    id: 'edit-releases-nothing',
    says: 'Ids that an edit releases stay claimed.',
    mistake: 'The edit inserts the new claims and forgets to delete the old ones.',
    breaks: ['U6'],
    ways: { release: releases(() => {}, transactions.release) },
    shows: async (api) => {
      await movedOn(api);
      return !(await free(api, { numbers: [1000] }));
    },
  },
  {
    id: 'edit-keeps-released-numbers',
    says: 'Numbers that an edit releases stay claimed; groups become free.',
    mistake: 'One of two DELETE statements is missing.',
    breaks: ['U6'],
    ways: {
      release: releases(
        releaseOnly(({ kind }) => kind === 'group'),
        transactions.release,
      ),
    },
    shows: async (api) => {
      await movedOn(api);
      return !(await free(api, { numbers: [1000] }));
    },
  },
  {
    id: 'edit-keeps-released-groups',
    says: 'Groups that an edit releases stay claimed; numbers become free.',
    mistake: 'One of two DELETE statements is missing.',
    breaks: ['U6'],
    ways: {
      release: releases(
        releaseOnly(({ kind }) => kind === 'number'),
        transactions.release,
      ),
    },
    shows: async (api) => {
      await movedOn(api);
      return !(await free(api, { groups: [2000] }));
    },
  },
  {
    id: 'edit-releases-only-replaced-lists',
    says: 'An edit from numbers to groups leaves the numbers claimed, though the rule has none.',
    mistake: 'Claims of a kind are deleted only when the request has a list of that kind.',
    breaks: ['U6', 'stored'],
    ways: {
      release: releases(
        releaseOnly(({ kind }, _rule, next) =>
          kind === 'number' ? !!next?.numbers.length : !!next?.groups.length,
        ),
        transactions.release,
      ),
    },
    shows: async (api) => {
      const id = await api.addForId({ numbers: [1000] });
      const { json } = await api.edit(id, { groups: [2000] });
      return field(json, 'number_capacity_ids') === null && !(await free(api, { numbers: [1000] }));
    },
  },
  {
    id: 'edit-releases-the-first-only',
    says: 'Only the first of several ids that an edit releases becomes free.',
    mistake: 'deleteOne where deleteMany was meant.',
    breaks: ['U6'],
    ways: {
      release: (db, rule, next) => {
        const gone = db.claims.filter((claim) => mine(claim, rule) && next && !names(next, claim));
        const rest = gone.slice(1);
        transactions.release(db, rule);
        db.claims.push(...rest);
      },
    },
    shows: async (api) => {
      const id = await api.addForId({ numbers: [1000, 1001, 1002] });
      await api.edit(id, { numbers: [1000] });
      return !(await free(api, { numbers: [1002] }));
    },
  },
  {
    id: 'release-seen-after-the-next-add',
    says: 'Ids that an edit releases become free only with the next accepted add.',
    mistake: 'The cache of claims is dropped by adds alone.',
    breaks: ['U6', 'U8'],
    ways: () => {
      let cache: Claim[] | undefined;
      return {
        taken: (db, wanted) => {
          cache ??= [...db.claims];
          const held = { ...db, claims: cache };
          return transactions.taken(held, wanted) ?? transactions.taken(db, wanted);
        },
        nextId: (db, wanted) => {
          cache = undefined;
          return transactions.nextId(db, wanted);
        },
      };
    },
    shows: async (api) => {
      const id = await api.addForId({ numbers: [1000] });
      await api.edit(id, { numbers: [1000], media: 51 });
      await api.edit(id, { numbers: [1001] });
      return !(await free(api, { numbers: [1000] }));
    },
  },
  {
    id: 'claims-cached-for-a-second',
    says: 'Claims are read at most once a second; what was claimed since counts as free.',
    mistake: 'A cache with a time to live in front of the uniqueness query.',
    breaks: ['U1', 'U2', 'U4', 'U6', 'U8'],
    ways: () => {
      let cache: Claim[] = [];
      let read = Number.NEGATIVE_INFINITY;
      return {
        taken: (db, wanted) => {
          if (performance.now() - read > 1000) {
            cache = [...db.claims];
            read = performance.now();
          }
          return transactions.taken({ ...db, claims: cache }, wanted);
        },
      };
    },
    shows: async (api) => {
      await api.add({ numbers: [1000] });
      return free(api, { numbers: [1000] });
    },
  },
  {
    id: 'edit-keeps-only-new-claims',
    says: 'Ids that stay in the list of an edited rule are no longer claimed.',
    mistake: 'All claims are deleted, then only the added ones inserted.',
    breaks: ['U10', 'U1'],
    ways: {
      claim: (db, rule, before) => {
        const added = claimsOf(rule).filter((claim) => !before || !names(before, claim));
        db.claims.push(...added);
      },
    },
    shows: async (api) => {
      await api.edit(await api.addForId({ numbers: [1000] }), { numbers: [1000, 1001] });
      return free(api, { numbers: [1000] });
    },
  },
  {
    id: 'edit-forgets-groups',
    says: 'An edited rule no longer claims its groups.',
    mistake: 'After the deletion of all claims only the numbers are inserted again.',
    breaks: ['U10', 'U2'],
    ways: {
      claim: (db, rule, before) =>
        db.claims.push(
          ...claimsOf(rule).filter(({ kind }) => before === undefined || kind === 'number'),
        ),
    },
    shows: async (api) => {
      const id = await api.addForId({ numbers: [1000], groups: [2000] });
      await api.edit(id, { numbers: [1000], groups: [2000], media: 51 });
      return free(api, { groups: [2000] });
    },
  },
  {
    id: 'edit-claims-nothing-new',
    says: 'Ids that an edit adds to a rule are not claimed.',
    mistake: 'The index of claims is filled by adds alone.',
    breaks: ['U10', 'U1', 'U2'],
    ways: {
      claim: (db, rule, before) => {
        const kept = claimsOf(rule).filter((claim) => !before || names(before, claim));
        db.claims.push(...kept);
      },
    },
    shows: async (api) => {
      await api.edit(await api.addForId({ numbers: [1000] }), { numbers: [1000, 1001] });
      return free(api, { numbers: [1001] });
    },
  },
  {
    id: 'edit-of-media-drops-claims',
    says: 'An edit that changes only the melody frees all ids of the rule.',
    mistake: 'Old claims are deleted always, new ones inserted only when a list has changed.',
    breaks: ['U10', 'U9'],
    ways: {
      claim: (db, rule, before) => {
        if (before && same([before.numbers, before.groups], [rule.numbers, rule.groups])) return;
        transactions.claim(db, rule);
      },
    },
    shows: async (api) => {
      await api.edit(await api.addForId({ numbers: [1000] }), { numbers: [1000], media: 51 });
      return free(api, { numbers: [1000] });
    },
  },
  {
    id: 'edit-of-source-drops-claims',
    says: 'An edit that changes the source type frees all ids of the rule.',
    mistake: 'Claims stand in a table for each source type, and the rule moves without them.',
    breaks: ['U10', 'U9'],
    ways: {
      claim: (db, rule, before) => {
        if (!before || before.sourceType === rule.sourceType) transactions.claim(db, rule);
      },
    },
    shows: async (api) => {
      const id = await api.addForId({ numbers: [1000] });
      await api.edit(id, { numbers: [1000], source: 'client' });
      return free(api, { numbers: [1000] });
    },
  },
  {
    id: 'second-edit-drops-claims',
    says: 'A rule that is edited twice no longer claims anything.',
    mistake: 'Claims refer to a version of the rule, and the version is counted up once too often.',
    breaks: ['U10'],
    ways: () => {
      const edits = new Map<number, number>();
      return {
        claim: (db, rule, before) => {
          const count = before ? (edits.get(rule.id) ?? 0) + 1 : 0;
          edits.set(rule.id, count);
          if (count < 2) transactions.claim(db, rule);
        },
      };
    },
    shows: async (api) => {
      const id = await api.addForId({ numbers: [1000] });
      await api.edit(id, { numbers: [1000, 1001] });
      await api.edit(id, { numbers: [1000] });
      return free(api, { numbers: [1000] });
    },
  },
  {
    id: 'second-edit-releases-by-the-first-version',
    says: 'An id gained by one edit and released by the next stays claimed.',
    mistake: 'The difference is taken to the rule as it was loaded first, from an identity map.',
    breaks: ['U6'],
    ways: () => {
      const first = new Map<number, Rule>();
      return {
        release: (db, rule, next) => {
          const loaded = first.get(rule.id) ?? rule;
          first.set(rule.id, loaded);
          const gained = db.claims.filter((claim) => mine(claim, rule) && !names(loaded, claim));
          transactions.release(db, rule);
          if (next) db.claims.push(...gained.filter((claim) => !names(next, claim)));
        },
      };
    },
    shows: async (api) => {
      const id = await api.addForId({ numbers: [1000] });
      await api.edit(id, { numbers: [1000, 1001] });
      await api.edit(id, { numbers: [1000] });
      return !(await free(api, { numbers: [1001] }));
    },
  },
  {
    id: 'retaken-id-not-claimed',
    says: 'An id that a rule released and took back is not claimed.',
    mistake: 'Claims are deleted softly, and INSERT … OR IGNORE finds the deleted row.',
    breaks: ['U10', 'U1'],
    ways: () => {
      const tombs = new Set<string>();
      const name = (claim: Claim) => `${claim.rule} ${claim.kind} ${claim.id}`;
      return {
        release: (db, rule, next) => {
          for (const claim of db.claims)
            if (mine(claim, rule) && next && !names(next, claim)) tombs.add(name(claim));
          transactions.release(db, rule);
        },
        claim: (db, rule) => {
          db.claims.push(...claimsOf(rule).filter((claim) => !tombs.has(name(claim))));
        },
      };
    },
    shows: async (api) => {
      const id = await api.addForId({ numbers: [1000] });
      await api.edit(id, { numbers: [1001] });
      await api.edit(id, { numbers: [1000] });
      return free(api, { numbers: [1000] });
    },
  },
  {
    id: 'left-out-list-shown-but-not-claimed',
    says: 'A list that an edit omits stays with the rule, but its ids are no longer claimed.',
    mistake: 'The row is merged, the claims are replaced.',
    breaks: ['U10', 'stored'],
    ways: {
      change: (before, draft) => ({
        ...transactions.change(before, draft),
        numbers: draft.numbers ?? before.numbers,
        groups: draft.groups ?? before.groups,
      }),
      claim: (db, rule, before) =>
        db.claims.push(
          ...claimsOf(rule).filter(
            ({ kind }) =>
              before === undefined ||
              (kind === 'number' ? rule.numbers !== before.numbers : rule.groups !== before.groups),
          ),
        ),
    },
    shows: async (api) => {
      const id = await api.addForId({ numbers: [1000], groups: [2000] });
      const { json } = await api.edit(id, { numbers: [1000] });
      const shown = same(field(json, 'employee_group_ids'), [2000]);
      return shown && (await free(api, { groups: [2000] }));
    },
  },
  {
    id: 'edit-frees-the-group-with-the-number',
    says: 'An edit that releases number 5 frees group 5 of the same rule too.',
    mistake: 'DELETE … WHERE target_id = 5, without the kind.',
    breaks: ['U7', 'U10'],
    ways: {
      release: transactions.release,
      claim: (db, rule, before) => {
        const gone = before?.numbers.filter((id) => !rule.numbers.includes(id)) ?? [];
        db.claims.push(...claimsOf(rule).filter(({ id }) => !gone.includes(id)));
      },
    },
    shows: async (api) => {
      const id = await api.addForId({ numbers: [5], groups: [5] });
      await api.edit(id, { groups: [5] });
      return free(api, { groups: [5] });
    },
  },
  {
    id: 'claims-replaced-for-the-account',
    says: 'An edit frees the ids of all other rules.',
    mistake: 'DELETE without the id of the rule.',
    breaks: ['U10', 'U1'],
    ways: {
      release: releases((db, { account }) => {
        db.claims = db.claims.filter((claim) => claim.account !== account);
      }, transactions.release),
    },
    shows: async (api) => {
      await api.add({ numbers: [1000] });
      await api.edit(await api.addForId({ numbers: [1001] }), { numbers: [1002] });
      return free(api, { numbers: [1000] });
    },
  },
  {
    id: 'delete-frees-nothing',
    says: 'The ids of a deleted rule stay claimed.',
    mistake: 'Only the row of the rule is deleted; the foreign key does not cascade.',
    breaks: ['U8'],
    needs: 'delete',
    ways: { release: releases(transactions.release, () => {}) },
    shows: async (api) => {
      await api.remove(await api.addForId({ numbers: [1000] }));
      return !(await free(api, { numbers: [1000] }));
    },
  },
  {
    id: 'delete-frees-only-numbers',
    says: 'The groups of a deleted rule stay claimed.',
    mistake: 'The foreign key of the table of groups does not cascade.',
    breaks: ['U8'],
    needs: 'delete',
    ways: {
      release: releases(
        transactions.release,
        releaseOnly(({ kind }) => kind === 'number'),
      ),
    },
    shows: async (api) => {
      await api.remove(await api.addForId({ numbers: [1000], groups: [2000] }));
      return !(await free(api, { groups: [2000] }));
    },
  },
  {
    id: 'delete-frees-only-groups',
    says: 'The numbers of a deleted rule stay claimed.',
    mistake: 'The foreign key of the table of numbers does not cascade.',
    breaks: ['U8'],
    needs: 'delete',
    ways: {
      release: releases(
        transactions.release,
        releaseOnly(({ kind }) => kind === 'group'),
      ),
    },
    shows: async (api) => {
      await api.remove(await api.addForId({ numbers: [1000], groups: [2000] }));
      return !(await free(api, { numbers: [1000] }));
    },
  },
  {
    id: 'delete-frees-the-first-only',
    says: 'Only the first of the ids of a deleted rule becomes free.',
    mistake: 'deleteOne where deleteMany was meant.',
    breaks: ['U8'],
    needs: 'delete',
    ways: {
      release: releases(
        transactions.release,
        releaseOnly(({ id }, rule) => id === (rule.numbers[0] ?? rule.groups[0])),
      ),
    },
    shows: async (api) => {
      await api.remove(await api.addForId({ numbers: [1000, 1001] }));
      return !(await free(api, { numbers: [1001] }));
    },
  },
  {
    id: 'delete-frees-what-was-added',
    says: 'A deletion frees the ids that the rule was added with, whoever holds them now.',
    mistake: 'The ids are taken from the log of the add, not from the table of claims.',
    breaks: ['U8', 'U10'],
    needs: 'delete',
    ways: () => {
      const added = new Map<number, Rule>();
      return {
        claim: (db, rule, before) => {
          if (!before) added.set(rule.id, rule);
          transactions.claim(db, rule);
        },
        release: releases(transactions.release, (db, rule) => {
          const log = added.get(rule.id) ?? rule;
          db.claims = db.claims.filter((claim) => !names(log, claim));
        }),
      };
    },
    shows: async (api) => {
      const id = await api.addForId({ numbers: [1000] });
      await api.edit(id, { numbers: [1001] });
      await api.add({ numbers: [1000] });
      await api.remove(id);
      return free(api, { numbers: [1000] });
    },
  },
  {
    id: 'delete-frees-the-account',
    says: 'A deletion frees the ids of all rules.',
    mistake: 'DELETE FROM claims WHERE account = …, without the rule.',
    breaks: ['U10', 'U8', 'U1'],
    needs: 'delete',
    ways: {
      release: releases(transactions.release, (db, { account }) => {
        db.claims = db.claims.filter((claim) => claim.account !== account);
      }),
    },
    shows: async (api) => {
      await api.add({ numbers: [1000] });
      await api.remove(await api.addForId({ numbers: [1001] }));
      return free(api, { numbers: [1000] });
    },
  },
  {
    id: 'delete-frees-the-group-of-another',
    says: 'Deleting the rule of number 5 frees group 5 of another rule.',
    mistake: 'DELETE … WHERE target_id IN (…), without kind and rule.',
    breaks: ['U7', 'U10'],
    needs: 'delete',
    ways: {
      release: releases(transactions.release, (db, { account, numbers, groups }) => {
        const gone = [...numbers, ...groups];
        db.claims = db.claims.filter(
          (claim) => claim.account !== account || !gone.includes(claim.id),
        );
      }),
    },
    shows: async (api) => {
      await api.add({ groups: [5] });
      await api.remove(await api.addForId({ numbers: [5] }));
      return free(api, { groups: [5] });
    },
  },
  {
    id: 'refused-add-frees-the-latest',
    says: 'A rule that was added last can be added again after a refused add.',
    mistake: 'The rollback removes the latest rule’s claims, though the refused one made none.',
    breaks: ['U12', 'U10'],
    ways: {
      add: async (b, db, account, draft) => {
        try {
          return await transactions.add(b, db, account, draft);
        } catch (error) {
          const rule = db.rules.findLast((one) => one.account === account);
          if (rule) transactions.release(db, rule);
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
];
