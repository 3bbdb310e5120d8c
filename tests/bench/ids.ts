import { type Bench, ofRounds, type Report } from './bench.ts';
import { measureCurve, type Point, reportCurve } from './growth.ts';
import { type Scenario, scenario } from './scenario.ts';
import { ours, startServer } from './server.ts';
import { prepare } from './slot.ts';
import { figure, yesNo } from './table.ts';

const path = '/melodies/personal';

/** Measures the cost of a request against the number of ids that it names. */
export async function ids(bench: Bench): Promise<Report> {
  const sizes = [1, 10, 100, 1_000, 10_000];
  const server = await startServer(ours);
  try {
    const points: Point[] = [];
    for (const size of sizes) {
      const scenarios = requests(size);
      for (const one of scenarios) await prepare(server, one);
      points.push({ size, server, scenarios });
    }
    const curve = await measureCurve(bench, points);
    return reportCurve(
      curve,
      `Growth with the ids that a request names: µs a request (CPU µs), ${ofRounds(bench.rounds)}`,
      'ids',
      [
        'CPU µs an id from 1,000 to 10,000; linear?',
        (cost) => {
          const [thousand = 0, tenThousand = 0] = cost.slice(-2);
          // Linear is 10 times at most; quadratic would be nearly 100.
          const met = tenThousand / thousand <= 15;
          return `${figure((tenThousand - thousand) / 9_000, 3)} ${yesNo(met)}`;
        },
      ],
    );
  } finally {
    await server.stop();
  }
}

function requests(size: number): Scenario[] {
  const list = Array.from({ length: size }, (_, i) => 1_000_001 + i);
  const body = (numbers: unknown[], more: object = {}) =>
    JSON.stringify({ number_capacity_ids: numbers, source_type: 'system', media_id: 50, ...more });
  const put = { method: 'PUT', path: `${path}/77`, body: body(list, { id: 77 }) };
  const of = (one: Scenario): Scenario => ({ ...one, token: `${one.token}-${size}` });
  const text = list.map(String);
  return [
    of(scenario('accepted PUT', 'accepted', put)),
    of(
      scenario('conflicting POST', 'conflicting', { method: 'POST', path, body: body(list) }, [
        put,
      ]),
    ),
    of(
      scenario('invalid POST, last id', 'invalid', {
        method: 'POST',
        path,
        body: body([...list.slice(1), '1000001']),
      }),
    ),
    of(scenario('invalid POST, all ids', 'invalid', { method: 'POST', path, body: body(text) })),
  ];
}
