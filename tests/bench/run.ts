import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { Command, Option } from 'commander';
import { runCommand } from '../../spec/command/run-command.ts';
import { type Bench, figure } from './bench.ts';
import { load } from './document-load.ts';
import { ids, rules } from './growth.ts';
import { connections, wrkVersion } from './load.ts';
import { million } from './million.ts';
import { mockoonPackage } from './server.ts';
import { servers } from './servers.ts';
import { stores } from './stores.ts';
import { throughput } from './throughput.ts';
import { explorer, start, verifier } from './timings.ts';

// The bench: `npm run bench`. Every figure that it prints was measured in this run.

const parts = { throughput, start, load, ids, rules, verifier, explorer, stores, servers, million };

interface Options {
  readonly quick: boolean;
  readonly only: readonly (keyof typeof parts)[];
}

await runCommand(async () => {
  await new Command('npm run bench --')
    .description('Measures speed, memory, start and growth beside other servers, in one run.')
    .option('--quick', 'one short round of everything: a look, not a measurement', false)
    .addOption(
      new Option('--only <part...>', 'the parts to run')
        .choices(Object.keys(parts))
        .default(Object.keys(parts), 'all'),
    )
    .allowExcessArguments(false)
    .configureOutput({ outputError: () => {} })
    .exitOverride()
    .action(measureAll)
    .parseAsync();
  return undefined;
});

async function measureAll({ quick, only }: Options): Promise<void> {
  process.stdout.write(await describeMachine());
  const bench: Bench = { rounds: quick ? 1 : 5, seconds: quick ? 1 : 2, progress };
  for (const part of only) {
    const { text, clean = true } = await parts[part](bench);
    progress('');
    process.stdout.write(`\n${text}`);
    if (clean) continue;
    process.stderr.write('Some responses were not the expected ones, so the figures say little.\n');
    process.exitCode = 1;
  }
}

/** What the figures were measured on and with, so that they can be judged. */
async function describeMachine(): Promise<string> {
  const [core] = cpus();
  const [busy = 0] = loadavg();
  const manifest = new URL('../../package.json', import.meta.url);
  const { dependencies, devDependencies } = JSON.parse(readFileSync(manifest, 'utf8'));
  return [
    `Machine: ${core?.model.trim()}, ${cpus().length} cores, ${figure(totalmem() / 2 ** 30)} GB, ${type()} ${release()}, load ${figure(busy, 2)} before the start`,
    `Node.js ${process.version}; Prism ${devDependencies['@stoplight/prism-cli']}, Fastify ${dependencies.fastify}, ${mockoonPackage}`,
    `Load: ${await wrkVersion()}, ${connections} connections, on 127.0.0.1\n`,
  ].join('\n');
}

// One line that writes over itself, only where somebody watches.
function progress(what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${what}`);
}
