import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import type { Client } from './client.ts';
import { fetched } from './fetched.ts';
import { connections } from './load.ts';
import { figure } from './table.ts';

/** What the figures were measured on and with, so that they can be judged. */
export function describeMachine(client: Client): string {
  const cores = cpus();
  const [busy = 0] = loadavg();
  return [
    `Machine: ${cores[0]?.model.trim() ?? 'unknown processor'}, ${cores.length} cores, ${figure(totalmem() / 2 ** 30)} GB, ${type()} ${release()}, load ${figure(busy, 2)} before the start`,
    `Node.js ${process.version}; Prism ${version('@stoplight/prism-cli')}, fp-ts ${version('fp-ts')}, Fastify ${version('fastify')}; by npx: ${fetched.map(({ specifier }) => specifier).join(', ')}`,
    `Load: ${client.name}, ${connections} connections, on 127.0.0.1\n`,
  ].join('\n');
}

function version(name: string): string {
  const file = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
