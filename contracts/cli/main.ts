import { accessSync, constants, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { runCommand } from '../../spec/command/run-command.ts';
import { loadIdentifierKinds, Misuse, ownContract } from '../../spec/index.ts';
import { loadAll } from '../run/load-contract.ts';
import { readCommandLine, readSpecOption } from './command-line.ts';
import { untilInterrupted } from './interruption.ts';
import { createRepeat } from './repeat-command.ts';

const failed = 4;

await runCommand(() => run(process.argv.slice(2)), failed);

async function run(args: readonly string[]): Promise<number> {
  const { contract } = await loadAll(readSpecOption(args) ?? ownContract);
  const commandLine = readCommandLine(args, loadIdentifierKinds(contract));
  const { report: dir, quiet, dryRun } = commandLine;
  const stream = process.stdout;
  if (dryRun) {
    const { describeRun } = await loadRun();
    stream.write(`${await describeRun(commandLine.options)}\n`);
    return 0;
  }
  if (dir !== undefined) {
    assertWritable(dir);
    assertKept(commandLine.options.against, dir);
  }
  const repeat = createRepeat(args, process.env.npm_lifecycle_event, dir);
  const options = { ...commandLine.options, repeat, signal: untilInterrupted() };
  let written: readonly string[] = [];
  let unwritten: string | undefined;
  const { createConsoleReporter, createGitHubReporter, UnwrittenReports, writeReports, verify } =
    await loadRun();
  using console = createConsoleReporter({ stream, quiet, written: () => written });
  const report = await verify(options, [
    {
      // Before the summary, which names the files.
      end(report) {
        if (dir === undefined) return;
        try {
          written = Object.values(writeReports(report, dir)).flat();
        } catch (error) {
          if (!(error instanceof UnwrittenReports)) throw error;
          written = error.written;
          unwritten = error.message;
        }
      },
    },
    console,
    createGitHubReporter({ env: process.env, stream }),
  ]);
  if (unwritten === undefined) return report.exitCode;
  process.stderr.write(`${unwritten}\n`);
  return failed;
}

// Lazy, because loading takes time and most mistakes show before. A function of its own, because the
// compiler loses the names of files next to a `using`.
async function loadRun() {
  const reporters = await import('../report/index.ts');
  return { ...reporters, ...(await import('../run/verify.ts')) };
}

// The next run would compare with what this one saw.
function assertKept(against: string | undefined, dir: string): void {
  if (against === undefined || resolve(against) !== resolve(dir, 'profile.yaml')) return;
  throw new Misuse(`--report ${dir} would overwrite ${against}; copy the profile elsewhere.`);
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
