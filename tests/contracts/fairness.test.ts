import { describe, expect, test } from 'vitest';
import { type Report, type VerifyOptions, verify } from '../../contracts/index.ts';
import { parseJson } from '../../spec/index.ts';
import { lawful, startProvider, type Ways } from '../providers/index.ts';

/** A request that a provider received. */
interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly json: unknown;
  readonly at: number;
  readonly response: { readonly status: number; readonly json: unknown } | undefined;
}

type Behaviour = Exclude<Ways, () => unknown>;
type Tables = Parameters<NonNullable<Behaviour['prepare']>>[0];
type Reply = Awaited<ReturnType<NonNullable<Behaviour['around']>>>;

/** A run: its report, its requests, and the provider's rules before and after it. */
interface Run {
  readonly report: Report;
  readonly requests: readonly ReceivedRequest[];
  readonly before: readonly unknown[];
  readonly after: readonly Tables['rules'][number][];
}

/** Verifies a provider that records requests; `instead` may replace the reply to the nth one. */
async function run(
  options: Partial<VerifyOptions>,
  ways: Behaviour = {},
  instead: (count: number, request: string) => Reply | undefined = () => undefined,
): Promise<Run> {
  const requests: ReceivedRequest[] = [];
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
      const response =
        typeof reply === 'string'
          ? undefined
          : { status: reply.status, json: parseJson(String(reply.body)) };
      requests.push({ method, path, json: parseJson(String(body)), at, response });
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
    return { report, requests, before, after: tables?.rules ?? [] };
  } finally {
    await provider.close();
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}

/** The values of a field in all requests; a list counts as its elements. */
function sent(requests: readonly ReceivedRequest[], name: string): unknown[] {
  const values = requests.flatMap(({ json }) =>
    [json].flat().flatMap((one): unknown[] => [field(one, name)].flat()),
  );
  return [...new Set(values)];
}

function accusations({ verdict, results }: Report) {
  const accused = results.filter(
    ({ outcome }) => outcome === 'broken' || outcome === 'inconclusive',
  );
  return {
    verdict,
    results: accused.map(({ id, outcome, message }) => `${outcome} ${id}: ${message}`),
  };
}

const nothing = { verdict: 'kept', results: [] };
const testData = { numbers: '5000-5149', groups: '6000-6149', media: '70,71', 'sip-number': '608' };
const isBetween = (from: number, to: number) => (id: unknown) =>
  Number(id) >= from && Number(id) <= to;

const isNoId = (value: unknown) => !/^\d+$/.test(String(value)) || Number(value) === 0;
// Invalid identifiers are sent to see how they are refused.
const isInvalid = (value: unknown) => isNoId(value) || Number(value) >= Number.MAX_SAFE_INTEGER;

/** Adds rules that hold some of the test data, and other identifiers. */
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

describe.each(['checks', 'exploration', 'pact'] as const)('the layer %s', (only) => {
  test('uses only free test data, and leaves the account as it was', async () => {
    const { report, requests, before, after } = await run(
      { only, testData, runs: 20 },
      { prepare: inUse },
    );
    expect(accusations(report)).toEqual(nothing);
    expect(after).toEqual(before);

    const used = (name: string) =>
      sent(requests, name).filter((id) => id !== undefined && !isInvalid(id));
    expect(used('number_capacity_ids').filter((id) => !isBetween(5000, 5149)(id))).toEqual([]);
    expect(used('employee_group_ids').filter((id) => !isBetween(6000, 6149)(id))).toEqual([]);
    expect(used('media_id').filter((id) => !isBetween(70, 71)(id))).toEqual([]);
    expect(used('number_capacity_ids').filter((id) => id === 5003 || id === 5004)).toEqual([]);
    expect(used('employee_group_ids')).not.toContain(6007);
    expect(used('number_capacity_ids').length).toBeGreaterThan(0);

    const created = new Set(
      requests
        .filter(({ method }) => method === 'POST')
        .flatMap(({ response }) => String(field(response?.json, 'id') ?? '')),
    );
    const named = requests.map(({ path }) => path.split('/'));
    const rules = named
      .filter(([, first]) => first === 'melodies')
      .flatMap(([, , , id = []]) => id);
    expect(rules.filter((id) => !created.has(id) && !isNoId(id))).toEqual([]);
    const numbers = named
      .filter(([, first]) => first === 'numbers')
      .flatMap(([, , , id = []]) => id);
    expect(numbers.filter((id) => id !== '608' && !isNoId(id))).toEqual([]);
  });
});

