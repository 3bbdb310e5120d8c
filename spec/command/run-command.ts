import { CommanderError } from 'commander';
import { Misuse } from '../shared/misuse.ts';
import { describeUsageError } from './options.ts';

/**
 * Runs a command to its exit code. What the user can set right is written to standard error as one
 * sentence and exits with 2; a bug shows its stack.
 * @param run returns the exit code; undefined leaves it as it is
 * @param bug the exit code of a bug
 */
export async function runCommand(run: () => Promise<number | undefined>, bug = 1): Promise<void> {
  const fail = (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    process.exitCode = bug;
  };
  // Nothing after it can be trusted.
  process.once('uncaughtException', (error) => {
    fail(error);
    process.exit();
  });
  // Ignore EPIPE: the output may be piped into `head`.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  try {
    process.exitCode = (await run()) ?? process.exitCode;
  } catch (error) {
    // Commander throws for --help and --version too.
    if (error instanceof CommanderError && error.exitCode === 0) return;
    const isUsage = error instanceof CommanderError;
    if (!isUsage && !(error instanceof Misuse)) return fail(error);
    process.stderr.write(`${isUsage ? describeUsageError(error) : error.message}\n`);
    process.exitCode = 2;
  }
}
