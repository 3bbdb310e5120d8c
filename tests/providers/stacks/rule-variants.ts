import { fileURLToPath } from 'node:url';
import type { Ways } from '../behaviour.ts';
import { faults } from '../faults.ts';
import { parsing } from '../parsing.ts';
import { Refusal } from '../refusal.ts';
import { type Claim, claimsOf, type Database, type Rule, type Wanted } from '../storage.ts';
import { conflict, isOthers, transactions, want } from '../transactions.ts';
import { inMemory } from './memory.ts';
import { inPrism } from './plain-prism.ts';
import { type Backend, serveStack } from './stack.ts';
import { broken, kept, type PlainVariant } from './variant.ts';

const lawfulBut = (ways: Ways): Pick<PlainVariant, 'start'> => ({
  start: () => serveStack(inMemory(ways)),
});
const fault = (id: string): Ways => faults.find((one) => one.id === id)?.ways ?? missing(id);

function missing(id: string): never {
  throw new Error(`There is no fault ${id}.`);
}

const things = fileURLToPath(new URL('../../fixtures/things/openapi.yaml', import.meta.url));

/** Mistakes in the rules, in one thread: what the other example providers do not make. */
export const ruleVariants: readonly PlainVariant[] = [
  {
    id: 'upserting-highest-plus-one',
    says: 'An edit makes the rule that is not there, and the next id is one above the highest.',
    why: 'D17',
    right: kept,
    ...lawfulBut({
      editUnknown: (rule) => rule,
      nextId: (db) => Math.max(0, ...db.rules.map(({ id }) => id)) + 1,
    }),
  },
  {
    id: 'edit-revives-the-deleted',
    says: 'An edit of a deleted rule brings it back, without its claims.',
    breaks: 'U1, U10',
    right: broken(/^U\d|D17|^exploration-/),
    ...lawfulBut(reviving),
  },
  {
    id: 'refused-add-stays',
    says: 'A refused addition leaves its rule behind.',
    breaks: 'U12',
    right: broken(/U12|U3/),
    ...lawfulBut(fault('refused-add-keeps-the-rule')),
  },
  {
    id: 'no-transactions',
    says: 'A refused request keeps what it wrote before the conflict, as with MyISAM.',
    breaks: 'U3, U12',
    right: broken(/U12|U3/),
    ...lawfulBut({
      add: async (b, db, account, draft) => {
        const wanted = want(account, undefined, draft);
        return writeInParts(db, { ...wanted, id: b.nextId(db, wanted) });
      },
      edit: async (b, db, account, id, draft) => {
        const before = b.find(db, account, id);
        if (!before) throw new Refusal(404, `There is no rule ${id}.`);
        b.release(db, before);
        return writeInParts(db, b.change(before, draft));
      },
    }),
  },
  {
    id: 'list-truncated',
    says: 'The list shows the first 20 rules.',
    breaks: 'stored',
    right: broken(/list|many|U\d|^exploration-/),
    ...lawfulBut({ list: (db, account) => transactions.list(db, account).slice(0, 20) }),
  },
  {
    id: 'source-true',
    says: 'source_type: true is accepted, and becomes system.',
    breaks: 'D20: true cannot be read as a text.',
    right: broken(/source/),
    ...lawfulBut({
      readSourceType: (value) => (value === true ? 'system' : parsing.readSourceType(value)),
    }),
  },
  {
    id: 'repetition-as-object',
    says: '[5,5,6] is stored without the repetition, and answered as an object.',
    breaks: 'row add-personal-melody/number_capacity_ids',
    right: broken(/D12|answer|duplicate|twice|repe/),
    ...lawfulBut(withGaps),
  },
  {
    id: 'first-ten-checked',
    says: 'Only the first ten ids of a list are compared. The exploration alone finds it.',
    breaks: 'U3',
    right: broken(/^exploration-/),
    options: { only: 'exploration' },
    ...lawfulBut({
      taken: (db, wanted) =>
        transactions.taken(db, {
          ...wanted,
          numbers: wanted.numbers.slice(0, 10),
          groups: wanted.groups.slice(0, 10),
        }),
    }),
  },
  {
    id: 'joined-text',
    says: 'A number is looked for in the joined text of another rule. The exploration alone finds it.',
    breaks: 'accepted',
    right: broken(/^exploration-/),
    options: { only: 'exploration', testData: { numbers: '100-149,1000-1149' } },
    ...lawfulBut({ taken: takenAsText }),
  },
  {
    id: 'one-namespace',
    says: 'Number 5 stands in the way of group 5.',
    breaks: 'U7',
    right: broken(/U7/),
    ...lawfulBut(fault('one-namespace')),
  },
  {
    id: 'one-namespace-unseen',
    says: 'Number 5 stands in the way of group 5, and no id is reserved as both.',
    breaks: 'U7, which is not tried, and named.',
    right: { exits: [0, 1, 3], summary: /U7/ },
    options: { testData: { numbers: '1000-1199', groups: '2000-2199' } },
    ...lawfulBut(fault('one-namespace')),
  },
  {
    id: 'forgets-everything',
    says: 'Ten lines that answer what was sent, and store nothing.',
    breaks: 'U1, stored',
    right: broken(/U1\b/),
    quick: true,
    start: () => serveStack(forgetful()),
  },
  {
    id: 'forgets-without-cases',
    says: 'The same ten lines, and a document that has neither rules nor cases.',
    breaks: 'stored',
    right: broken(/things|stored|listed/i),
    options: { spec: things, testData: {} },
    start: () => serveStack(forgetful()),
  },
  {
    id: 'plain-prism',
    says: 'Plain `prism mock` of a document that has neither rules nor cases.',
    breaks: 'stored',
    right: broken(/things|stored|listed/i),
    options: { spec: things, testData: {} },
    start: async () => serveStack(await inPrism(things)),
  },
];

