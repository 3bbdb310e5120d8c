import { accessSync, constants, mkdirSync } from 'node:fs';
import { CommanderError } from 'commander';
import { ContractDefect, ownContract } from '../spec/index.ts';
import { contractFlags, misuseOf, readCommandLine, type Wanted } from './command-line.ts';
import { loadAll } from './load-contract.ts';
import { Misuse } from './misuse.ts';
import { createConsoleReporter, createGitHubReporter, writeReports } from './reporters/index.ts';
import { verify } from './verify.ts';

// The only file of the verifier that ends the process.

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
  const { identifiers } = (await loadAll(spec ?? ownContract)).catalogue;
  const wanted: Wanted = readCommandLine(args, identifiers);
  const stream = process.stdout;
  let written: readonly string[] = [];
  const dir = wanted.report;
  if (dir !== undefined) prepare(dir);
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
