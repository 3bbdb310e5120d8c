import { describe, expect, test } from 'vitest';
import { type Report, type VerifyOptions, verify } from '../../contracts/index.ts';
import { lawful, startProvider, type Ways } from '../providers/index.ts';

/** A request as it came in at the provider. */
interface Asked {
  readonly method: string;
  readonly path: string;
  readonly json: unknown;
  readonly at: number;
  readonly answer: { readonly status: number; readonly json: unknown } | undefined;
}

type Behaviour = Exclude<Ways, () => unknown>;
type Tables = Parameters<NonNullable<Behaviour['prepare']>>[0];
type Reply = Awaited<ReturnType<NonNullable<Behaviour['around']>>>;

/** What a run did: its report, what it asked, and the provider's rules before and after it. */
interface Run {
  readonly report: Report;
  readonly asked: readonly Asked[];
  readonly before: readonly unknown[];
  readonly after: readonly Tables['rules'][number][];
}

/** Verifies a provider that records; `instead` may answer the request with a number otherwise. */
async function run(
  options: Partial<VerifyOptions>,
  ways: Behaviour = {},
  instead: (count: number, request: string) => Reply | undefined = () => undefined,
): Promise<Run> {
  const asked: Asked[] = [];
  let tables: Tables | undefined;
  let before: unknown[] = [];
  let count = 0;
  const provider = await startProvider({
    ...ways,
    prepare(db) {
      ways.prepare?.(db);
      tables = db;
      before = structuredClone(db.rules);
    },
    async around(db, request, next) {
      count += 1;
      const at = performance.now();
      const { method, path, body } = request;
      const reply =
        instead(count, `${method} ${path} ${body}`) ??
        (await (ways.around?.(db, request, next) ?? next()));
      const answer =
        typeof reply === 'string'
          ? undefined
          : { status: reply.status, json: parsed(String(reply.body)) };
      asked.push({ method, path, json: parsed(String(body)), at, answer });
      return reply;
    },
  });
  try {
    const report = await verify({
      provider: provider.url,
      token: provider.tokens.first,
      secondToken: provider.tokens.second,
      only: 'checks',
      seed: 1,
      ...options,
    });
    return { report, asked, before, after: tables?.rules ?? [] };
  } finally {
    await provider.close();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}

/** The values of a field in all that was sent, each element of a list on its own. */
function sent(asked: readonly Asked[], name: string): unknown[] {
  const values = asked.flatMap(({ json }) =>
    [json].flat().flatMap((one): unknown[] => [field(one, name)].flat()),
  );
  return [...new Set(values)];
}

function accused({ verdict, results }: Report) {
  const told = results.filter(({ outcome }) => outcome === 'broken' || outcome === 'inconclusive');
  return {
    verdict,
    results: told.map(({ id, outcome, message }) => `${outcome} ${id}: ${message}`),
  };
}

const nothing = { verdict: 'kept', results: [] };
const testData = { numbers: '5000-5149', groups: '6000-6149', media: '70,71', 'sip-number': '608' };
const isLent = (from: number, to: number) => (id: unknown) =>
  Number(id) >= from && Number(id) <= to;

// What the contract promises of no identifier: it is sent to see how it is refused.
const isNoIdentifier = (value: unknown) =>
  !/^\d+$/.test(String(value)) || Number(value) === 0 || Number(value) >= Number.MAX_SAFE_INTEGER;

/** An account that is in use: its rules hold some of what is lent, and some of what is not. */
function inUse(db: Tables): void {
  for (const numbers of [[5003], [5004, 40_000], [41_000]]) {
    db.lastId += 1;
    const rule = {
      account: 'one',
      id: db.lastId,
      numbers,
      groups: numbers.includes(5003) ? [6007] : [],
      sourceType: 'client',
      mediaId: 99,
    };
    db.rules.push(rule);
    for (const id of rule.numbers)
      db.claims.push({ account: 'one', kind: 'number', id, rule: rule.id });
    for (const id of rule.groups)
      db.claims.push({ account: 'one', kind: 'group', id, rule: rule.id });
  }
}

describe.each(['checks', 'exploration', 'pact'] as const)('in the layer of %s', (only) => {
  test('nothing is used that was not lent, nothing that is in use, and all is left as it was', async () => {
    const { report, asked, before, after } = await run(
      { only, testData, runs: 20 },
      { prepare: inUse },
    );
    expect(accused(report)).toEqual(nothing);
    expect(after).toEqual(before);

    const used = (name: string) =>
      sent(asked, name).filter((id) => id !== undefined && !isNoIdentifier(id));
    expect(used('number_capacity_ids').filter((id) => !isLent(5000, 5149)(id))).toEqual([]);
    expect(used('employee_group_ids').filter((id) => !isLent(6000, 6149)(id))).toEqual([]);
    expect(used('media_id').filter((id) => !isLent(70, 71)(id))).toEqual([]);
    expect(used('number_capacity_ids').filter((id) => id === 5003 || id === 5004)).toEqual([]);
    expect(used('employee_group_ids')).not.toContain(6007);
    expect(used('number_capacity_ids').length).toBeGreaterThan(0);

    const made = new Set(
      asked
        .filter(({ method }) => method === 'POST')
        .flatMap(({ answer }) => String(field(answer?.json, 'id') ?? '')),
    );
    const named = asked.map(({ path }) => path.split('/'));
    const rules = named
      .filter(([, first]) => first === 'melodies')
      .flatMap(([, , , id = []]) => id);
    expect(rules.filter((id) => !made.has(id) && !isNoIdentifier(id))).toEqual([]);
    const numbers = named
      .filter(([, first]) => first === 'numbers')
      .flatMap(([, , , id = []]) => id);
    expect(numbers.filter((id) => id !== '608' && !isNoIdentifier(id))).toEqual([]);
  });
});

test('what is in use already is told, and so is the SIP number that was overwritten', async () => {
  const options = { testData, checks: ['number-taken-on-add', 'sip-least'] };
  const { report } = await run(options, { prepare: inUse });
  expect(report.notes).toEqual([
    '2 of --numbers are in use already and are not touched.',
    '1 of --groups are in use already and are not touched.',
  ]);
  expect(report.left).toEqual([
    'The settings of /numbers/virtual-number/608 are those of the last edit.',
  ]);
});

test('without a way to delete, the report lists each rule that stays, of either account', async () => {
  const ways = lawful.find(({ id }) => id === 'no-delete')?.ways as Behaviour;
  const { report, before, after } = await run({}, ways);
  expect(accused(report)).toEqual(nothing);
  expect(after.length).toBeGreaterThan(before.length);
  const missing = after
    .slice(before.length)
    .filter(({ id }) => !report.left.some((line) => line.includes(`personal/${id} `)))
    .map(({ account, id }) => `${id} of account ${account}`);
  expect(missing).toEqual([]);
});

describe('haste', () => {
  test('--rate is kept', async () => {
    const rate = 10;
    const checks = ['number-taken-on-add', 'taken-number-among-forty', 'number-moves', 'delete'];
    const { report, asked } = await run({ rate, checks });
    expect(report.verdict).toBe('kept');
    expect(asked.length).toBeGreaterThan(rate * 2);
    const within = asked.map(({ at }) => asked.filter((one) => one.at >= at && one.at < at + 900));
    // What left in time may arrive late, and then with what left after it.
    expect(Math.max(...within.map(({ length }) => length))).toBeLessThan(rate * 2);
  });

  test('whoever asks for patience gets it, and the request again', async () => {
    const patience: Reply = { status: 429, headers: { 'Retry-After': '1' }, body: '' };
    const { report, asked } = await run({ checks: ['number-taken-on-add'] }, {}, (count) =>
      count === 3 ? patience : undefined,
    );
    expect(accused(report)).toEqual(nothing);
    const at = asked.findIndex(({ answer }) => answer?.status === 429);
    const [refused, again] = [asked[at], asked[at + 1]];
    expect(again).toMatchObject({ method: refused?.method, path: refused?.path });
    expect((again?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThan(990);
  });

  test('whoever asks for patience all the time is not accused', async () => {
    const patience: Reply = { status: 503, headers: { 'Retry-After': '0' }, body: '' };
    // Not twice for one request: a server that is out of order more than once is out of order.
    const asksAgain = new Set<string>();
    const { report, asked } = await run({}, {}, (count, request) => {
      if (asksAgain.delete(request) || count % 7 !== 0) return undefined;
      asksAgain.add(request);
      return patience;
    });
    expect(accused(report)).toEqual(nothing);
    expect(asked.filter(({ answer }) => answer?.status === 503).length).toBeGreaterThan(100);
  });
});

describe('chance', () => {
  const failure: Reply = { status: 500, headers: {}, body: 'Out of memory' };
  // From the very first request to those of the races, of which a whole run has some two thousand.
  const turns = [1, 2, 5, 50, 500, 1_400, 2_050];

  test.each(turns)(
    'a single server error, at request %i, does not break the verdict',
    async (turn) => {
      const { report } = await run({}, {}, (count) => (count === turn ? failure : undefined));
      expect(accused(report).results.filter((told) => told.startsWith('broken'))).toEqual([]);
    },
  );

  test.each([2, 300, 2_000])(
    'nor does a single dropped connection, at request %i',
    async (turn) => {
      const { report } = await run({}, {}, (count) => (count === turn ? 'drop' : undefined));
      expect(accused(report).results.filter((told) => told.startsWith('broken'))).toEqual([]);
    },
  );

  test('a server error that comes again does break it', async () => {
    const { report } = await run(
      { checks: ['number-taken-on-add', 'answers-answered'] },
      {},
      (count) => (count > 4 && count % 2 === 0 ? failure : undefined),
    );
    expect(report.verdict).toBe('broken');
  });
});