function reviving() {
  const deleted = new Map<string, Rule>();
  return {
    remove: async (b, db, account, id) => {
      const rule = await transactions.remove(b, db, account, id);
      deleted.set(`${account} ${id}`, rule);
      return rule;
    },
    edit: async (b, db, account, id, draft) => {
      const before = deleted.get(`${account} ${id}`);
      if (before === undefined || b.find(db, account, id) !== undefined)
        return transactions.edit(b, db, account, id, draft);
      const next = b.change(before, draft);
      b.save(db, next);
      return next;
    },
  } satisfies Ways;
}

function writeInParts(db: Database, rule: Rule): Rule {
  transactions.save(db, rule);
  for (const claim of claimsOf(rule)) {
    const taken = db.claims.find((one) => isOthers(one, rule) && isSame(one, claim));
    if (taken) throw conflict(taken);
    db.claims.push(claim);
  }
  return rule;
}

const isSame = (one: Claim, other: Claim) => one.kind === other.kind && one.id === other.id;

// As array_unique does in PHP: what is left keeps its place, and a list with gaps is no list.
function withGaps() {
  const gaps = new WeakSet<readonly number[]>();
  return {
    readIds(b, value, field) {
      if (!Array.isArray(value) || value.length === 0) return parsing.readIds(b, value, field);
      const ids = value.map((id: unknown) => b.readInteger(id, field));
      const unique = [...new Set(ids)];
      if (ids.some((id, at) => at < unique.length && id !== unique[at])) gaps.add(unique);
      return unique;
    },
    showIds: (ids) => (gaps.has(ids) ? { ...ids } : ids.length ? ids : null),
  } satisfies Ways;
}

function takenAsText(db: Database, wanted: Wanted): Claim | undefined {
  const holds = (rule: Rule) =>
    wanted.numbers.some((id) => rule.numbers.join().includes(String(id)));
  const other = db.rules.find(
    (rule) => rule.account === wanted.account && rule.id !== wanted.id && holds(rule),
  );
  const [first = 0] = wanted.numbers;
  const claim = {
    account: wanted.account,
    kind: 'number',
    id: first,
    rule: other?.id ?? 0,
  } as const;
  return transactions.taken(db, wanted) ?? (other && claim);
}

function forgetful(): Backend {
  const headers = { 'Content-Type': 'application/json; charset=UTF-8' };
  const nothing = { rules: [], sipNumbers: [], lastId: 82n };
  let id = 82;
  return {
    async answer({ method, path, body }) {
      if (method === 'GET') return { status: 200, headers, body: '[]' };
      const [named] = path.match(/\d+$/) ?? [String(++id)];
      const sent = method === 'DELETE' ? {} : parsed(body);
      return {
        status: 200,
        headers,
        body: JSON.stringify(Object.assign({}, sent, { id: Number(named) })),
      };
    },
    held: async () => nothing,
    close: async () => {},
  };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(String(body));
  } catch {
    return {};
  }
}
