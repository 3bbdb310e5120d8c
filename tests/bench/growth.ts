import { type Bench, byTurns, figure, median, type Report, table, yesNo } from './bench.ts';
import { load, prepare, type Slot } from './load.ts';
import { type Ask, collection, type Scenario, scenario } from './scenario.ts';
import { ours, type Server, startServer } from './server.ts';

/** What is measured at several sizes, and what the microseconds at each size come to. */
interface Curve {
  readonly title: string;
  readonly sizes: readonly number[];
  readonly question: string;
  readonly verdict: (cost: readonly number[]) => string;
  /** Prepares a fresh server for a size; returns the requests to measure, of the same names each. */
  prepare(server: Server, size: number): Promise<readonly Scenario[]>;
}

interface Point {
  readonly server: Server;
  readonly scenarios: readonly Scenario[];
}

const firstNumber = 1_000_001;
const rest = '"source_type":"system","media_id":50';
const post = (body: string): Ask => ({ method: 'POST', path: collection, body });
const put = (id: number, body: string): Ask => ({
  method: 'PUT',
  path: `${collection}/${id}`,
  body,
});

/** Measures the cost of a request against the number of ids that it names. */
export const ids = (bench: Bench): Promise<Report> =>
  measureCurve(bench, {
    title: 'Growth with the ids that a request names',
    sizes: [1, 10, 100, 1_000, 10_000],
    async prepare(_server, size) {
      const list = Array.from({ length: size }, (_, i) => firstNumber + i);
      const body = (numbers: readonly unknown[], more = '') =>
        `{"number_capacity_ids":${JSON.stringify(numbers)},${rest}${more}}`;
      const edit = put(77, body(list, ',"id":77'));
      return [
        scenario('accepted PUT', 'accepted', edit),
        scenario('conflicting POST', 'conflicting', post(body(list)), [edit]),
        scenario('invalid POST, last id', 'invalid', post(body([...list.slice(1), '1']))),
        scenario('invalid POST, all ids', 'invalid', post(body(list.map(String)))),
      ];
    },
    question: 'CPU µs an id from 1,000 to 10,000; linear?',
    verdict(cost) {
      const [thousand = 0, tenThousand = 0] = cost.slice(-2);
      // Linear is 10 times at most; quadratic would be nearly 100.
      const linear = yesNo(tenThousand / thousand <= 15);
      return `${figure((tenThousand - thousand) / 9_000, 3)} ${linear}`;
    },
  });

/** Measures the cost of a request against the number of rules in the account. */
export const rules = (bench: Bench): Promise<Report> =>
  measureCurve(bench, {
    title: 'Growth with the rules in the account, to which POST adds',
    sizes: [10, 1_000, 100_000, 1_000_000],
    async prepare(server, size) {
      const token = 'rules';
      await fill(server, size, token);
      const middle = Math.ceil(size / 2);
      const taken = `{"number_capacity_ids":[7,${firstNumber + middle - 1}],${rest}}`;
      const fresh = `{"number_capacity_ids":[#,#],"employee_group_ids":[#],${rest}`;
      const edit = put(middle, `${fresh},"id":${middle}}`);
      // POST comes last, because only it makes the account grow.
      return [
        scenario('conflicting POST', 'conflicting', post(taken), [], token),
        scenario('invalid POST {}', 'invalid', post('{}'), [], token),
        scenario('accepted PUT, new ids', 'accepted', edit, [], token),
        scenario('accepted POST, new ids', 'accepted', post(`${fresh}}`), [], token),
      ];
    },
    question: 'CPU µs, × those of the fewest; flat?',
    verdict(cost) {
      const times = (cost.at(-1) ?? 0) / (cost[0] ?? 0);
      // Large tables miss the processor's caches, and a large heap takes longer to collect.
      return `${figure(times, 2)} ${yesNo(times <= 1.5)}`;
    },
  });

// One snapshot: seeding in parts would return all that is there after every part.
/** Makes an account hold a number of rules. */
export async function fill({ ask }: Server, size: number, token: string): Promise<void> {
  const items = Array.from({ length: size }, (_, i) => {
    const list = `[${firstNumber + i}]`;
    return `{"id":${i + 1},"number_capacity_ids":${list},"employee_group_ids":${list},${rest}}`;
  });
  const body = `{"${collection}":{"next":${size + 1},"items":[${items.join()}]}}`;
  const restore = { method: 'PUT', path: '/_mock/accounts/me/snapshot', body };
  const { status } = await ask(restore, token, 300_000);
  if (status !== 200) throw new Error(`Filling the account with ${size} rules gave ${status}.`);
}

async function measureCurve(bench: Bench, curve: Curve): Promise<Report> {
  const servers: Server[] = [];
  const points: Point[] = [];
  try {
    for (const size of curve.sizes) {
      bench.progress(`${curve.title}: preparing ${figure(size)}`);
      const server = await startServer(ours);
      servers.push(server);
      const scenarios = await curve.prepare(server, size);
      for (const one of scenarios) await prepare(server, one);
      points.push({ server, scenarios });
    }
    const names = points[0]?.scenarios.map(({ name }) => name) ?? [];
    const columns: Slot[][][] = [];
    for (const [i, name] of names.entries()) {
      bench.progress(`${curve.title}: ${name}`);
      const loadOne = async ({ server, scenarios }: Point) => {
        const one = scenarios[i];
        if (one === undefined) throw new Error(`${name} is not measured at every size.`);
        return load(server, one, 1);
      };
      for (const point of points) await loadOne(point);
      columns.push(await byTurns(bench.rounds, points, loadOne));
    }
    return report(bench, curve, names, columns);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

/** A row a size, a column a request, and the verdict on each. */
function report(
  { rounds }: Bench,
  { title, sizes, question, verdict }: Curve,
  names: readonly string[],
  columns: readonly Slot[][][],
): Report {
  const elapsed = (own: readonly Slot[] = []) => median(own.map((one) => 1e6 / one.perSecond));
  const processor = (own: readonly Slot[] = []) => median(own.map((one) => one.processor));
  const rows = sizes.map((size, i) => [
    `  ${figure(size)}`,
    ...columns.map((of) => `${figure(elapsed(of[i]), 1)} (${figure(processor(of[i]), 1)})`),
  ]);
  // Processor time where it is known: other work on the machine does not disturb it so much.
  const verdicts = columns.map((of) => verdict(of.map((own) => processor(own) || elapsed(own))));
  const head = `${title}: µs a request (CPU µs), medians of ${rounds}`;
  return {
    text: table(head, [['', ...names], ...rows, [`  ${question}`, ...verdicts]]),
    clean: columns.flat(2).every(({ unexpected }) => unexpected === 0),
  };
}
