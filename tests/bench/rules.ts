import { ask } from './ask.ts';
import { type Bench, ofRounds, type Report } from './bench.ts';
import { measureCurve, type Point, reportCurve } from './growth.ts';
import { type Scenario, scenario } from './scenario.ts';
import { ours, type Server, startServer } from './server.ts';
import { prepare } from './slot.ts';
import { figure, yesNo } from './table.ts';

const path = '/melodies/personal';
const token = 'bench-rules';
const firstNumber = 1_000_001;

/** Measures the cost of a request against the number of rules in the account. */
export async function rules(bench: Bench): Promise<Report> {
  const sizes = [10, 1_000, 100_000, 1_000_000];
  const servers: Server[] = [];
  try {
    const points: Point[] = [];
    for (const size of sizes) {
      bench.progress(`filling an account with ${figure(size)} rules`);
      const server = await startServer(ours);
      servers.push(server);
      await fill(server, size);
      const scenarios = requests(size);
      for (const one of scenarios) await prepare(server, one);
      points.push({ size, server, scenarios });
    }
    const curve = await measureCurve(bench, points);
    return reportCurve(
      curve,
      `Growth with the rules in the account: µs a request (CPU µs), ${ofRounds(bench.rounds)}; POST adds to its account while it is measured`,
      'rules',
      [
        'CPU µs, × those of the fewest; flat?',
        (cost) => {
          const times = (cost.at(-1) ?? 0) / (cost[0] ?? 0);
          // Large tables miss the processor's caches, and a large heap takes longer to collect.
          return `${figure(times, 2)} ${yesNo(times <= 1.5)}`;
        },
      ],
    );
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

// POST comes last, because only it makes the account grow.
function requests(size: number): Scenario[] {
  const rest = '"source_type":"system","media_id":50';
  const middle = Math.ceil(size / 2);
  const claimed = firstNumber + middle - 1;
  const put = { method: 'PUT', path: `${path}/${middle}` };
  const post = { method: 'POST', path };
  const of = (one: Scenario): Scenario => ({ ...one, token });
  return [
    of(
      scenario('conflicting POST', 'conflicting', {
        ...post,
        body: `{"number_capacity_ids":[7,${claimed}],${rest}}`,
      }),
    ),
    of(scenario('invalid POST {}', 'invalid', { ...post, body: '{}' })),
    of(
      scenario('accepted PUT, new ids', 'accepted', {
        ...put,
        body: `{"number_capacity_ids":[#,#],"employee_group_ids":[#],${rest},"id":${middle}}`,
      }),
    ),
    of(
      scenario('accepted POST, new ids', 'accepted', {
        ...post,
        body: `{"number_capacity_ids":[#,#],"employee_group_ids":[#],${rest}}`,
      }),
    ),
  ];
}

// One snapshot: seeding in parts would answer with all that is there after every part.
async function fill(server: Server, size: number): Promise<void> {
  const items: string[] = [];
  for (let i = 0; i < size; i++) {
    const number = firstNumber + i;
    items.push(
      `{"id":${i + 1},"number_capacity_ids":[${number}],"employee_group_ids":[${number}],"source_type":"system","media_id":50}`,
    );
  }
  const body = `{"${path}":{"next":${size + 1},"items":[${items.join()}]}}`;
  const restore = { method: 'PUT', path: '/_mock/accounts/me/snapshot', body };
  const { status } = await ask(server.origin, restore, token, 300_000);
  if (status !== 200) throw new Error(`Filling the account with ${size} rules gave ${status}.`);
}
