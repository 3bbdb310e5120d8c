import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench, Report } from './bench.ts';
import { chooseClient } from './client.ts';
import { explorer } from './explorer.ts';
import { ids } from './ids.ts';
import { describeMachine } from './machine.ts';
import { memory } from './memory.ts';
import { Misuse } from './misuse.ts';
import { type Options, type Part, readOptions, usage } from './options.ts';
import { rules } from './rules.ts';
import { start } from './start.ts';
import { throughput } from './throughput.ts';
import { verifier } from './verifier.ts';

// The bench: `npm run bench`. Every figure that it prints was measured in this run.

const run: Readonly<Record<Part, (bench: Bench) => Promise<Report>>> = {
  throughput,
  memory,
  start,
  ids,
  rules,
  verifier,
  explorer,
};

try {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) process.stdout.write(usage);
  else await measureAll(options);
} catch (error) {
  if (!(error instanceof Misuse)) throw error;
  process.stderr.write(`${error.message}\n${usage}`);
  process.exitCode = 2;
}

async function measureAll(options: Options): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  const client = await chooseClient(options.load);
  const bench: Bench = {
    client,
    rounds: options.quick ? 1 : 5,
    seconds: options.quick ? 1 : 2,
    quick: options.quick,
    directory,
    progress,
  };
  const machine = describeMachine(client);
  process.stdout.write(`${machine}\n`);
  const figures: Record<string, unknown> = {};
  let clean = true;
  for (const part of options.parts) {
    const report = await run[part](bench);
    progress('');
    process.stdout.write(`${report.text}\n`);
    figures[part] = report.figures;
    clean &&= report.clean;
  }
  if (options.json !== undefined) {
    writeFileSync(options.json, `${JSON.stringify({ machine, ...figures }, null, 2)}\n`);
  }
  if (!clean) {
    process.stderr.write('Some answers were not the expected ones; see above.\n');
    process.exitCode = 1;
  }
}

// One line that writes over itself, only where somebody watches.
function progress(what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${what}`);
}