test('the report lists test data in use, and the SIP number that was overwritten', async () => {
  const options = { testData, checks: ['number-taken-on-add', 'sip-least'] };
  const { report } = await run(options, { prepare: inUse });
  expect(report.notes.filter((note) => note.includes('in use'))).toEqual([
    '2 of --numbers are in use already and stay untouched; held by /melodies/personal/83, /melodies/personal/84.',
    '1 of --groups are in use already and stay untouched; held by /melodies/personal/83.',
  ]);
  expect(report.left).toEqual(['/numbers/virtual-number/608 keeps the settings of the last edit.']);
});

test('without a way to delete, the report lists each rule that stays in either account', async () => {
  const ways = lawful.find(({ id }) => id === 'no-delete')?.ways as Behaviour;
  const { report, before, after } = await run({}, ways);
  expect(accusations(report)).toEqual(nothing);
  expect(after.length).toBeGreaterThan(before.length);
  const missing = after
    .slice(before.length)
    .filter(({ id }) => !report.left.some((line) => line.includes(`personal/${id} `)))
    .map(({ account, id }) => `${id} of account ${account}`);
  expect(missing).toEqual([]);
});

describe('a verification', () => {
  test('stays below --rate', async () => {
    const rate = 10;
    const checks = ['number-taken-on-add', 'taken-number-among-forty', 'number-moves', 'delete'];
    const { report, requests } = await run({ rate, checks });
    expect(report.verdict).toBe('kept');
    expect(requests.length).toBeGreaterThan(rate * 2);
    const within = requests.map(({ at }) =>
      requests.filter((one) => one.at >= at && one.at < at + 900),
    );
    // A request may arrive late, together with the next one.
    expect(Math.max(...within.map(({ length }) => length))).toBeLessThan(rate * 2);
  });

  test('waits and repeats a request if the provider asks for a pause', async () => {
    const pause: Reply = { status: 429, headers: { 'Retry-After': '1' }, body: '' };
    const { report, requests } = await run({ checks: ['number-taken-on-add'] }, {}, (count) =>
      count === 3 ? pause : undefined,
    );
    expect(accusations(report)).toEqual(nothing);
    const at = requests.findIndex(({ response }) => response?.status === 429);
    const [refused, again] = [requests[at], requests[at + 1]];
    expect(again).toMatchObject({ method: refused?.method, path: refused?.path });
    expect((again?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThan(990);
  });

  test('does not accuse a provider that often asks for a pause', async () => {
    const pause: Reply = { status: 503, headers: { 'Retry-After': '0' }, body: '' };
    // Only once for each request: a server that is unavailable twice is out of order.
    const paused = new Set<string>();
    const { report, requests } = await run({}, {}, (count, request) => {
      if (paused.has(request) || count % 7 !== 0) return undefined;
      paused.add(request);
      return pause;
    });
    expect(accusations(report)).toEqual(nothing);
    expect(requests.filter(({ response }) => response?.status === 503).length).toBeGreaterThan(100);
  });
});

describe('by chance', () => {
  const failure: Reply = { status: 500, headers: {}, body: 'Out of memory' };
  // From the first request to those of the races; a complete run has about two thousand.
  const turns = [1, 2, 5, 50, 500, 1_400, 2_050];

  test.each(turns)(
    'a single server error at request %i does not break the verdict',
    async (turn) => {
      const { report } = await run({}, {}, (count) => (count === turn ? failure : undefined));
      expect(accusations(report).results.filter((one) => one.startsWith('broken'))).toEqual([]);
    },
  );

  test.each([2, 300, 2_000])(
    'a single dropped connection at request %i does not break the verdict',
    async (turn) => {
      const { report } = await run({}, {}, (count) => (count === turn ? 'drop' : undefined));
      expect(accusations(report).results.filter((one) => one.startsWith('broken'))).toEqual([]);
    },
  );

  test('repeated server errors break the verdict', async () => {
    const { report } = await run(
      { checks: ['number-taken-on-add', 'answers-answered'] },
      {},
      (count) => (count > 4 && count % 2 === 0 ? failure : undefined),
    );
    expect(report.verdict).toBe('broken');
  });
});
