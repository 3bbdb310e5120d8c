import autocannon from 'autocannon';
import { headersOf } from './ask.ts';
import { connections, type Load, type Work } from './load.ts';
import { freshIds, withIds } from './scenario.ts';

/** Makes load with autocannon, inside this process. */
export async function loadWithAutocannon({
  origin,
  scenario,
  status,
  firstId,
  seconds,
}: Work): Promise<Load> {
  const { method, path, body } = scenario.request;
  const count = freshIds(scenario.request);
  let id = firstId - count;
  const result = await autocannon({
    url: origin,
    connections,
    duration: seconds,
    timeout: 10,
    requests: [
      {
        method,
        path,
        headers: headersOf(scenario.request, scenario.token),
        ...(body === undefined ? {} : { body }),
        ...(count === 0
          ? {}
          : {
              setupRequest(request) {
                id += count;
                return { ...request, body: withIds(scenario.request, id).body ?? '' };
              },
            }),
      },
    ],
  });
  const expected = result.statusCodeStats[status]?.count ?? 0;
  return {
    requests: result.requests.total,
    perSecond: result.requests.total / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    unexpected: result.requests.total - expected + result.errors,
  };
}
