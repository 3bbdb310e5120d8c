import { accessSync, constants, mkdirSync } from 'node:fs';
import { CommanderError } from 'commander';
import { ContractDefect, loadLent, ownContract } from '../../spec/index.ts';
import { Misuse } from '../misuse.ts';
import { loadAll } from '../run/load-contract.ts';
import { contractFlags, misuseOf, readCommandLine, type Wanted } from './command-line.ts';

// The only file of the verifier that ends the process.

// Who reads may stop reading, as in `| head`; the verdict is given by the exit code all the same.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (error instanceof CommanderError) {
    if (error.exitCode !== 0) {
      process.stderr.write(`${misuseOf(error)}\n`);
      process.exitCode = 2;
    }
  } else if (error instanceof Misuse || error instanceof ContractDefect) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  } else {
    throw error;
  }
}

async function run(args: readonly string[]): Promise<number> {
  const { spec } = contractFlags(args);
  const { contract } = await loadAll(spec ?? ownContract);
  const wanted: Wanted = readCommandLine(args, loadLent(contract));
  const stream = process.stdout;
  let written: readonly string[] = [];
  const dir = wanted.report;
  if (dir !== undefined) prepare(dir);
  const { createConsoleReporter, createGitHubReporter, writeReports, verify } = await loadRun();
  using console = createConsoleReporter({ stream, quiet: wanted.quiet, written: () => written });
  const report = await verify(wanted.options, [
    {
      // Before the summary, which names the files.
      end(report) {
        if (dir !== undefined) written = Object.values(writeReports(report, dir)).flat();
      },
    },
    console,
    createGitHubReporter({ env: process.env, stream }),
  ]);
  return report.exitCode;
}

// Loaded only by a run, since it takes its time: most mistakes are answered without it. It is a
// function of its own because the compiler keeps the names of files where there is a `using`.
async function loadRun() {
  const reporters = await import('../report/index.ts');
  const { verify } = await import('../run/verify.ts');
  return { ...reporters, verify };
}

// Better said before the run than after it.
function prepare(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true });
    accessSync(dir, constants.W_OK);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    throw new Misuse(`No reports can be written into ${dir} (${code}); name another folder.`);
  }
}
