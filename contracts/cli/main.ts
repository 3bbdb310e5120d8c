import { accessSync, constants, mkdirSync } from 'node:fs';
import { runCommand } from '../../spec/command/run-command.ts';
import { loadIdentifierKinds, Misuse, ownContract } from '../../spec/index.ts';
import { loadAll } from '../run/load-contract.ts';
import { type CommandLine, contractFlags, readCommandLine } from './command-line.ts';

// The only file of the verifier that ends the process.

await runCommand(() => run(process.argv.slice(2)));

async function run(args: readonly string[]): Promise<number> {
  const { spec } = contractFlags(args);
  const { contract } = await loadAll(spec ?? ownContract);
  const wanted: CommandLine = readCommandLine(args, loadIdentifierKinds(contract));
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
