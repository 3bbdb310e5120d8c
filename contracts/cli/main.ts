import { accessSync, constants, mkdirSync } from 'node:fs';
import { runCommand } from '../../spec/command/run-command.ts';
import { loadIdentifierKinds, Misuse, ownContract } from '../../spec/index.ts';
import { loadAll } from '../run/load-contract.ts';
import { readCommandLine, readSpecOption } from './command-line.ts';

await runCommand(() => run(process.argv.slice(2)));

async function run(args: readonly string[]): Promise<number> {
  const { contract } = await loadAll(readSpecOption(args) ?? ownContract);
  const { options, report: dir, quiet } = readCommandLine(args, loadIdentifierKinds(contract));
  const stream = process.stdout;
  let written: readonly string[] = [];
  if (dir !== undefined) assertWritable(dir);
  const { createConsoleReporter, createGitHubReporter, writeReports, verify } = await loadRun();
  using console = createConsoleReporter({ stream, quiet, written: () => written });
  const report = await verify(options, [
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

// Lazy, because loading takes time and most mistakes show before. A function of its own, because the
// compiler loses the names of files next to a `using`.
async function loadRun() {
  const reporters = await import('../report/index.ts');
  const { verify } = await import('../run/verify.ts');
  return { ...reporters, verify };
}

// Before the run, rather than after it.
function assertWritable(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true });
    accessSync(dir, constants.W_OK);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    throw new Misuse(`Reports cannot be written to ${dir} (${code}); name another folder.`);
  }
}
