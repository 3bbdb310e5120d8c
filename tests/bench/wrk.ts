import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { headersOf } from './ask.ts';
import { runChild } from './child.ts';
import { connections, type Load, type Work } from './load.ts';
import { freshIds, type Scenario } from './scenario.ts';

/** Makes load with wrk: one thread, and a script written for the scenario. */
export async function loadWithWrk({
  origin,
  scenario,
  status,
  firstId,
  seconds,
  directory,
}: Work): Promise<Load> {
  const script = join(directory, 'wrk.lua');
  writeFileSync(script, luaOf(scenario, status, firstId));
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '-s', script];
  const said = await runChild(
    { file: 'wrk', args: [...args, origin + scenario.request.path] },
    (seconds + 30) * 1_000,
  );
  const found = /figures (\d+) (\d+) (\d+) (\d+) (\d+)/.exec(said);
  if (found === null) throw new Error(`wrk gave no figures: ${said.slice(-500)}`);
  const [requests = 0, duration = 0, p50 = 0, p99 = 0, unexpected = 0] = found.slice(1).map(Number);
  return {
    requests,
    perSecond: (requests * 1e6) / duration,
    p50: p50 / 1_000,
    p99: p99 / 1_000,
    unexpected,
  };
}

// `setup` and `done` run beside the thread, which keeps its count in a global of its own.
function luaOf(scenario: Scenario, status: number, firstId: number): string {
  return `${requestOf(scenario, firstId)}
local thread
unexpected = 0
response = function(status)
  if status ~= ${status} then unexpected = unexpected + 1 end
end
setup = function(one) thread = one end
done = function(summary, latency)
  local e = summary.errors
  local bad = thread:get('unexpected') + e.connect + e.read + e.write + e.timeout
  print(string.format('figures %d %d %d %d %d', summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), bad))
end
`;
}

function requestOf({ request, token }: Scenario, firstId: number): string {
  const { method, body = '' } = request;
  const headers = Object.entries(headersOf(request, token)).map(
    ([name, value]) => `wrk.headers['${name}'] = ${luaText(value)}`,
  );
  const count = freshIds(request);
  if (count === 0) {
    const still = [`wrk.method = '${method}'`, ...headers];
    return [...still, ...(body === '' ? [] : [`wrk.body = ${luaText(body)}`])].join('\n');
  }
  const form = luaText(body.replaceAll('%', '%%').replaceAll('#', '%.0f'));
  const ids = Array.from({ length: count }, (_, i) => `id + ${i}`).join(', ');
  return `${headers.join('\n')}
local id = ${firstId - count}
request = function()
  id = id + ${count}
  return wrk.format('${method}', nil, nil, string.format(${form}, ${ids}))
end`;
}

function luaText(text: string): string {
  return `[==[${text}]==]`;
}
